import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** The outcome of a reload: served, invalid, or not readable. */
export type ReloadOutcome = 'loaded' | 'refused' | 'unavailable';

export interface SupergraphMetrics {
  serving(hash: string, since: Date): void;
  reload(outcome: ReloadOutcome): void;
}

export function createSupergraphMetrics(registry: Registry): SupergraphMetrics {
  const registers = [registry];
  const reloads = new Counter({
    name: 'router_supergraph_reloads_total',
    help: 'Supergraph reloads by outcome: loaded, refused (invalid) or unavailable (file or URL cannot be read).',
    labelNames: ['outcome'],
    registers,
  });
  const loadedAt = new Gauge({
    name: 'router_supergraph_loaded_timestamp_seconds',
    help: 'Unix time at which the served supergraph was loaded; the latest of all workers.',
    aggregator: 'max',
    registers,
  });
  const info = new Gauge({
    name: 'router_supergraph_info',
    help: 'Number of workers that serve the supergraph with this hash.',
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
