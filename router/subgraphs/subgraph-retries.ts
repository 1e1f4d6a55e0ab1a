import { backoffMs, withJitter } from '../../platform/resilience/backoff.ts';
import type { Exchange } from './subgraph-exchange.ts';
import type { HttpResponse } from './subgraph-pool.ts';
import { isOverloadRefusal } from './subgraph-response.ts';

const maxRetries = 3;
const backoff = { firstMs: 50, maxMs: 1_000 };

/**
 * Decides whether a request without an answer is repeated. A query has no effect and may be. A mutation may be if it had
 * none: it was not sent, or the subgraph refused it with status 503 and `Retry-After` before it executed it.
 * @param retry 1 for the first
 * @param refusal the gateway failure, if a response came
 * @returns the pause before the retry; null to keep the failure
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 and #section-10.2.3
 */
export function retryPauseMs(
  exchange: Exchange,
  retry: number,
  refusal: HttpResponse | undefined,
): number | null {
  const { wasSent, brokeOnReuse } = exchange.request;
  if (retry > maxRetries) return null;
  // Repeated queries would add to the load.
  if (refusal !== undefined && !exchange.isMutation && isOverloadRefusal(refusal)) return null;
  const requested = retryAfterMs(refusal);
  if (exchange.isMutation && wasSent && requested === null) return null;
  // A subgraph may close an idle connection at any time: another one is likely to work at once.
  const own = retry === 1 && brokeOnReuse ? 0 : withJitter(backoffMs(retry, backoff));
  const pauseMs = Math.max(own, requested ?? 0);
  return pauseMs < exchange.remainingMs() ? pauseMs : null;
}

/** A date counts as "soon": comparing it would need clocks that agree. */
function retryAfterMs(refusal: HttpResponse | undefined): number | null {
  if (refusal?.retryAfter === undefined) return null;
  return /^\d+$/.test(refusal.retryAfter) ? Number(refusal.retryAfter) * 1_000 : 0;
}
