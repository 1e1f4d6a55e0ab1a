import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { openRedis } from '../stores/redis.ts';
import { outboxChannel } from './channels.ts';
import type { CloudEvent } from './cloud-event.ts';
import { eventModel } from './event-log.ts';
import { addPolledGauge } from './gauges.ts';
import { createLease } from './lease.ts';
import type { HeldLease } from './lease.ts';
import { createOutboxSignal } from './outbox-signal.ts';
import type { OutboxSource } from './outbox-source.ts';
import { createOutageLog } from '../resilience/outage-log.ts';
import { createPollingLoop } from '../resilience/polling-loop.ts';
import { createLeaseSession } from './lease-session.ts';
import type { RelayPoint, LeaseSession } from './lease-session.ts';

export interface RelayOptions {
  /** The subgraph: `orders`. */
  source: string;
  /** The connection to its database. */
  connection: Connection;
  /** Where its events come from. */
  sources: readonly OutboxSource[];
  /** The Redis for events. It need not be up. */
  redisUrl: string;
  /** The names of the `@eventSource` channels that an event wakes: `["Order:ord_…"]`. */
  wakeUpsOf: (event: CloudEvent) => readonly string[];
  logger: Logger;
  metrics: Registry;
  clock?: Clock;
  /** Ends the relay as `close` does. */
  signal?: AbortSignal | undefined;
  /** How long a relay that says nothing keeps its turn, in milliseconds. */
  leaseMs?: number;
  /** How often it looks by itself, in milliseconds. */
  pollMs?: number;
  /** The most events that move at once. */
  batchSize?: number;
  /** Fault injection: awaited at every point. Tests alone give it. */
  at?: ((point: RelayPoint) => Promise<void>) | undefined;
}

export interface Relay {
  /** Says that there is something in an outbox, to whichever instance has the lease. It neither waits nor fails. */
  readonly wake: () => void;
  /** Ends what is under way, and hands the lease on. */
  close(): Promise<void>;
}

/** What a relay says on its subgraph's outbox channel when it lets go of the lease. */
const released = 'released';
const trimEveryMs = 60_000;

/**
 * Starts a subgraph's relay: it moves events from their sources into the event log, from there to the stream, wakes
 * subscriptions, and then takes the events off their sources. Each step may be repeated, so that a relay may end between
 * any two. Any number of relays may run; one at a time, under a lease, has anything to do.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { source, connection, sources, redisUrl, logger, metrics, clock = systemClock, signal } = options;
  const { leaseMs = 5_000, pollMs = 1_000, batchSize = 100 } = options;
  const events = eventModel(connection);
  await events.createCollection();
  await events.createIndexes();

  const commands = openRedis({ url: redisUrl, use: 'command', logger });
  const subscriber = openRedis({ url: redisUrl, use: 'blocking', logger });
  const lease = createLease({ connection, name: source, clock, leaseMs });
  const outbox = createOutboxSignal({ redis: commands, source });
  const health = createOutageLog(
    logger,
    { began: 'relay failed: events wait in the outbox', ended: 'relay moves events again' },
    { source },
  );
  let term: LeaseSession | null = null;
  let askedAtMs = -Infinity;
  let syncedAtMs = -Infinity;
  let trimmedAtMs = performance.now();

  const since = (atMs: number) => performance.now() - atMs;

  /** Whether this relay has, or has just got, the lease. One that has not asks for it once in a while. */
  async function holdLease(): Promise<HeldLease | null> {
    if (lease.held === null && since(askedAtMs) < pollMs / 2) return null;
    askedAtMs = performance.now();
    return lease.hold(term?.lastPlace() ?? 0);
  }

  async function beat(): Promise<void> {
    const held = await holdLease();
    if (held === null) {
      term = null;
      return;
    }
    if (term?.epoch !== held.epoch) {
      logger.info({ source, epoch: held.epoch }, 'relaying events');
      term = createLeaseSession({ ...options, redis: commands, events, held, stillHeld, clock, batchSize });
      syncedAtMs = -Infinity;
    }
    if (since(syncedAtMs) >= pollMs / 2) {
      await term.sync();
      syncedAtMs = performance.now();
    }
    while (await term.move()) if (closing()) return;
    if (since(trimmedAtMs) >= trimEveryMs) {
      trimmedAtMs = performance.now();
      await term.trim();
    }
  }

  /** Asked before each write, because what comes before may have taken longer than the lease lasts. */
  async function stillHeld(epoch: number): Promise<boolean> {
    return (await lease.hold(term?.lastPlace() ?? 0))?.epoch === epoch;
  }

  let closed = false;
  const closing = () => closed;
  const loop = createPollingLoop({
    intervalMs: pollMs,
    run: beat,
    onError: (error) => {
      term?.forget();
      health.failed(error);
    },
    onSuccess: health.succeeded,
  });
  commands.on('ready', () => {
    // It may have lost its data while it was away.
    syncedAtMs = -Infinity;
    loop.wake();
  });
  subscriber.on('message', (_channel, message) => {
    if (message === released) askedAtMs = -Infinity;
    loop.wake();
  });
  subscriber.subscribe(outboxChannel(source)).catch(() => undefined);
  const endGauge = addPolledGauge({
    metrics,
    name: 'outbox_age_seconds',
    help: 'Age of the oldest event that is not published yet; 0 without any.',
    labels: { source },
    read: () => ageOfOldest(sources, clock),
  });

  async function end(): Promise<void> {
    closed = true;
    endGauge();
    await loop.close();
    await handOn().catch(() => undefined);
    subscriber.disconnect();
    commands.disconnect();
  }
  async function handOn(): Promise<void> {
    if (lease.held === null) return;
    await lease.release();
    await tellOthers(commands, source);
  }
  let ended: Promise<void> | undefined;
  const close = () => (ended ??= end());
  signal?.addEventListener('abort', () => void close(), { once: true });

  return {
    wake() {
      if (lease.held === null) outbox.notify();
      else loop.wake();
    },
    close,
  };
}

async function tellOthers(redis: Redis, source: string): Promise<void> {
  if (redis.status === 'ready') await redis.publish(outboxChannel(source), released);
}

async function ageOfOldest(sources: readonly OutboxSource[], clock: Clock): Promise<number> {
  const oldest = (await Promise.all(sources.map((one) => one.pending(1)))).flat();
  const ages = oldest.map(({ at }) => (clock().getTime() - at.getTime()) / 1_000);
  return Math.max(0, ...ages);
}
