import type { Booking, Failure, SagaStep } from '../domain/booking.ts';
import { expired } from '../domain/saga.ts';
import type { FlightSupplier, HoldOutcome, HotelSupplier, Payments } from '../domain/suppliers.ts';

/** A supplier's last word on a step. No answer is thrown instead. */
export type StepOutcome = { outcome: 'done' } | { outcome: 'refused'; failure: Failure };

/** A step of the saga: its effect, and what undoes it. Both may run any number of times. */
export interface StepHandler {
  do(booking: Booking): Promise<StepOutcome>;
  /** Null where an earlier step's undoing covers it. Safe to run whether or not the effect happened. */
  undo: ((booking: Booking) => Promise<void>) | null;
}

export interface Suppliers {
  hotels: HotelSupplier;
  flights: FlightSupplier;
  payments: Payments;
}

/** Orders takes no longer description or reason, in characters. */
const longestText = 500;

const done: StepOutcome = { outcome: 'done' };

/** The steps of a booking, each with its undoing beside it. */
export function createSteps({ hotels, flights, payments }: Suppliers): Record<SagaStep, StepHandler> {
  return {
    holdHotel: {
      do: async ({ id, trip, holdExpiresAt }) =>
        toOutcome(await hotels.hold(id, trip.stays, holdExpiresAt), 'Rooms'),
      undo: ({ id, trip, holdExpiresAt }) => hotels.release(id, trip.stays, holdExpiresAt),
    },
    holdFlight: {
      do: async ({ id, trip, holdExpiresAt }) =>
        toOutcome(await flights.hold(id, trip.flights, holdExpiresAt), 'Seats'),
      undo: ({ id, trip, holdExpiresAt }) => flights.release(id, trip.flights, holdExpiresAt),
    },
    pay: {
      async do({ id, userId, paymentMethod, trip }) {
        const { total, stays, flights: seats } = trip;
        const lines = [...stays, ...seats].map(({ description, charged }) => ({
          description: description.slice(0, longestText),
          amount: charged.amount,
        }));
        const { currency } = total;
        const answer = await payments.pay({ reservationId: id, userId, paymentMethod, currency, lines });
        if (answer.outcome === 'paid') return done;
        return { outcome: 'refused', failure: { code: 'PAYMENT_DECLINED', message: answer.message } };
      },
      undo: (booking) => giveBack(payments, booking),
    },
    confirmHotel: {
      async do({ id, trip }) {
        await hotels.confirm(id, trip.stays);
        return done;
      },
      // Undoing the hold lets go of what is booked as well.
      undo: null,
    },
    confirmFlight: {
      async do({ id, trip }) {
        await flights.confirm(id, trip.flights);
        return done;
      },
      undo: null,
    },
  };
}

/** A booking that failed never was: its order is undone. Of one that is cancelled, what was promised comes back. */
async function giveBack(
  payments: Payments,
  { id: reservationId, userId, ...booking }: Booking,
): Promise<void> {
  if (booking.status === 'CANCELLING') {
    const refunds = booking.cancellation.lines
      .filter(({ refund }) => refund.amount > 0)
      .map(({ lineId: key, description, refund }) => ({
        key,
        amount: refund.amount,
        reason: `Cancelled: ${description}`.slice(0, longestText),
      }));
    await payments.refund({ reservationId, userId, refunds });
  } else {
    const reason = 'failure' in booking ? booking.failure.message : 'The booking was undone.';
    await payments.cancel({ reservationId, userId, reason });
  }
}

function toOutcome(hold: HoldOutcome, what: 'Rooms' | 'Seats'): StepOutcome {
  switch (hold.outcome) {
    case 'held':
      return done;
    case 'sold_out':
      return {
        outcome: 'refused',
        failure: { code: 'SOLD_OUT', message: `${what} were gone when they were to be held.` },
      };
    case 'too_late':
      return { outcome: 'refused', failure: expired };
  }
}
