import { ConfigurationError } from '../../platform/config.ts';
import type { Planner } from '../planning/planner.ts';
import type { SubgraphClients } from '../subgraphs/subgraph-clients.ts';
import type { SupergraphDocument } from '../supergraph/supergraph-document.ts';
import { createGraph } from './graph.ts';
import type { Graph, GraphOptions } from './graph.ts';

/** The graph that the router serves now; a reload replaces it. */
export interface ServedGraph {
  current: () => Graph;
  /**
   * Serves another supergraph. Requests in flight finish on the graph that they began on.
   * @throws ConfigurationError when it cannot be served; the graph before stays
   */
  replace(supergraph: SupergraphDocument): Promise<void>;
  /**
   * Calls the listener after each replacement.
   * @returns a function that removes the listener
   */
  onReplaced(listener: (graph: Graph) => void): () => void;
  /** Closes the planner and the connections to subgraphs. */
  close(): Promise<void>;
}

export interface ServedGraphOptions extends Pick<
  GraphOptions,
  'sharing' | 'mergesFetches' | 'decideOverride'
> {
  supergraph: SupergraphDocument;
  createPlanner: (sdl: string) => Promise<Planner>;
  clients: SubgraphClients;
}

/** @throws ConfigurationError when the supergraph cannot be served */
export async function serveGraph(options: ServedGraphOptions): Promise<ServedGraph> {
  const { supergraph, createPlanner, clients, sharing, mergesFetches, decideOverride } = options;
  const listeners = new Set<(graph: Graph) => void>();

  async function load({ sdl, localSubgraphs, subscriptionSources }: SupergraphDocument) {
    let planner: Planner | null = null;
    try {
      planner = await createPlanner(sdl);
      const clientFor = clients.use(planner.subgraphs, localSubgraphs);
      return {
        planner,
        graph: createGraph({
          ...{ supergraphSdl: sdl, planner, clientFor, subscriptionSources, sharing, mergesFetches },
          decideOverride,
        }),
      };
    } catch (error) {
      await planner?.close();
      throw asConfigurationError(error);
    }
  }

  let served = await load(supergraph);
  return {
    current: () => served.graph,
    async replace(next) {
      const { planner: previous } = served;
      served = await load(next);
      for (const listener of listeners) listener(served.graph);
      await previous.close();
    },
    onReplaced(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.all([served.planner.close(), clients.close()]);
    },
  };
}

function asConfigurationError(error: unknown): ConfigurationError {
  if (error instanceof ConfigurationError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ConfigurationError(`Faulty settings:\n  SUPERGRAPH_PATH: cannot be served: ${reason}`);
}
