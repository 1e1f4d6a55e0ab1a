import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** What came of another supergraph: it is served, it cannot be served, or it could not be had. */
export type ReloadOutcome = 'loaded' | 'refused' | 'unavailable';

export interface SupergraphMetrics {
  /** @param hash the short name of the supergraph that is served from now on */
  serving(hash: string, since: Date): void;
  reload(outcome: ReloadOutcome): void;
}

export function createSupergraphMetrics(registry: Registry): SupergraphMetrics {
  const registers = [registry];
  const reloads = new Counter({
    name: 'router_supergraph_reloads_total',
    help: 'Supergraphs that came (loaded or refused), and times that there ceased to be one (unavailable).',
    labelNames: ['outcome'],
    registers,
  });
  const loadedAt = new Gauge({
    name: 'router_supergraph_loaded_timestamp_seconds',
    help: 'When the supergraph that is served was loaded; of several workers, by the last of them.',
    aggregator: 'max',
    registers,
  });
  const info = new Gauge({
    name: 'router_supergraph_info',
    help: 'The supergraph that is served; of several workers, by how many of them.',
    labelNames: ['hash'],
    registers,
  });
  for (const outcome of ['loaded', 'refused', 'unavailable']) reloads.inc({ outcome }, 0);
  return {
    serving(hash, since) {
      info.reset();
      info.set({ hash }, 1);
      loadedAt.set(since.getTime() / 1_000);
    },
    reload(outcome) {
      reloads.inc({ outcome });
    },
  };
}
