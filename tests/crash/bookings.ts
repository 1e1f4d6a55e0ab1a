import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { reservationIdFor } from '../../platform/ids.ts';
import { BookTripDocument } from '../generated/documents.ts';
import type { TripInput } from '../generated/documents.ts';
import { quote } from '../kit/traveller.ts';
import { cancelReservation, quoteCancellation } from './cancellation.ts';
import type { Stock } from './inventory.ts';
import { Refused } from './refused.ts';
import type { Row, Story } from './rows.ts';
import { until } from './until.ts';
import { watch } from './watcher.ts';
import type { Watcher } from './watcher.ts';
import type { Traveller, World } from './world.ts';

/** A booking of one cell of the matrix, from its quote to its end. */
export interface Booking {
  readonly row: Row;
  readonly id: string;
  readonly watcher: Watcher;
  /** What its cancellation was quoted to give back, in minor units; 0 where it is not cancelled. */
  readonly refund: number;
  /** Whether it is to be held at the row's point, and has not come there yet. */
  isAwaited(): boolean;
  /** Asks for what the row is about, again and again with the same key until it is answered. */
  begin(): Promise<void>;
}

/** How each story ends. */
export const endOf: Readonly<Record<Story, string>> = {
  completes: 'COMPLETED',
  declined: 'FAILED',
  'sold out': 'FAILED',
  cancelled: 'CANCELLED',
};

const asksAgainAfterMs = 300;
const answeredWithinMs = 90_000;
const completedWithinMs = 60_000;

/**
 * Prepares a booking for a row: quoted, or booked where the row is about its cancellation, watched, and armed.
 * @param options.held whether it is to be held at the row's point
 */
export async function prepare(options: {
  world: World;
  traveller: Traveller;
  row: Row;
  stock: Stock;
  held: boolean;
}): Promise<Booking> {
  const { world, traveller, row, stock, held } = options;
  const { client } = traveller;
  const { id, book } = await quoted(traveller, tripOf(row.story, stock), paymentMethodOf(row.story));
  const watcher = watch(client, id);
  let begin = book;
  let refund = 0;
  if (row.story === 'cancelled') {
    await book();
    await completed(id, watcher);
    const cancellation = await quoteCancellation(client, id);
    refund = cancellation.refund;
    const request = {
      ...{ reservationId: id, cancellationQuoteId: cancellation.id, idempotencyKey: randomUUID() },
    };
    begin = () => cancelReservation(client, request);
  }
  const moment = { reservationId: id, point: row.point };
  if (held) world.faults.arm(moment);
  return {
    ...{ row, id, watcher, refund },
    isAwaited: () => world.faults.isAwaited(moment),
    begin: () => insist(begin),
  };
}

/** Whether it has ended as its story goes, as far as whoever watches knows. */
export function hasEnded({ row, watcher }: Booking): boolean {
  return watcher.last()?.status === endOf[row.story];
}

/** Takes every seat of the stock's scarce flight, once all who want one were quoted. */
export async function sendRival(traveller: Traveller, { rivalTrip }: Stock): Promise<void> {
  const { id, book } = await quoted(traveller, rivalTrip, 'pm_ok');
  const watcher = watch(traveller.client, id);
  await book();
  await completed(id, watcher);
  await watcher.close();
}

/** Quotes a trip, to be booked under a key of its own. */
async function quoted({ client, userId }: Traveller, trip: TripInput, paymentMethod: string) {
  const idempotencyKey = randomUUID();
  const id = reservationIdFor(userId, idempotencyKey);
  const input = { quoteId: await quote(client, trip), idempotencyKey, paymentMethod };
  return {
    id,
    book: async () => {
      const { bookTrip } = await client.data(BookTripDocument, { input });
      if (bookTrip.__typename !== 'BookTripAccepted') throw new Refused(JSON.stringify(bookTrip));
      if (bookTrip.reservation.id !== id) throw new Refused(`${bookTrip.reservation.id} instead of ${id}`);
    },
  };
}

/** What any client does whose answer is lost: it asks again, with the same key. */
async function insist(ask: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + answeredWithinMs;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (error instanceof Refused || Date.now() > deadline) throw error;
      await delay(asksAgainAfterMs);
    }
  }
}

function completed(id: string, watcher: Watcher): Promise<void> {
  return until(
    () => watcher.last()?.status === 'COMPLETED',
    completedWithinMs,
    () => `${id} is not completed: ${JSON.stringify(watcher.last())}`,
  );
}

function tripOf(story: Story, { trip, scarceTrip }: Stock): TripInput {
  return story === 'sold out' ? scarceTrip : trip;
}

function paymentMethodOf(story: Story): string {
  return story === 'declined' ? 'pm_declined' : 'pm_ok';
}
