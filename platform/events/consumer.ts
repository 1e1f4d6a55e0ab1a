import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
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
  /** The consumer group, shared by all instances: `orders`. */
  group: string;
  /** The publishing subgraph: `users`. */
  source: string;
  /** May be unreachable. */
  redisUrl: string;
  /** Keeps the dead letters. */
  connection: Connection;
  /** The wanted event types, all by default. Events of other types are acknowledged and skipped. */
  types?: readonly string[];
  /**
   * Applies events, the oldest first. An event may come twice, and after a newer one: the write itself must ignore it.
   * If `apply` throws for several events, they come singly. A ZodError means invalid data. Instants in `data` are
   * RFC 3339 strings.
   */
  apply: (events: readonly CloudEvent[]) => Promise<void>;
  /** The store's time. */
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  signal?: AbortSignal | undefined;
  batchSize?: number;
  /** The age at which another consumer's pending entry is claimed. */
  claimAfterMs?: number;
  maxDeliveries?: number;
  retryDelayMs?: (deliveries: number) => number;
}

export interface Consumer {
  /** Entries not yet applied stay pending in the group. */
  close(): Promise<void>;
}

/**
 * Starts a member of a consumer group. It applies each event at least once, then acknowledges it. An event that
 * cannot be applied becomes a dead letter. After a loss of Redis's data, it begins with the log's oldest event.
 */
export function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { group, source, redisUrl, connection, clock, logger, metrics, signal } = options;
  const { batchSize = 100, claimAfterMs = 30_000 } = options;
  const commands = openRedis({ url: redisUrl, use: 'command', logger });
  const blocking = openRedis({ url: redisUrl, use: 'blocking', logger });
  const stopping = new AbortController();
  const deadLetters = createDeadLetterStore({ connection, redis: commands, group, source, clock });
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
    // Ends the waiting read.
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
 * The group's unprocessed events; null without a group. Positions have no gaps, so the distance to the stream's end is
 * exact. Redis's own `lag` is unknown after a refill.
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
