import type { FlightLine, StayLine } from './trip.ts';

/** The answer to a hold. A fault (no answer, an invalid answer) is thrown: the outcome is unknown then. */
export type HoldOutcome =
  | { outcome: 'held' }
  /** Not enough left for this line. Holds of further lines stay until they are released. */
  | { outcome: 'sold_out'; lineId: string }
  /** The deadline has passed, or the release of this hold arrived first. */
  | { outcome: 'too_late' };

/**
 * A port to the inventory of rooms or seats. Every call is idempotent by reservation and line: repeats get the same
 * answer, in any order.
 */
export interface Supplier<Line> {
  /** Holds all lines until `deadline`. */
  hold(reservationId: string, lines: readonly Line[], deadline: Date): Promise<HoldOutcome>;
  /** Turns holds into bookings. */
  confirm(reservationId: string, lines: readonly Line[]): Promise<void>;
  /** Releases holds and bookings. A tombstone stays until `deadline` plus ten minutes: it refuses holds that arrive late. */
  release(reservationId: string, lines: readonly Line[], deadline: Date): Promise<void>;
}

export type HotelSupplier = Supplier<StayLine>;
export type FlightSupplier = Supplier<FlightLine>;

/** The order to place and pay. Its id derives from the reservation, so that a repeated call pays once. */
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
  /** Final; nothing was charged. */
  | { outcome: 'declined'; message: string }
  /** The order was cancelled before the payment. Final. */
  | { outcome: 'cancelled'; message: string };

/** Partial refunds of an order. */
export interface RefundRequest {
  reservationId: string;
  userId: string;
  refunds: readonly {
    /** The idempotency key of the refund within its order. */
    key: string;
    /** In minor units of the order's currency. */
    amount: number;
    /** For the buyer: a sentence. */
    reason: string;
  }[];
}

/** A port to the orders subgraph. Idempotent by reservation. A fault is thrown: the outcome is unknown then. */
export interface Payments {
  pay(purchase: Purchase): Promise<PaymentOutcome>;
  /** Cancels the order and refunds its payments. Before the order exists, it makes a later `pay` fail. */
  cancel(order: { reservationId: string; userId: string; reason: string }): Promise<void>;
  /** Refunds parts of the order, each once by its key. */
  refund(request: RefundRequest): Promise<void>;
}
