import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { hotCounter, hotHistogram } from '../platform/hot-metrics.ts';

/**
 * The outcome of a request to a subgraph; `abandoned` if the client aborted, `refused` by an open circuit breaker,
 * `overloaded` if it did not begin.
 */
export type FetchOutcome =
  'ok' | 'errors' | 'unavailable' | 'timeout' | 'invalid' | 'abandoned' | 'refused' | 'overloaded';

/** The router's metrics. Labels never contain values that clients choose. */
export interface RouterMetrics {
  registry: Registry;
  operation(kind: string, outcome: 'ok' | 'errors', seconds: number): void;
  subgraphFetch(subgraph: string, outcome: FetchOutcome, seconds: number): void;
  subgraphRetry(subgraph: string): void;
  /** @returns a function for the end of the subscription */
  subscriptionOpened(field: string): () => void;
  stateSent(field: string): void;
  /** A connection was closed because too many bytes waited for slow clients. */
  slowClientClosed(): void;
  /** A limit refused a connection, a WebSocket or a subscription. @param setting the limit's setting */
  clientRefused(setting: string): void;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createRouterMetrics(registry: Registry): RouterMetrics {
  const registers = [registry];
  const operations = hotCounter({
    metrics: registry,
    name: 'router_operations_total',
    help: 'Queries and mutations, by outcome.',
    labelNames: ['kind', 'outcome'] as const,
  });
  const latency = hotHistogram({
    metrics: registry,
    name: 'router_operation_duration_seconds',
    help: 'Execution time of queries and mutations.',
    labelNames: ['kind'] as const,
    buckets: seconds,
  });
  const fetches = hotCounter({
    metrics: registry,
    name: 'router_subgraph_fetches_total',
    help: 'Requests to subgraphs, by outcome.',
    labelNames: ['subgraph', 'outcome'] as const,
  });
  const fetchLatency = hotHistogram({
    metrics: registry,
    name: 'router_subgraph_fetch_duration_seconds',
    help: 'Time from a request to a subgraph to the end of its response.',
    labelNames: ['subgraph'] as const,
    buckets: seconds,
  });
  const retries = new Counter({
    name: 'router_subgraph_retries_total',
    help: 'Repeated requests to subgraphs, at most 20 % of the others.',
    labelNames: ['subgraph'],
    registers,
  });
  const open = new Gauge({
    name: 'router_open_subscriptions',
    help: 'Open subscriptions.',
    labelNames: ['field'],
    registers,
  });
  const sent = new Counter({
    name: 'router_subscription_states_total',
    help: 'Entity states sent to subscribers.',
    labelNames: ['field'],
    registers,
  });
  const slowClients = new Counter({
    name: 'router_slow_clients_closed_total',
    help: 'Connections closed because too many bytes waited for slow clients (LIMIT_BUFFERED_BYTES).',
    registers,
  });
  const refusedClients = new Counter({
    name: 'router_refused_clients_total',
    help: 'Connections, WebSockets and subscriptions refused, by the setting of the limit.',
    labelNames: ['setting'],
    registers,
  });
  return {
    registry,
    operation(kind, outcome, elapsed) {
      operations.inc({ kind, outcome });
      latency.observe({ kind }, elapsed);
    },
    subgraphFetch(subgraph, outcome, elapsed) {
      fetches.inc({ subgraph, outcome });
      fetchLatency.observe({ subgraph }, elapsed);
    },
    subgraphRetry(subgraph) {
      retries.inc({ subgraph });
    },
    subscriptionOpened(field) {
      open.inc({ field });
      return () => {
        open.dec({ field });
      };
    },
    stateSent(field) {
      sent.inc({ field });
    },
    slowClientClosed() {
      slowClients.inc();
    },
    clientRefused(setting) {
      refusedClients.inc({ setting });
    },
  };
}
