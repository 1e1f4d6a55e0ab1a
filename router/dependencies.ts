import { systemClock } from '../platform/clock.ts';
import type { Clock } from '../platform/clock.ts';
import { createCallerSigner } from '../platform/caller-assertions.ts';
import type { Logger } from '../platform/log.ts';
import type { Registry } from '../platform/metrics.ts';
import type { StartedServices } from '../platform/resilience/start-in-order.ts';
import type { StoreClock } from '../platform/stores/store-clock.ts';
import type { RouterConfig } from './config.ts';
import type { SharingTerms } from './subgraphs/in-flight.ts';
import type { Notifications } from './subscriptions/notifications.ts';

interface ClockOptions {
  config: RouterConfig;
  logger: Logger;
  metrics: Registry;
  /** By default the time of Redis, or of this machine without REDIS_URL. */
  clock?: Clock;
}

export async function callerSignerFor({ CALLER_KEY: key, CALLER_NAME: name }: RouterConfig, clock: Clock) {
  return key === undefined ? null : createCallerSigner({ name, key, clock });
}

export async function clockFor(
  { config, logger, metrics, clock }: ClockOptions,
  started: StartedServices,
): Promise<StoreClock> {
  const { REDIS_URL: url, CLOCK_MAX_SKEW_SECONDS: maxSkewSeconds } = config;
  if (clock !== undefined || url === undefined) return { now: clock ?? systemClock, faults: () => [] };
  const { startRedisClock } = await import('../platform/stores/store-clock.ts');
  return started.add(startRedisClock({ url, maxSkewSeconds, logger, metrics }));
}

export async function notificationsFor(
  config: RouterConfig,
  { logger, started }: { logger: Logger; started: StartedServices },
): Promise<Notifications | null> {
  if (config.REDIS_URL === undefined) return null;
  // Imported here because loading the Redis client takes time that a router without Redis does not have to spend.
  const { createNotifications } = await import('./subscriptions/notifications.ts');
  return started.add(createNotifications({ url: config.REDIS_URL, logger }));
}

/** A query is joined in the first tenth of its time: whoever joins has nine tenths of it left. */
const joinableShare = 0.1;

/** @returns null when equal queries in flight are not shared */
export function sharingFor({ DEDUPLICATE_REQUESTS, SUBGRAPH_TIMEOUT_MS }: RouterConfig): SharingTerms | null {
  if (!DEDUPLICATE_REQUESTS) return null;
  return { joinableMs: SUBGRAPH_TIMEOUT_MS * joinableShare };
}
