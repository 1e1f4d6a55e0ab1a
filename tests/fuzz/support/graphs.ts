import { readdirSync } from 'node:fs';
import type { ConformanceGraph } from '../../conformance/support/graph.ts';
import { composingGraph } from '../gateway/random-graph.ts';

export interface NamedGraph {
  name: string;
  graph: ConformanceGraph;
  /** Fields that are not selected, each as `Type.field`. */
  without: readonly string[];
}

/** Graphs, or fields of graphs, with several right answers. */
const excluded: Record<string, 'all' | string[]> = {
  // Two badges have the same colour, and two are open: these keys name two entities.
  'key/values: keysGraph': ['Badge.by_colour', 'Badge.by_isOpen'],
  // A subgraph is down, and the oracle has no subgraphs.
  'shareable/roots: brokenGraph': 'all',
  // A subgraph refuses the caller, whom the oracle does not know.
  'shareable/roots: refusingGraph': 'all',
  // An entity that a subgraph fails to resolve is a single error; in the oracle each of its fields is an error.
  'key/unknown-entities: hotelsGraph': ['Query.burnt', 'Query.mixed', 'Query.drowned'],
  'null-propagation/errors-in-subgraphs: flawsGraph': ['Trip.known'],
  'requires/type-conditions: unnamedGraph': ['Host.name', 'Host.address'],
  'from-context/stays: staysGraph': ['Query.broken'],
  // An id that no subgraph resolves for all types is refused.
  'external/node-ids: halvesGraph': ['Query.node'],
  'external/shared-interface: externalMembersGraph': ['Query.node'],
  // A nullable field of a member that another subgraph's union lacks may be null.
  'unions/differing-members: extrasGraph': ['Spa.pools', 'Lounge.gate'],
  // Without a known type the oracle answers null, the router the fields that it has.
  'interface-object/unknown-types: notesGraph': 'all',
  'interface-object/unknown-types: giftsGraph': 'all',
};

/** Every graph of the conformance tests: the exports of their `*.graph.ts` files. */
export async function conformanceGraphs(): Promise<NamedGraph[]> {
  const folder = new URL('../../conformance/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.graph.ts'))
    .toSorted();
  const graphs: NamedGraph[] = [];
  for (const file of files) {
    const exported = (await import(/* @vite-ignore */ new URL(file, folder).href)) as Record<string, unknown>;
    for (const [exportName, graph] of Object.entries(exported)) {
      const name = `${file.replace('.graph.ts', '')}: ${exportName}`;
      const without = excluded[name] ?? [];
      if (isGraph(graph) && without !== 'all') graphs.push({ name, graph, without });
    }
  }
  return graphs;
}

function isGraph(value: unknown): value is ConformanceGraph {
  return typeof value === 'object' && value !== null && 'subgraphs' in value && 'roots' in value;
}

/** Random graphs, of which every third has an interface object. */
export function randomGraphs(seed: number, count: number): NamedGraph[] {
  const graphs: NamedGraph[] = [];
  for (let next = seed; graphs.length < count; next += 1) {
    const graph = composingGraph(next);
    if (graph !== null) graphs.push({ name: `random graph ${next}`, graph, without: [] });
  }
  return graphs;
}
