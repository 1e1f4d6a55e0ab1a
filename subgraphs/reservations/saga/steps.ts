import type { Booking, Failure, SagaStep } from '../domain/booking.ts';
import { holdExpired } from '../domain/saga.ts';
import type { FlightSupplier, HoldOutcome, HotelSupplier, Payments } from '../domain/suppliers.ts';

/** The final answer of a supplier to a step. A call without an answer throws instead. */
export type StepOutcome = { outcome: 'done' } | { outcome: 'refused'; failure: Failure };

/** The effect of a step and its undo. Both may run any number of times. */
export interface StepHandler {
  do(booking: Booking): Promise<StepOutcome>;
  /** Safe to run whether or not the effect happened. Null where the undo of an earlier step covers this step. */
  undo: ((booking: Booking) => Promise<void>) | null;
}

export interface Suppliers {
  hotels: HotelSupplier;
  flights: FlightSupplier;
  payments: Payments;
}

/** The orders subgraph refuses longer descriptions and reasons. */
const maxTextLength = 500;

const done: StepOutcome = { outcome: 'done' };

/** The steps of a booking: each `do` with its `undo` beside it. */
export function createSteps({ hotels, flights, payments }: Suppliers): Record<SagaStep, StepHandler> {
  return {
    holdHotel: {
      do: async ({ id, trip, holdExpiresAt }) =>
        toStepOutcome(await hotels.hold(id, trip.stays, holdExpiresAt), 'Rooms'),
      undo: ({ id, trip, holdExpiresAt }) => hotels.release(id, trip.stays, holdExpiresAt),
    },
    holdFlight: {
      do: async ({ id, trip, holdExpiresAt }) =>
        toStepOutcome(await flights.hold(id, trip.flights, holdExpiresAt), 'Seats'),
      undo: ({ id, trip, holdExpiresAt }) => flights.release(id, trip.flights, holdExpiresAt),
    },
    pay: {
      do: (booking) => pay(payments, booking),
      undo: (booking) => undoPayment(payments, booking),
    },
    confirmHotel: {
      async do({ id, trip }) {
        await hotels.confirm(id, trip.stays);
        return done;
      },
      // The release in `holdHotel` covers confirmed rooms too.
      undo: null,
    },
    confirmFlight: {
      async do({ id, trip }) {
        await flights.confirm(id, trip.flights);
        return done;
      },
      // The release in `holdFlight` covers confirmed seats too.
      undo: null,
    },
  };
}

async function pay(payments: Payments, { id, userId, paymentMethod, trip }: Booking): Promise<StepOutcome> {
  const { total, stays, flights } = trip;
  const lines = [...stays, ...flights].map(({ description, charged }) => ({
    description: description.slice(0, maxTextLength),
    amount: charged.amount,
  }));
  const { currency } = total;
  const answer = await payments.pay({ reservationId: id, userId, paymentMethod, currency, lines });
  if (answer.outcome === 'paid') return done;
  return { outcome: 'refused', failure: { code: 'PAYMENT_DECLINED', message: answer.message } };
}

/** A failed booking's order is cancelled. A cancelled booking gets the refund that its cancellation promised. */
async function undoPayment(payments: Payments, booking: Booking): Promise<void> {
  const { id: reservationId, userId } = booking;
  if (booking.status === 'CANCELLING') {
    const refunds = booking.cancellation.lines
      .filter((line) => line.refund.amount > 0)
      .map((line) => ({
        key: line.lineId,
        amount: line.refund.amount,
        reason: `Cancelled: ${line.description}`.slice(0, maxTextLength),
      }));
    await payments.refund({ reservationId, userId, refunds });
  } else {
    const reason = 'failure' in booking ? booking.failure.message : 'Booking failed.';
    await payments.cancel({ reservationId, userId, reason });
  }
}

function toStepOutcome(hold: HoldOutcome, inventory: 'Rooms' | 'Seats'): StepOutcome {
  switch (hold.outcome) {
    case 'held':
      return done;
    case 'sold_out':
      return { outcome: 'refused', failure: { code: 'SOLD_OUT', message: `${inventory} sold out.` } };
    case 'too_late':
      return { outcome: 'refused', failure: holdExpired };
  }
}
