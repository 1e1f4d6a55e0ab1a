import type { Redis } from 'ioredis';
import type { Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { notificationChannel } from './channels.ts';
import type { CloudEvent, EntityNotification } from './cloud-event.ts';
import { toCloudEvent } from './event-log.ts';
import type { StoredEvent } from './event-log.ts';
import type { HeldLease } from './lease.ts';
import { createLogWriter, LeaseLostError } from './log-writer.ts';
import type { LogWriter, UnplacedEvent } from './log-writer.ts';
import type { OutboxSource, PendingEvent } from './outbox-source.ts';
import { snapshotKey } from './snapshots.ts';
import { createEventStream } from './stream.ts';
import type { EventStream } from './stream.ts';

export interface RelayPorts {
  createLogWriter: typeof createLogWriter;
  createEventStream: typeof createEventStream;
}

export const relayPorts: RelayPorts = { createLogWriter, createEventStream };

/** The time during which a process holds the lease under one epoch. */
export interface LeaseSession {
  readonly epoch: number;
  /** The last known position in the log. */
  lastPlace(): number;
  /** Appends the events that the stream lacks. */
  sync(): Promise<void>;
  /**
   * Moves a batch per source: into the log, to the stream, and off the source.
   * @returns true if more events may wait
   * @throws LeaseLostError if another relay holds the lease
   */
  move(): Promise<boolean>;
  trim(): Promise<void>;
  /** After a failure: the next write first reads the end of the stream. */
  forget(): void;
}

export interface LeaseSessionOptions {
  source: string;
  sources: readonly OutboxSource[];
  redis: Redis;
  events: Model<StoredEvent>;
  held: HeldLease;
  /** Checked before each write to the log. */
  isHeld: (epoch: number) => Promise<boolean>;
  channelsOf: (event: CloudEvent) => readonly string[];
  clock: Clock;
  batchSize: number;
  ports: RelayPorts;
  logger: Logger;
}

export function createLeaseSession(options: LeaseSessionOptions): LeaseSession {
  const { source, sources, redis, events, held, ports, logger } = options;
  const { epoch } = held;
  const log = ports.createLogWriter({ events, epoch, n: held.n });
  const stream = ports.createEventStream({ redis, events, source, epoch, lastPlace: () => log.n, logger });
  return {
    epoch,
    lastPlace: () => log.n,
    sync: () => stream.sync(),
    async move() {
      // A failing source must not block the rest.
      const results: PromiseSettledResult<boolean>[] = [];
      for (const outbox of sources) {
        results.push(...(await Promise.allSettled([moveBatch(outbox, { ...options, log, stream })])));
      }
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
      return results.some((result) => result.status === 'fulfilled' && result.value);
    },
    trim: () => stream.trim(),
    forget() {
      stream.forget();
    },
  };
}

async function moveBatch(
  outbox: OutboxSource,
  session: LeaseSessionOptions & { log: LogWriter; stream: EventStream },
): Promise<boolean> {
  const { held, isHeld, log, stream, batchSize } = session;
  const read = await outbox.pending(batchSize);
  if (read.length === 0) return false;
  const pending = latestOfEachVersion(read);
  if (!(await isHeld(held.epoch))) throw new LeaseLostError(`relay lease of epoch ${held.epoch} lost`);
  const events = pending.map((event) => toUnplaced(event, session));
  const written = await log.record(events);
  // The log already had some of the events, so the stream may lack them: it compares itself to the log.
  await stream.add(written.length === events.length ? written : []);
  // Before the events leave the source: a relay that dies here notifies twice. Subscriptions skip versions that they
  // have sent.
  await notifySubscriptions(events, session);
  const ids = new Set(written.map(({ _id }) => _id));
  await outbox.published(
    pending.map((event) => ({ ...event, asGiven: ids.has(snapshotKey(event.subject, event.version)) })),
  );
  return read.length >= batchSize;
}

/**
 * Keeps the last reading of each version, at the place of the first. A cursor may return a document twice if a write
 * moves it in the index meanwhile: the log must then get the same reading that the source marks as published.
 * @see https://www.mongodb.com/docs/manual/core/read-isolation-consistency-recency/#cursor-snapshot
 */
function latestOfEachVersion(read: readonly PendingEvent[]): PendingEvent[] {
  return [...new Map(read.map((event) => [snapshotKey(event.subject, event.version), event])).values()];
}

function toUnplaced(
  { type, subject, version, at: time, data }: PendingEvent,
  { source, clock }: Pick<LeaseSessionOptions, 'source' | 'clock'>,
): UnplacedEvent {
  const _id = snapshotKey(subject, version);
  return { _id, type, subject, version, source: `/subgraphs/${source}`, time, recordedAt: clock(), data };
}

async function notifySubscriptions(
  events: readonly UnplacedEvent[],
  { redis, channelsOf }: Pick<LeaseSessionOptions, 'redis' | 'channelsOf'>,
): Promise<void> {
  const pipeline = redis.pipeline();
  for (const event of events) {
    const message = JSON.stringify({
      id: event.subject,
      version: event.version,
    } satisfies EntityNotification);
    for (const name of channelsOf(toCloudEvent(event))) pipeline.publish(notificationChannel(name), message);
  }
  const results = pipeline.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  const failure = results.find(([error]) => error !== null)?.[0];
  if (failure) throw failure;
}
