import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { closeOnce } from '../resilience/close-once.ts';
import { createOutageLog } from '../resilience/outage-log.ts';
import { createPollingLoop } from '../resilience/polling-loop.ts';
import { openRedis } from '../stores/redis.ts';
import { streamOf } from './channels.ts';
import type { CloudEvent } from './cloud-event.ts';
import { joinGroup } from './consumer-group.ts';
import { createConsumerTask } from './consumer-task.ts';
import type { Lane } from './consumer-task.ts';
import { createDeadLetterStore } from './dead-letters/dead-letter-store.ts';
import { createDelivery } from './delivery.ts';
import { addPolledGauge } from './gauges.ts';
import { parseStreamId } from './position.ts';
import { groupsOf } from './stream-trim.ts';

export interface ConsumerOptions {
  /** The consumer group, of which every instance is a member: `orders`. */
  group: string;
  /** The subgraph whose events are read: `users`. */
  source: string;
  /** The Redis for events. It may be unreachable. */
  redisUrl: string;
  /** The consumer's own database, which keeps its dead letters. */
  connection: Connection;
  /** The wanted event types; others are acknowledged and skipped. All types where it is left out. */
  types?: readonly string[];
  /**
   * Applies events, the oldest first. An event may come again, and after a newer one: `apply` must then change nothing,
   * so it deduplicates in the write itself. Instants in `data` are RFC 3339 strings here. Where it throws for several
   * events, they come again one by one; a ZodError for one means that its data is invalid.
   */
  apply: (events: readonly CloudEvent[]) => Promise<void>;
  logger: Logger;
  metrics: Registry;
  /** Closes the consumer when it aborts. */
  signal?: AbortSignal | undefined;
  /** The maximum of events that are applied at once. */
  batchSize?: number;
  /** How long an entry may stay with another consumer that does not settle it. */
  claimAfterMs?: number;
  /** An event becomes a dead letter after so many failed deliveries. */
  maxDeliveries?: number;
  /** The delay before an event is retried, in milliseconds, by the number of its deliveries. */
  retryDelayMs?: (deliveries: number) => number;
}

export interface Consumer {
  /** Ends the running delivery. Entries that were read and not applied stay pending in the group. */
  close(): Promise<void>;
}

/**
 * Starts a consumer of a subgraph's events: one member of a group that shares them out. Each event is applied at least
 * once, then acknowledged; an event that cannot be applied becomes a dead letter. While Redis is unreachable, the
 * consumer waits; where Redis has lost its data, it begins again with the oldest event of the log.
 */
export function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { group, source, redisUrl, connection, logger, metrics, signal } = options;
  const { batchSize = 100, claimAfterMs = 30_000 } = options;
  const commands = openRedis({ url: redisUrl, use: 'command', logger });
  const blocking = openRedis({ url: redisUrl, use: 'blocking', logger });
  const stopping = new AbortController();
  const deadLetters = createDeadLetterStore({ connection, redis: commands, group, source });
  const openLane = (lane: 'events' | 'replays'): Lane => {
    const member = deadLetters.keeping(joinGroup({ commands, blocking, source, group, lane }));
    return { member, delivery: createDelivery({ ...options, member, signal: stopping.signal }) };
  };
  const events = openLane('events');
  const replays = openLane('replays');
  const task = createConsumerTask({ events, replays, deadLetters, batchSize, claimAfterMs });
  blocking.on('close', () => {
    task.connectionLost();
  });
  const outage = createOutageLog(
    logger,
    { began: 'consumer failed: events wait in the stream', ended: 'consumer applies events again' },
    { source, group },
  );
  const loop = createPollingLoop({
    intervalMs: 0,
    retryAfterMs: 1_000,
    run: (closing) => task.run(closing),
    onError: (error) => {
      task.connectionLost();
      outage.failed(error);
    },
    onSuccess: outage.succeeded,
  });
  const removeGauge = addPolledGauge({
    metrics,
    name: 'stream_lag',
    help: 'Events of a stream that a consumer group has not acknowledged.',
    labels: { source, group },
    read: () => lagOf(commands, source, group),
  });

  const close = closeOnce(async () => {
    stopping.abort();
    removeGauge();
    const ended = loop.close();
    // Ends the read that waits for events.
    blocking.disconnect();
    await ended;
    if (commands.status === 'ready') {
      await Promise.all([events.member.leave(), replays.member.leave()]).catch(() => undefined);
    }
    commands.disconnect();
  }, signal);
  return Promise.resolve({ close });
}

/**
 * The number of events that a group has still to process; null where Redis has no such group. Positions have no gaps,
 * so it is the distance to the stream's end. Redis's own `lag` is unknown after a refill.
 */
async function lagOf(redis: Redis, source: string, group: string): Promise<number | null> {
  const key = streamOf(source);
  const progress = (await groupsOf(redis, key)).find((each) => each.group === group);
  if (progress === undefined) return null;
  const [last] = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
  const [first] = await redis.xrange(key, '-', '+', 'COUNT', 1);
  if (last === undefined || first === undefined) return progress.pending;
  const delivered = Math.max(progress.delivered.n, parseStreamId(first[0]).n - 1);
  return parseStreamId(last[0]).n - delivered + progress.pending;
}
