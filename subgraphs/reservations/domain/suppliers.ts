import type { FlightLine, StayLine } from './trip.ts';

/** What comes of asking for a hold. A fault (no answer, garbage) is thrown: it says nothing about the outcome. */
export type HoldOutcome =
  | { outcome: 'held' }
  /** Not enough left for that line. What other lines of the same request hold stays held until it is released. */
  | { outcome: 'sold_out'; lineId: string }
  /** The deadline had passed, or the hold had been released before it came. */
  | { outcome: 'too_late' };

/**
 * Holds, books and lets go of what a trip needs. Every call is idempotent by reservation and line, and answers
 * the same however often and in whatever order repeats arrive.
 */
export interface Supplier<Line> {
  /** Holds all lines until `deadline`, one atomic conditional write per inventory document. */
  hold(reservationId: string, lines: readonly Line[], deadline: Date): Promise<HoldOutcome>;
  /** Turns held into booked. */
  confirm(reservationId: string, lines: readonly Line[]): Promise<void>;
  /** Lets go of what is held or booked; leaves a tombstone until `deadline` plus ten minutes, so that a hold that comes later is refused. */
  release(reservationId: string, lines: readonly Line[], deadline: Date): Promise<void>;
}

export type HotelSupplier = Supplier<StayLine>;
export type FlightSupplier = Supplier<FlightLine>;

/** What is to be sold and paid. Its order derives from the reservation: asking twice is asking once. */
export interface Purchase {
  reservationId: string;
  userId: string;
  paymentMethod: string;
  /** ISO 4217, of every line. */
  currency: string;
  /** Amounts in minor units. */
  lines: readonly { description: string; amount: number }[];
}

export type PaymentOutcome =
  | { outcome: 'paid' }
  /** For good; nothing was charged. */
  | { outcome: 'declined'; message: string }
  /** The order was undone before it was to be paid; it never will be. */
  | { outcome: 'cancelled'; message: string };

/** Parts of what was taken, to be given back. */
export interface RefundRequest {
  reservationId: string;
  userId: string;
  refunds: readonly {
    /** Names the refund within its order for ever: asking twice is asking once. */
    key: string;
    /** In minor units of the order's currency. */
    amount: number;
    /** What it is for, in words. */
    reason: string;
  }[];
}

/** Takes payments. Idempotent by reservation; a fault is thrown and says nothing about the outcome. */
export interface Payments {
  pay(purchase: Purchase): Promise<PaymentOutcome>;
  /** Undoes the order, and gives back what was taken; where there is none yet, a later `pay` is refused. */
  cancel(order: { reservationId: string; userId: string; reason: string }): Promise<void>;
  /** Gives back parts of what was taken, each once under its key. */
  refund(request: RefundRequest): Promise<void>;
}
