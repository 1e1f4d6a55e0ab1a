import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { closeOnce } from '../resilience/close-once.ts';
import { createOutageLog } from '../resilience/outage-log.ts';
import { createPollingLoop } from '../resilience/polling-loop.ts';
import { prepareModel } from '../stores/prepare-models.ts';
import { openRedis } from '../stores/redis.ts';
import { outboxChannel } from './channels.ts';
import type { CloudEvent } from './cloud-event.ts';
import { eventModel } from './event-log.ts';
import { addPolledGauge } from './gauges.ts';
import { relayPorts } from './lease-session.ts';
import type { RelayPorts } from './lease-session.ts';
import { createLease } from './lease.ts';
import type { Lease } from './lease.ts';
import { createOutboxSignal } from './outbox-signal.ts';
import type { OutboxSource } from './outbox-source.ts';
import { createRelayTask } from './relay-task.ts';

export interface RelayOptions {
  /** The subgraph: `orders`. */
  source: string;
  connection: Connection;
  sources: readonly OutboxSource[];
  /** May be unreachable. */
  redisUrl: string;
  /** `@eventSource` channels: `["Order:ord_…"]`. */
  channelsOf: (event: CloudEvent) => readonly string[];
  logger: Logger;
  metrics: Registry;
  /** The store's time. */
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** The time to expiry without renewal. */
  leaseMs?: number;
  pollMs?: number;
  batchSize?: number;
  ports?: RelayPorts | undefined;
}

export interface Relay {
  /** Signals pending events to the holder of the lease. Returns at once, and never throws. */
  readonly wake: () => void;
  close(): Promise<void>;
}

/** Sent on the outbox channel when a relay releases the lease. */
const released = 'released';

/**
 * Starts a subgraph's relay. It moves events from the outboxes to the log and the stream, notifies subscriptions, and
 * empties the outboxes. Each step is repeatable, so a relay may die between any two. Any number of processes may run
 * a relay: the holder of the lease moves events.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { source, connection, sources, redisUrl, logger, metrics, clock, signal } = options;
  const { leaseMs = 5_000, pollMs = 1_000, batchSize = 100, ports = relayPorts } = options;
  const events = eventModel(connection);
  await prepareModel(events, { logger, signal });

  const commands = openRedis({ url: redisUrl, use: 'command', logger });
  const subscriber = openRedis({ url: redisUrl, use: 'blocking', logger });
  const lease = createLease({ connection, name: source, clock, leaseMs });
  const outbox = createOutboxSignal({ redis: commands, source });
  const task = createRelayTask({
    ...{ source, sources, channelsOf: options.channelsOf, lease, clock, pollMs, batchSize, logger },
    ...{ redis: commands, events, ports },
  });
  const outage = createOutageLog(
    logger,
    { began: 'relay failed: events wait in the outbox', ended: 'relay moves events again' },
    { source },
  );
  const loop = createPollingLoop({
    intervalMs: pollMs,
    run: (closing) => task.run(closing),
    onError: (error) => {
      task.failed();
      outage.failed(error);
    },
    onSuccess: outage.succeeded,
  });
  commands.on('ready', () => {
    task.redisReconnected();
    loop.wake();
  });
  subscriber.on('message', (_channel, message) => {
    if (message === released) task.leaseReleased();
    loop.wake();
  });
  // At each connection: the client restores only channels that Redis has accepted.
  subscriber.on('ready', () => {
    subscriber.subscribe(outboxChannel(source)).catch(() => undefined);
  });
  const removeGauge = addPolledGauge({
    metrics,
    name: 'outbox_age_seconds',
    help: 'Age of the oldest unpublished event in seconds; 0 when all events are published.',
    labels: { source },
    read: () => ageOfOldest(sources, clock),
  });

  const close = closeOnce(async () => {
    removeGauge();
    await loop.close();
    await releaseLease(lease, commands, source).catch(() => undefined);
    subscriber.disconnect();
    commands.disconnect();
  }, signal);
  return {
    wake() {
      if (lease.held === null) outbox.notify();
      else loop.wake();
    },
    close,
  };
}

async function releaseLease(lease: Lease, redis: Redis, source: string): Promise<void> {
  if (lease.held === null) return;
  await lease.release();
  if (redis.status === 'ready') await redis.publish(outboxChannel(source), released);
}

/** In seconds. */
async function ageOfOldest(sources: readonly OutboxSource[], clock: Clock): Promise<number> {
  const oldest = (await Promise.all(sources.map((source) => source.pending(1)))).flat();
  const ages = oldest.map(({ at }) => (clock().getTime() - at.getTime()) / 1_000);
  return Math.max(0, ...ages);
}
