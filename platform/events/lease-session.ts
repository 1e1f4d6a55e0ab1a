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

/** A relay's event log and stream. */
export interface RelayPorts {
  createLogWriter: typeof createLogWriter;
  createEventStream: typeof createEventStream;
}

/** The event log in MongoDB and the stream in Redis. */
export const relayPorts: RelayPorts = { createLogWriter, createEventStream };

/** The time for which one process holds the relay's lease, under one epoch. */
export interface LeaseSession {
  readonly epoch: number;
  /** The last place in the log that is known to be taken. */
  lastPlace(): number;
  /** Appends to the stream what the log has and the stream has not. */
  sync(): Promise<void>;
  /**
   * Moves one batch of each source's events into the log, to the stream, and off the source.
   * @returns true where more events may wait
   * @throws LeaseLostError where another relay holds the lease
   */
  move(): Promise<boolean>;
  /** Removes from the stream the events that every consumer group has acknowledged. */
  trim(): Promise<void>;
  /** After a failure: the end of the stream is read again before the next write. */
  forget(): void;
}

export interface LeaseSessionOptions {
  source: string;
  sources: readonly OutboxSource[];
  redis: Redis;
  events: Model<StoredEvent>;
  held: HeldLease;
  /** Asks before each write to the log whether the lease is still held under that epoch. */
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
      // A source that fails does not hold up the others.
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

/** @returns true where the source may have more events */
async function moveBatch(
  outbox: OutboxSource,
  session: LeaseSessionOptions & { log: LogWriter; stream: EventStream },
): Promise<boolean> {
  const { held, isHeld, log, stream, batchSize } = session;
  const pending = await outbox.pending(batchSize);
  if (pending.length === 0) return false;
  if (!(await isHeld(held.epoch))) throw new LeaseLostError(`relay lease of epoch ${held.epoch} lost`);
  const events = pending.map((event) => toUnplaced(event, session));
  const written = await log.record(events);
  // Events that the log had already may be in the stream or not, before or after the written ones: the stream compares
  // itself to the log.
  await stream.add(written.length === events.length ? written : []);
  // Before the events leave the source. A relay that ends here wakes the subscriptions again, which they do not mind:
  // they know the versions that they have sent.
  await notifySubscriptions(events, session);
  const ids = new Set(written.map(({ _id }) => _id));
  await outbox.published(
    pending.map((event) => ({ ...event, asGiven: ids.has(snapshotKey(event.subject, event.version)) })),
  );
  return pending.length >= batchSize;
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
