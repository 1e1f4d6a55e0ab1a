import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { openRedis } from '../stores/redis.ts';
import { streamOf } from './channels.ts';
import type { CloudEvent } from './cloud-event.ts';
import { joinGroup } from './consumer-group.ts';
import type { GroupMember } from './consumer-group.ts';
import { createDeadLetterStore } from './dead-letters/dead-letter-store.ts';
import { createDelivery } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { addPolledGauge } from './gauges.ts';
import { parseStreamId } from './position.ts';
import { groupsOf } from './stream-trim.ts';

export interface ConsumerOptions {
  /** The consumer group, of which every instance is a member: `orders`. */
  group: string;
  /** The subgraph whose events are read: `users`. */
  source: string;
  /** The Redis for events. It need not be up. */
  redisUrl: string;
  /** The consumer's own database, which keeps its dead letters. */
  connection: Connection;
  /** The types that are wanted; others are acknowledged unseen. Left out: all. */
  types?: readonly string[];
  /**
   * Applies events, oldest first. It may get an event again, and an older one after a newer one, and must then change
   * nothing: deduplicate in the very write that applies it. Instants in an event's `data` are RFC 3339 strings here.
   * Where it throws on several, they are given one at a time; a ZodError on one says that its data is unusable.
   */
  apply: (events: readonly CloudEvent[]) => Promise<void>;
  logger: Logger;
  metrics: Registry;
  /** Ends the consumer as `close` does. */
  signal?: AbortSignal | undefined;
  /** The most events that are applied at once. */
  batchSize?: number;
  /** How long an event may stay with a consumer that says nothing, in milliseconds. */
  claimAfterMs?: number;
  /** How often an event is tried before it becomes a dead letter. */
  maxDeliveries?: number;
  /** How long to wait before an event is tried again, in milliseconds, by how often it was. */
  retryDelayMs?: (deliveries: number) => number;
}

export interface Consumer {
  /** Ends what is under way; what was read and not applied is left to the group. */
  close(): Promise<void>;
}

/** Events, or dead letters that are given once more, on their way to `apply`. */
interface Lane {
  member: GroupMember;
  delivery: Delivery;
}

/** How long one read waits, in milliseconds: a dead letter waits as long, at most. It ends at once when an event comes, or the consumer is closed. */
const waitMs = 1_000;
const consumersKeptMs = 60 * 60 * 1_000;

/**
 * Starts a consumer of a subgraph's events: a member of a group that shares them out. Each event is applied at least
 * once, acknowledged after that, and becomes a dead letter where it cannot be applied.
 * Redis may be away, and may lose its data: then the consumer waits, and begins again with the oldest event there is.
 */
export function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { group, source, redisUrl, logger, metrics, signal } = options;
  const { batchSize = 100, claimAfterMs = 30_000 } = options;
  const commands = openRedis({ url: redisUrl, use: 'command', logger });
  const blocking = openRedis({ url: redisUrl, use: 'blocking', logger });
  const stopping = new AbortController();
  const letters = createDeadLetterStore({ connection: options.connection, redis: commands, group, source });
  const laneOf = (lane: 'events' | 'replays'): Lane => {
    const member = letters.keeping(joinGroup({ commands, blocking, source, group, lane }));
    return { member, delivery: createDelivery({ ...options, member, signal: stopping.signal }) };
  };
  const events = laneOf('events');
  const lanes = [events, laneOf('replays')];
  const stopped = () => stopping.signal.aborted;
  let claimAtMs = 0;
  // Whether this consumer may have been given what never came here.
  let unsure = false;
  blocking.on('close', () => {
    unsure = true;
  });

  async function takeOver(): Promise<void> {
    if (performance.now() < claimAtMs) return;
    for (const { member, delivery } of lanes) {
      for (;;) {
        const left = await member.claimIdle(batchSize, claimAfterMs);
        await delivery.deliver(left);
        if (left.length < batchSize || stopped()) break;
      }
      await member.removeIdleConsumers(consumersKeptMs);
    }
    await letters.restore();
    claimAtMs = performance.now() + claimAfterMs / 2;
  }

  /** Delivers what this consumer was given and has not settled. */
  async function resume({ member, delivery }: Lane): Promise<void> {
    let after = '0';
    while (!stopped()) {
      const own = await member.readPending(batchSize, after);
      const last = own.at(-1);
      if (last === undefined) return;
      await delivery.deliver(own);
      after = last.id;
    }
  }

  async function turn(): Promise<void> {
    if (unsure) {
      unsure = false;
      for (const lane of lanes) await resume(lane);
    }
    await takeOver();
    for (const { member, delivery } of lanes) {
      await delivery.retryDue();
      if (member !== events.member) await delivery.deliver(await member.read(batchSize, null));
    }
  }

  async function run(): Promise<void> {
    let failing = false;
    while (!stopped()) {
      try {
        await turn();
        if (failing) logger.info({ source, group }, 'events are consumed again');
        failing = false;
        const retriesInMs = lanes.map(({ delivery }) => delivery.nextRetryInMs());
        const restMs = Math.min(waitMs, claimAtMs - performance.now(), ...retriesInMs);
        await events.delivery.deliver(await events.member.read(batchSize, Math.max(1, Math.ceil(restMs))));
      } catch (error) {
        if (stopped()) return;
        if (!failing) logger.warn({ err: error, source, group }, 'events wait: they could not be consumed');
        failing = unsure = true;
        await pause(1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  const endGauge = addPolledGauge({
    metrics,
    name: 'stream_lag',
    help: 'Events of a stream that a consumer group has not acknowledged yet.',
    labels: { source, group },
    read: () => lagOf(commands, source, group),
  });
  const running = run();

  async function end(): Promise<void> {
    stopping.abort();
    endGauge();
    // Ends the read that waits for events.
    blocking.disconnect();
    await running;
    if (commands.status === 'ready') {
      await Promise.all(lanes.map(({ member }) => member.leave())).catch(() => undefined);
    }
    commands.disconnect();
  }
  let ended: Promise<void> | undefined;
  const close = () => (ended ??= end());
  signal?.addEventListener('abort', () => void close(), { once: true });
  return Promise.resolve({ close });
}

/**
 * How many events a group has before it. Their places have no gaps, so this is how far it is from the stream's end, and
 * right after a refill as well, when Redis itself cannot tell.
 */
async function lagOf(redis: Redis, source: string, group: string): Promise<number | null> {
  const key = streamOf(source);
  const ours = (await groupsOf(redis, key)).find((one) => one.group === group);
  if (ours === undefined) return null;
  const [last] = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
  const [first] = await redis.xrange(key, '-', '+', 'COUNT', 1);
  if (last === undefined || first === undefined) return ours.pending;
  const begun = Math.max(ours.delivered.n, parseStreamId(first[0]).n - 1);
  return parseStreamId(last[0]).n - begun + ours.pending;
}
