import { randomUUID } from 'node:crypto';
import { priorityHeader, urgentPriority } from '../../platform/http/request-deadline.ts';
import { requestIdHeader } from '../../platform/http/server.ts';
import type { Service } from '../../platform/lifecycle.ts';
import { startDeadline } from '../../platform/resilience/deadline.ts';
import { createSubgraphPool, jsonHeaders } from './subgraph-pool.ts';
import type { SubgraphPool } from './subgraph-pool.ts';
import { isGatewayFailure, isOverloadRefusal } from './subgraph-response.ts';

/** Sends the smallest query, on a connection of its own: those of operations may all wait. */
export interface SubgraphProbe extends Service {
  /**
   * Any answer will do, a refusal of the anonymous router too.
   * @throws Error if the subgraph does not answer
   */
  send(): Promise<void>;
}

/** A busy subgraph gets as long for a probe as a request waits before it, but enough to be scheduled. */
const minWaitMs = 1_000;
const maxWaitMs = 5_000;
/** @see https://www.apollographql.com/docs/apollo-server/monitoring/health-checks */
const query = JSON.stringify({ query: '{ __typename }' });
const maxResponseBytes = 64 * 1_024;
const router = { network: 'router', identity: '' };

export function createSubgraphProbe(options: { url: string; timeoutMs: number }): SubgraphProbe {
  const timeoutMs = Math.max(minWaitMs, Math.min(options.timeoutMs / 2, maxWaitMs));
  let pool: SubgraphPool | undefined;
  return {
    async send() {
      pool ??= createSubgraphPool({ url: options.url, connections: 1, timeoutMs, maxResponseBytes });
      const terms = { sender: router, isUrgent: true, deadlineMs: performance.now() + timeoutMs };
      const headers = [...jsonHeaders, requestIdHeader, randomUUID(), priorityHeader, urgentPriority];
      const request = pool.post(headers, query, terms);
      const endDeadline = startDeadline(timeoutMs, () => {
        request.abort(new Error(`expected an answer to a probe within ${timeoutMs} ms, got none`));
      });
      try {
        const response = await request.response;
        if (isGatewayFailure(response.status) && !isOverloadRefusal(response)) {
          throw new Error(`a probe was answered with status ${response.status}`);
        }
      } finally {
        endDeadline();
      }
    },
    async close() {
      await pool?.close();
    },
  };
}
