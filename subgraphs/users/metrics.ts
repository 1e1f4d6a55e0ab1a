import { Counter } from 'prom-client';
import type { Registry } from '../../platform/metrics.ts';

export interface UsersMetrics {
  signUps: Counter<'result'>;
  signIns: Counter<'result'>;
  refreshes: Counter<'result'>;
  cacheReads: Counter<'result'>;
}

/** The users subgraph's own metrics. */
export function createUsersMetrics(registry: Registry): UsersMetrics {
  const counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['result'], registers: [registry] });
  return {
    signUps: counter('sign_ups_total', 'Sign-up requests, by result.'),
    signIns: counter('sign_ins_total', 'Sign-in requests, by result.'),
    refreshes: counter(
      'session_refreshes_total',
      'Session refreshes, by result; "reused" means that a refresh token was used twice: it may be stolen.',
    ),
    cacheReads: counter(
      'user_cache_reads_total',
      'Users looked up in the Redis cache, by result: hit or miss.',
    ),
  };
}
