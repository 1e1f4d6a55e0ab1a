import { orderIdFor } from '../../subgraphs/orders/domain/ids.ts';
import type { StoredEvent } from '../../platform/events/event-log.ts';
import type { SandboxPaymentDocument } from '../../subgraphs/orders/suppliers/sandbox-payments.ts';
import type { BookingDocument } from '../../subgraphs/reservations/store/bookings-document.ts';
import type { GraphClient } from '../kit/graph-client.ts';
import { retryUntilAnswered } from './bookings.ts';
import type { Booking } from './bookings.ts';
import type { Column } from './column.ts';
import type { Scenario } from './rows.ts';
import { until } from './until.ts';
import { sightingFaults } from './sightings.ts';
import type { Traveller, World } from './world.ts';

const reservationQuery = `query Outcome($id: ID!) {
  reservation(id: $id) {
    total { amount }
    timeline { status }
    order { status refunded { amount } }
  }
}`;
interface Reservation {
  total: { amount: number };
  timeline: { status: string }[];
  order: { status: string; refunded: { amount: number } } | null;
}

/** The final timeline and order status of each scenario. */
const ends: Readonly<Record<Scenario, { timeline: readonly string[]; order: string | undefined }>> = {
  completes: { timeline: ['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED'], order: 'PAID' },
  declined: {
    timeline: ['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPENSATING', 'FAILED'],
    order: 'PAYMENT_FAILED',
  },
  'sold out': { timeline: ['INIT', 'HOTEL_BOOKED', 'COMPENSATING', 'FAILED'], order: undefined },
  cancelled: {
    timeline: ['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED', 'CANCELLING', 'CANCELLED'],
    order: 'PAID',
  },
};

const publishedWithinMs = 20_000;

/** Checks a final booking: through the API, in the databases, and in the updates of its subscriber. */
export async function checkBooking(
  world: World,
  { client }: Traveller,
  booking: Booking,
  { endsSubscriptions }: Column,
): Promise<string[]> {
  const { id, row, watcher } = booking;
  const reservation = await readReservation(client, id);
  const timeline = reservation.timeline.map(({ status }) => status);
  const end = ends[row.scenario];
  const faults = [
    ...differs('timeline', timeline, end.timeline),
    ...differs('order status', reservation.order?.status, end.order),
    ...(await moneyFaults(world, booking, reservation)),
    ...(await eventFaults(world, id, timeline.length)),
    ...sightingFaults(watcher, timeline, endsSubscriptions),
  ];
  return faults.map((fault) => `${id}: ${fault}`);
}

/** Reads a reservation and its order, again while a subgraph or a store is unavailable. */
function readReservation(client: GraphClient, id: string): Promise<Reservation> {
  return retryUntilAnswered(async () => {
    const { data, errors } = await client.send<{ reservation: Reservation | null }, { id: string }>(
      reservationQuery,
      { id },
    );
    if (errors !== undefined || !data?.reservation) throw new Error(`${id}: ${JSON.stringify(errors)}`);
    return data.reservation;
  });
}

/** Compares the money at the payment provider with the booking's final status. */
async function moneyFaults(
  { databases }: World,
  { id, row, refund }: Booking,
  reservation: Reservation,
): Promise<string[]> {
  const payments = await databases.orders
    .collection<SandboxPaymentDocument>('sandbox_payments')
    .find({ _id: { $regex: orderIdFor(id).slice('ord_'.length) } })
    .toArray();
  const held = payments
    .filter(({ status }) => status === 'CAPTURED')
    .reduce((sum, { amount = 0, refunded }) => sum + amount - refunded, 0);
  const isPaid = row.scenario === 'completes' || row.scenario === 'cancelled';
  return [
    ...differs('money at the provider', held, isPaid ? reservation.total.amount - refund : 0),
    ...differs('refund of the order', reservation.order?.refunded.amount ?? 0, refund),
    ...payments
      .filter(({ status }) => status === 'ASKED' || status === 'AUTHORISED')
      .map(({ _id, status }) => `payment ${_id} is left ${status}`),
  ];
}

/** Checks that every version was published once and that the outbox is empty. */
async function eventFaults(
  { databases: { reservations } }: World,
  id: string,
  versions: number,
): Promise<string[]> {
  const bookings = reservations.collection<BookingDocument>('reservations');
  const isPublished = async () => (await bookings.findOne({ _id: id }))?.outbox.length === 0;
  const waiting = await until(isPublished, publishedWithinMs, () => 'the outbox is not empty').then(
    () => [],
    (error: unknown) => [String(error)],
  );
  const events = await reservations
    .collection<StoredEvent>('events')
    .find({ subject: id })
    .sort({ n: 1 })
    .toArray();
  const expected = Array.from({ length: versions }, (_, at) => at + 1);
  return [
    ...waiting,
    ...differs(
      'published versions',
      events.map(({ version }) => version),
      expected,
    ),
  ];
}

function differs(what: string, found: unknown, expected: unknown): string[] {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  return one === other ? [] : [`${what}: found ${one}, expected ${other}`];
}
