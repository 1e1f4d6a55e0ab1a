import mongoose from 'mongoose';
import { TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel';
import { overloaded } from '../errors.ts';
import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { isRequestAbandoned, maxWaitMs } from '../request-scope.ts';
import { createCircuitBreaker, CircuitOpenError } from '../resilience/circuit-breaker.ts';
import { isOutage, StoreTimeoutError } from './outage.ts';

type AsyncPort<Port> = Record<keyof Port, (...args: never[]) => Promise<unknown>>;

/**
 * Limits the wait for a store: each call has a deadline, at the latest that of its request, and none starts while the store
 * does not answer.
 */
export interface StoreGuard extends Service {
  /**
   * @throws StoreTimeoutError after the deadline: the effect of a write is then unknown
   * @throws CircuitOpenError without a call, while the store does not answer
   * @throws GraphQLError OVERLOADED without a call, for a query whose sender has left or whose deadline has passed
   */
  run<Result>(call: () => Promise<Result>): Promise<Result>;
  /** Wraps each method of a port in `run`. */
  port<Port extends AsyncPort<Port>>(port: Port): Port;
}

/** A shorter wait without an answer says nothing about the store. */
const minEvidenceMs = 1_000;

function createStoreGuard(options: {
  /** For errors, logs and metrics. */
  store: string;
  timeoutMs: number;
  logger: Logger;
  metrics: Registry;
}): StoreGuard {
  const { store, timeoutMs, logger, metrics } = options;
  const breaker = createCircuitBreaker({ name: store, logger, metrics, probeTimeoutMs: timeoutMs });
  const longest = timeout(timeoutMs, TimeoutStrategy.Aggressive);

  async function run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (isRequestAbandoned()) throw overloaded('Nobody waits for this query any more.');
    const permit = breaker.admit();
    if (permit === null) throw new CircuitOpenError(store, breaker.retryAfterMs());
    const waitMs = Math.min(timeoutMs, Math.ceil(maxWaitMs()));
    const deadline = waitMs === timeoutMs ? longest : timeout(waitMs, TimeoutStrategy.Aggressive);
    try {
      const result = await deadline.execute(call);
      breaker.answered(permit);
      return result;
    } catch (cause) {
      const error = cause instanceof TaskCancelledError ? new StoreTimeoutError(store, waitMs) : cause;
      const isShort = waitMs < timeoutMs && error instanceof StoreTimeoutError;
      if (isShort && waitMs < minEvidenceMs) breaker.aborted(permit);
      // Each further call would wait as long.
      else if (!isShort && hasWaited(error)) breaker.trip(permit, error);
      else if (isOutage(error)) breaker.failed(permit, error);
      else breaker.answered(permit);
      throw error;
    }
  }

  return {
    run,
    port: (port) =>
      Object.fromEntries(
        Object.entries<(...args: never[]) => Promise<unknown>>(port).map(([name, method]) => [
          name,
          (...args: never[]) => run(() => method(...args)),
        ]),
      ) as typeof port,
    close: () => breaker.close(),
  };
}

/** The guard of a subgraph's reads and writes. */
export function mongoGuard({
  config,
  ...options
}: {
  config: { MONGODB_TIMEOUT_MS: number };
  logger: Logger;
  metrics: Registry;
}): StoreGuard {
  const { logger, metrics } = options;
  return createStoreGuard({ store: 'MongoDB', timeoutMs: config.MONGODB_TIMEOUT_MS, logger, metrics });
}

function hasWaited(error: unknown): boolean {
  return error instanceof StoreTimeoutError || error instanceof mongoose.mongo.MongoServerSelectionError;
}
