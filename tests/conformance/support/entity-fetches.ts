import type { Fetch } from './graph.ts';

/** Which subgraph was asked for which entities: the representations of each fetch of some. */
export function entityFetches(fetches: readonly Fetch[]): [subgraph: string, representations: unknown][] {
  return fetches
    .filter(({ query }) => query.includes('_entities'))
    .map(({ subgraph, variables }) => [subgraph, variables['representations']]);
}
