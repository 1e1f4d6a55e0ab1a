import type { RelayPorts } from '../../platform/events/lease-session.ts';
import type { PaymentProvider } from '../../subgraphs/orders/domain/payment-provider.ts';
import type { OrderStore } from '../../subgraphs/orders/store/orders.ts';
import { flightUpdated, reservationEventTypes } from '../../subgraphs/reservations/domain/events.ts';
import type { BookingSlots } from '../../subgraphs/reservations/store/booking-slots.ts';
import type { BookingStore } from '../../subgraphs/reservations/store/bookings.ts';
import type { CancellationClaims } from '../../subgraphs/reservations/store/cancellation-claims.ts';
import type { QuoteStore } from '../../subgraphs/reservations/store/quotes.ts';
import type { RequestPoint } from '../kit/fault-points.ts';
import type { Scenario } from './rows.ts';

/**
 * The parts of the code that write, each with its rows in the matrix or with the reason for having none. The types are
 * complete: a new member of a union, or a new method of a port, does not compile without an entry here.
 */
export type Covered = { scenario: Scenario } | { without: string };

export function isCovered<Entry extends Covered>(
  entry: Entry,
): entry is Extract<Entry, { scenario: Scenario }> {
  return 'scenario' in entry;
}

/** By request with fault points: the scenario that makes it. */
export const coveredRequests = {
  book: { scenario: 'completes' },
  cancel: { scenario: 'cancelled' },
} as const satisfies Record<RequestPoint['request'], Covered>;

/** By call of the payment provider: the scenario that makes it. */
export const coveredPayments: Readonly<Record<keyof PaymentProvider, Covered>> = {
  authorise: { scenario: 'completes' },
  capture: { scenario: 'completes' },
  refund: { scenario: 'cancelled' },
  void: {
    without: 'a declined payment was never authorised, and the payment of a cancelled booking is captured',
  },
};

type RelayedType = (typeof reservationEventTypes)[keyof typeof reservationEventTypes] | typeof flightUpdated;
const alike = {
  without: 'the relay moves all events of a booking alike: the first and the last stand for them',
};

/** By event type. */
export const coveredRelayEvents: Readonly<Record<RelayedType, Covered>> = {
  'reservation.created': { scenario: 'completes' },
  'reservation.hotel_booked': alike,
  'reservation.flight_booked': alike,
  'reservation.completed': { scenario: 'completes' },
  'reservation.compensating': alike,
  'reservation.failed': alike,
  'reservation.cancelling': alike,
  'reservation.cancelled': alike,
  'flight.updated': { scenario: 'completes' },
};

/** By mutation of a subgraph's schema: the part of its rows' names, or the reason for having none. */
export const coveredMutations: Readonly<Record<string, { rows: string } | { without: string }>> = {
  bookTrip: { rows: 'book ' },
  cancelReservation: { rows: 'cancel before-claim' },
  payOrder: { rows: 'payment authorise' },
  cancelOrder: { rows: 'undo pay' },
  refundOrder: { rows: 'payment refund' },
  quoteTrip: { without: 'it writes a quote that no request rests on before its answer' },
  signUp: { without: 'it books and charges nothing: tests/integration/users' },
  signIn: { without: 'it books and charges nothing: tests/integration/users' },
  refreshSession: { without: 'it books and charges nothing: tests/integration/users' },
  signOut: { without: 'it books and charges nothing: tests/integration/users' },
  updateProfile: { without: 'it books and charges nothing: tests/integration/users' },
  changePassword: { without: 'it books and charges nothing: tests/integration/users' },
  setUserActive: { without: 'it books and charges nothing: tests/integration/users' },
};

/** By operator command of package.json. */
export const coveredCommands: Readonly<Record<string, { rows: string } | { without: string }>> = {
  saga: { rows: '(retried by an operator)' },
  'inventory:check': { without: 'it reads only, and its audit ends every round' },
  'dead-letters': { without: 'a round has no dead letters, which is checked' },
};

/** `point`: a fault point stands around it. */
type Method = 'point' | 'reads' | { without: string };

const bookingReads = {
  find: 'reads',
  findMany: 'reads',
  statusesOf: 'reads',
  // It writes no change.
  confirm: 'reads',
  due: 'reads',
  countUnfinished: 'reads',
  countUnfinishedOf: 'reads',
} as const;

/** By port that the entries `*-with-faults.ts` decorate, and by method. */
export const coveredMethods = {
  saga: {
    ...bookingReads,
    insert: { without: 'only requests insert' },
    record: 'point',
    recordMany: { without: 'only payment updates, in the subgraph, write several bookings' },
    postpone: { without: 'it moves a due time: a repeated or a lost call costs a sweep' },
  },
  request: {
    ...bookingReads,
    insert: 'point',
    record: 'point',
    recordMany: { without: 'see `update`' },
    postpone: { without: 'only the worker and operators postpone' },
  },
  update: {
    ...bookingReads,
    insert: { without: 'see `request`' },
    record: {
      without: 'the second update of a booking in a batch, written as `recordMany` writes the first',
    },
    recordMany: 'point',
    postpone: { without: 'only the worker and operators postpone' },
  },
  quotes: {
    insertQuote: { without: 'see the mutation quoteTrip' },
    findQuote: 'reads',
    claimQuote: 'point',
    unclaimQuote: { without: 'it follows a refusal, of which the client gets an answer' },
  },
  slots: {
    take: { without: '`book before-claim` follows it at once' },
    giveBack: { without: 'it follows a refusal, of which the client gets an answer' },
  },
  claims: {
    find: 'reads',
    claim: 'point',
    release: { without: 'it follows a refusal, of which the client gets an answer' },
  },
  relay: { createLogWriter: 'point', createEventStream: 'point' },
  // Orders is held around the calls of its payment provider.
  orders: {
    find: 'reads',
    snapshots: 'reads',
    write: { without: 'it stands between two payment points' },
    takeDue: { without: 'it moves a due time: a repeated or a lost call costs a sweep' },
    countUnsettled: 'reads',
  },
} as const satisfies {
  saga: Record<keyof BookingStore, Method>;
  request: Record<keyof BookingStore, Method>;
  update: Record<keyof BookingStore, Method>;
  quotes: Record<keyof QuoteStore, Method>;
  slots: Record<keyof BookingSlots, Method>;
  claims: Record<keyof CancellationClaims, Method>;
  relay: Record<keyof RelayPorts, Method>;
  orders: Record<keyof OrderStore, Method>;
};
