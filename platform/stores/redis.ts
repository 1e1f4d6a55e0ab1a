import { once } from 'node:events';
import { TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel';
import { Redis } from 'ioredis';
import type { Command, RedisOptions } from 'ioredis';
import type { Logger } from '../log.ts';
import { CircuitOpenError } from '../resilience/circuit-breaker.ts';
import type { CircuitBreaker, Permit } from '../resilience/circuit-breaker.ts';
import { maxWaitMs } from '../request-scope.ts';
import { createOutageLog } from '../resilience/outage-log.ts';
import { backoffMs, withJitter } from '../resilience/backoff.ts';
import { logWaitingFor, retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { withoutCredentials } from './address.ts';
import { isOutage } from './outage.ts';

/** Starts every key, stream and channel. */
export const redisPrefix = 'wayfare:';

/**
 * The behaviour of commands while Redis is unreachable.
 * - `command`: fails after 1 second or two reconnects; for requests.
 * - `blocking`: waits without limit; for jobs, streams and subscriptions.
 */
export type RedisUse = 'command' | 'blocking';

const optionsFor: Record<RedisUse, RedisOptions> = {
  command: { maxRetriesPerRequest: 2, commandTimeout: 1_000, enableOfflineQueue: true },
  blocking: { maxRetriesPerRequest: null },
};

/** A frozen server accepts connections and does not answer. */
const connectTimeoutMs = 5_000;

/**
 * The errors after which the client connects again; the command fails with them. `READONLY`: after a failover the address
 * may lead to the new primary. BullMQ's worker repeats a failed command without a pause: the reconnection is the pause.
 */
const reconnectErrors: Record<RedisUse, RegExp> = {
  command: /^READONLY/,
  blocking: /^(READONLY|OOM|MISCONF)/,
};

/**
 * Waits while Redis is unreachable or does not answer; reconnects by itself later.
 * @param options.breaker refuses commands while Redis does not answer
 */
export async function connectRedis(options: {
  url: string;
  use: RedisUse;
  logger: Logger;
  signal?: AbortSignal | undefined;
  breaker?: CircuitBreaker | undefined;
}): Promise<Redis> {
  const { url, logger, signal } = options;
  const redis = createRedis({ ...options, lazyConnect: true });
  try {
    const onRetry = logWaitingFor(`Redis at ${withoutCredentials(url)}`, logger);
    await retryUntilSuccess(() => untilReady(redis, signal), { onRetry, signal });
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** Connects in the background: for work that can wait for Redis. */
export function openRedis(options: { url: string; use: RedisUse; logger: Logger }): Redis {
  return createRedis({ ...options, lazyConnect: false });
}

function createRedis(options: {
  url: string;
  use: RedisUse;
  logger: Logger;
  lazyConnect: boolean;
  breaker?: CircuitBreaker | undefined;
}): Redis {
  const { url, use, logger, lazyConnect, breaker } = options;
  const redis = new GuardedRedis(url, breaker, {
    ...optionsFor[use],
    lazyConnect,
    reconnectOnError: ({ message }) => reconnectErrors[use].test(message),
    retryStrategy: (retry) => withJitter(backoffMs(retry, { firstMs: 100, maxMs: 2_000 })),
  });
  const address = withoutCredentials(url);
  const outage = createOutageLog(logger, {
    began: `Redis at ${address} is unreachable`,
    ended: `Redis at ${address} is reachable again`,
  });
  redis.on('error', outage.failed);
  redis.on('ready', outage.succeeded);
  return redis;
}

type Stream = Parameters<Redis['sendCommand']> extends [unknown, ...infer Rest] ? Rest : never;

/** Refuses commands while Redis accepts connections and does not answer, and settles all commands when it is disconnected. */
class GuardedRedis extends Redis {
  readonly #breaker: CircuitBreaker | undefined;
  /** Of pipelines: ioredis writes a pipeline only as a whole, so that a refused part would leave the rest unsent. */
  readonly #permits = new WeakMap<object, Permit | null>();

  constructor(url: string, breaker: CircuitBreaker | undefined, options: RedisOptions) {
    super(url, options);
    this.#breaker = breaker;
  }

  /**
   * ioredis settles the waiting commands when a connection closes. Between two attempts to connect there is none to
   * close: a read that waits for Redis would never end.
   */
  override disconnect(reconnect = false): void {
    // The attempt ends in the same turn, before it opens a connection.
    if (!reconnect && this.status === 'reconnecting') this.connect().catch(() => undefined);
    super.disconnect(reconnect);
  }

  /** A command of a request waits no longer than its request. */
  override sendCommand(command: Command, ...stream: Stream): unknown {
    const waitMs = maxWaitMs();
    const isShort = waitMs < (this.options.commandTimeout ?? 0);
    // The first timer that is set counts.
    if (isShort) command.setTimeout(Math.ceil(waitMs));
    const breaker = this.status === 'ready' ? this.#breaker : undefined;
    if (breaker === undefined) return super.sendCommand(command, ...stream);
    const permit = this.#permitFor(breaker, stream[0]);
    if (permit === null) {
      command.reject(new CircuitOpenError('Redis', breaker.retryAfterMs()));
      return command.promise;
    }
    command.promise.then(
      () => {
        breaker.answered(permit);
      },
      (error: unknown) => {
        // Each further command would wait as long.
        if (error instanceof Error && error.message === 'Command timed out') {
          if (isShort) breaker.aborted(permit);
          else breaker.trip(permit, error);
        } else if (isOutage(error)) breaker.failed(permit, error);
        else breaker.answered(permit);
      },
    );
    return super.sendCommand(command, ...stream);
  }

  #permitFor(breaker: CircuitBreaker, pipeline: Stream[0]): Permit | null {
    if (pipeline === undefined) return breaker.admit();
    const known = this.#permits.get(pipeline);
    if (known !== undefined) return known;
    const permit = breaker.admit();
    this.#permits.set(pipeline, permit);
    return permit;
  }
}

async function untilReady(redis: Redis, signal: AbortSignal | undefined): Promise<void> {
  const bound = timeout(connectTimeoutMs, TimeoutStrategy.Aggressive);
  try {
    await bound.execute(async ({ signal: ending }) => {
      if (redis.status === 'wait' || redis.status === 'end') await redis.connect();
      // The client reconnects by itself.
      else if (redis.status !== 'ready') await once(redis, 'ready', { signal: ending });
    }, signal);
  } catch (error) {
    if (error instanceof TaskCancelledError) redis.disconnect(signal?.aborted !== true);
    throw error;
  }
}
