import type { OverLimit } from '../domain/booking-limits.ts';
import type {
  TooManyBookingsOfNetwork,
  TooManyHolds,
  TooManyUnfinishedBookings,
} from '../generated/resolvers.ts';

export const idempotencyKeyReused = {
  __typename: 'IdempotencyKeyReused',
  message: 'This idempotency key was used before, with different input.',
} as const;

/** The refusal of a booking by a limit on the unfinished bookings of one customer. */
export function refusedByLimit(over: OverLimit): TooManyUnfinishedBookings | TooManyHolds {
  const { limited, limit } = over;
  if (limited === 'bookings') {
    const message = `You have too many unfinished bookings (limit: ${limit}). Try again once one of them is completed.`;
    return { __typename: 'TooManyUnfinishedBookings', message, limit };
  }
  const { held, requested } = over;
  const message =
    held === 0
      ? `This trip needs too many ${limited} for one booking (${requested}, limit: ${limit}). Book a smaller trip.`
      : `Your unfinished bookings hold ${held} ${limited} (limit: ${limit}), and this trip needs ${requested}. Try again once one of them is completed.`;
  return {
    __typename: 'TooManyHolds',
    limited: limited === 'rooms' ? 'ROOMS' : 'SEATS',
    ...{ message, limit, held, requested },
  };
}

/** Does not say what the other customers of the network hold. */
export function refusedByNetworkLimit({ limited, limit }: OverLimit): TooManyBookingsOfNetwork {
  const message =
    limited === 'bookings'
      ? `Your network has too many unfinished bookings (limit: ${limit}). Try again in a minute.`
      : `The unfinished bookings of your network hold too many ${limited} (limit: ${limit}). Try again in a minute, or book fewer ${limited}.`;
  return { __typename: 'TooManyBookingsOfNetwork', message, limit };
}
