import type { PricedTrip } from './trip.ts';

/** Rooms and seats, of a trip or of several. */
export interface Units {
  rooms: number;
  seats: number;
}

/** The most that a customer, or a network, may have at a time. Infinity: unlimited. */
export interface BookingLimits extends Units {
  /** Unfinished bookings. */
  bookings: number;
}

/** The limit that refuses a booking. */
export type OverLimit =
  | { limited: 'bookings'; limit: number }
  | {
      limited: 'rooms' | 'seats';
      limit: number;
      /** By the unfinished bookings. */
      held: number;
      requested: number;
    };

/** The rooms and seats that a trip holds until it is paid. A room counts once, for any number of nights. */
export function unitsOf({ stays, flights }: Pick<PricedTrip, 'stays' | 'flights'>): Units {
  return {
    rooms: stays.reduce((sum, { rooms }) => sum + rooms, 0),
    seats: flights.reduce((sum, { passengers }) => sum + passengers, 0),
  };
}

export function totalOf(units: readonly Units[]): Units {
  return {
    rooms: units.reduce((sum, { rooms }) => sum + rooms, 0),
    seats: units.reduce((sum, { seats }) => sum + seats, 0),
  };
}

/**
 * Compares the unfinished bookings of a customer or a network and a new one with the limits.
 * @returns the first limit that refuses the new booking; null if all allow it
 */
export function overLimit(
  unfinished: readonly Units[],
  requested: Units,
  limits: BookingLimits,
): OverLimit | null {
  if (unfinished.length >= limits.bookings) return { limited: 'bookings', limit: limits.bookings };
  const held = totalOf(unfinished);
  for (const limited of ['rooms', 'seats'] as const) {
    const limit = limits[limited];
    if (requested[limited] > 0 && held[limited] + requested[limited] > limit) {
      return { limited, limit, held: held[limited], requested: requested[limited] };
    }
  }
  return null;
}
