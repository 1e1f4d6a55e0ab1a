import { Redis } from 'ioredis';
import { deadLettersOf, streamOf } from '../../platform/events/channels.ts';
import type { StoredEvent } from '../../platform/events/event-log.ts';
import { streamId } from '../../platform/events/position.ts';
import type { BookingDocument } from '../../subgraphs/reservations/store/bookings-document.ts';
import type { FlightDocument } from '../../subgraphs/reservations/store/flights.ts';
import type { Stock } from './inventory.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const sources = ['reservations', 'orders'] as const;
const movedWithinMs = 20_000;

/** Checks the events after all bookings are final: all are in the stream, and no dead letters exist. */
export async function eventFaults({ stack, databases }: World): Promise<string[]> {
  const redis = new Redis(stack.redisUrl);
  redis.on('error', () => undefined);

  async function isMoved(source: (typeof sources)[number]): Promise<boolean> {
    const [last] = await databases[source]
      .collection<StoredEvent>('events')
      .find()
      .sort({ n: -1 })
      .limit(1)
      .toArray();
    const waiting = await databases[source]
      .collection(source)
      .countDocuments({ 'outbox.0': { $exists: true } });
    const [end] = await redis.xrevrange(streamOf(source), '+', '-', 'COUNT', 1);
    return waiting === 0 && end?.[0] === (last === undefined ? undefined : streamId(last));
  }

  try {
    const faults: string[] = [];
    for (const source of sources) {
      await until(
        () => isMoved(source),
        movedWithinMs,
        () => `the stream of ${source} ends before its log, or its outbox is not empty`,
      ).catch((error: unknown) => faults.push(String(error)));
      const deadLetters = await redis.xlen(deadLettersOf(source));
      if (deadLetters > 0) faults.push(`${deadLetters} events of ${source} are dead letters`);
    }
    return faults;
  } finally {
    redis.disconnect();
  }
}

/** Checks that a user has a booking per idempotency key, however often requests were repeated. */
export async function countFaults({ databases }: World, userId: string, expected: number): Promise<string[]> {
  const found = await databases.reservations
    .collection<BookingDocument>('reservations')
    .countDocuments({ userId });
  return found === expected ? [] : [`bookings of ${userId}: found ${found}, expected ${expected}`];
}

/** Checks that the last event of the round's busiest flight has its seats: `flight.updated` may cover many changes. */
export async function flightFaults({ databases }: World, { flightId }: Stock): Promise<string[]> {
  const flights = databases.reservations.collection<FlightDocument>('flights');
  const events = databases.reservations.collection<StoredEvent>('events');
  const found = { free: 0, published: 0, versions: [] as number[] };

  async function isPublished(): Promise<boolean> {
    const flight = await flights.findOne({ _id: flightId });
    const history = await events.find({ subject: flightId }).sort({ version: 1 }).toArray();
    const last = history.at(-1)?.data as FlightDocument | undefined;
    found.free = flight?.cabins.ECONOMY?.free ?? 0;
    found.published = last?.cabins.ECONOMY?.free ?? 0;
    found.versions = history.map(({ version }) => version);
    return flight?.unpublished === false && found.free === found.published;
  }

  const late = await until(
    isPublished,
    movedWithinMs,
    () => `${flightId}: ${found.free} seats are free, its last event says ${found.published}`,
  ).then(
    () => [],
    (error: unknown) => [String(error)],
  );
  const isGapless = found.versions.every((version, at) => version === (found.versions[0] ?? 0) + at);
  return isGapless ? late : [...late, `${flightId}: published versions ${found.versions.join(' ')}`];
}
