import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { cancellationIdFor, reservationIdFor } from '../../subgraphs/reservations/domain/ids.ts';
import { BookTripDocument } from '../generated/documents.ts';
import type { TripInput } from '../generated/documents.ts';
import { quote } from '../kit/traveller.ts';
import { cancelReservation, quoteCancellation } from './cancellation.ts';
import type { Stock } from './inventory.ts';
import { Refused } from './refused.ts';
import type { Row, Scenario } from './rows.ts';
import { until } from './until.ts';
import { watch } from './watcher.ts';
import type { Watcher } from './watcher.ts';
import type { Traveller, World } from './world.ts';

/** A booking in a cell of the matrix. */
export interface Booking {
  readonly row: Row;
  readonly id: string;
  readonly watcher: Watcher;
  /** The quoted refund of its cancellation, in minor units; 0 where it is not cancelled. */
  readonly refund: number;
  /** True while one of the row's points is armed and no process has reached it. */
  isAwaited(): boolean;
  /** Arms the row's points and sends its mutation, repeatedly with the same key until it is answered. */
  begin(): Promise<void>;
}

/** The final status of each scenario. */
export const endOf: Readonly<Record<Scenario, string>> = {
  completes: 'COMPLETED',
  declined: 'FAILED',
  'sold out': 'FAILED',
  cancelled: 'CANCELLED',
};

const repeatAfterMs = 300;
const answeredWithinMs = 90_000;
/** Longer than a subscription takes to look for lost notifications. */
const completedWithinMs = 90_000;

/**
 * Prepares a booking for a row: quotes it, completes it where the row cancels it, and watches it.
 */
export async function prepare(options: {
  world: World;
  traveller: Traveller;
  row: Row;
  stock: Stock;
}): Promise<Booking> {
  const { world, traveller, row, stock } = options;
  const { client } = traveller;
  const { id, book } = await quoted(traveller, tripOf(row.scenario, stock), paymentMethodOf(row.scenario));
  const watcher = watch(client, id);
  let begin = book;
  let refund = 0;
  let pointId = id;
  if (row.scenario === 'cancelled') {
    await retryUntilAnswered(book);
    await completed(id, watcher);
    const cancellation = await retryUntilAnswered(() => quoteCancellation(client, id));
    refund = cancellation.refund;
    const request = {
      ...{ reservationId: id, cancellationQuoteId: cancellation.id, idempotencyKey: randomUUID() },
    };
    begin = () => cancelReservation(client, request);
    if (row.point.endsWith('-claim')) pointId = cancellationIdFor(traveller.userId, request.idempotencyKey);
  }
  if (row.subject === 'flight') pointId = stock.flightId;
  const points = [
    { id: pointId, name: row.point },
    ...(row.alsoHeldAt === undefined ? [] : [{ id, name: row.alsoHeldAt }]),
  ];
  return {
    ...{ row, id, watcher, refund },
    isAwaited: () => points.some(world.faults.isAwaited),
    begin() {
      // Not before: a booking that is still being prepared could reach a point of the shared flight and hold the relay.
      points.forEach(world.faults.arm);
      return retryUntilAnswered(begin);
    },
  };
}

/** True once the watcher has seen the final status of the scenario. */
export function hasEnded({ row, watcher }: Booking): boolean {
  return watcher.last()?.status === endOf[row.scenario];
}

/** Books every seat of the stock's scarce flight, after the bookings of the round were quoted. */
export async function sendRival(traveller: Traveller, { rivalTrip }: Stock): Promise<void> {
  const { id, book } = await quoted(traveller, rivalTrip, 'pm_ok');
  const watcher = watch(traveller.client, id);
  await retryUntilAnswered(book);
  await completed(id, watcher);
  await watcher.close();
}

/** Quotes a trip. `book` books it under a key of its own. */
async function quoted({ client, userId }: Traveller, trip: TripInput, paymentMethod: string) {
  const idempotencyKey = randomUUID();
  const id = reservationIdFor(userId, idempotencyKey);
  const input = {
    quoteId: await retryUntilAnswered(() => quote(client, trip)),
    idempotencyKey,
    paymentMethod,
  };
  return {
    id,
    book: async () => {
      const { bookTrip } = await client.data(BookTripDocument, { input });
      if (bookTrip.__typename !== 'BookTripAccepted') throw new Refused(JSON.stringify(bookTrip));
      if (bookTrip.reservation.id !== id) throw new Refused(`${bookTrip.reservation.id} instead of ${id}`);
    },
  };
}

/**
 * Repeats a request, a mutation with the same key, while answers are lost, as any client does.
 * @throws the last error after 90 s; Refused at once
 */
export async function retryUntilAnswered<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + answeredWithinMs;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Refused || Date.now() > deadline) throw error;
      await delay(repeatAfterMs);
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

function tripOf(scenario: Scenario, { trip, scarceTrip }: Stock): TripInput {
  return scenario === 'sold out' ? scarceTrip : trip;
}

function paymentMethodOf(scenario: Scenario): string {
  return scenario === 'declined' ? 'pm_declined' : 'pm_ok';
}
