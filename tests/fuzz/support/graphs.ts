import { readdirSync } from 'node:fs';
import { hotelsGraph } from '../../conformance/failing-joins/graph.ts';
import type { GraphDefinition } from '../../conformance/support/graph.ts';

export interface NamedGraph {
  name: string;
  definition: GraphDefinition<unknown>;
  /** Fields that are not asked for, each as `Type.field`. */
  without: readonly string[];
}

/** Where not every operation has the one answer that the oracle gives: graphs, or fields of them that are not asked for. */
const leftOut: Record<string, 'all' | string[]> = {
  // Two badges have the same colour, and two are open: by these, one of them is found for both.
  'key-values: keysGraph': ['Badge.by_colour', 'Badge.by_isOpen'],
  // It looks at all that it is given, which is more where another field requires more.
  'required-fragments: insuranceGraph': ['Stay.workCity'],
  // A part of the graph is down, which the oracle has no parts to show.
  'shared-roots: brokenGraph': 'all',
  // Reviews are taken of stays that there are not, and cabins are found as hotels.
  'interface-objects: staysGraph': ['Mutation.review', 'Query.hotel'],
  // Where an entity cannot be found, that is the one error; to the oracle, each of its fields fails.
  'unknown-entities: hotelsGraph': ['Query.burnt', 'Query.mixed', 'Query.drowned'],
  'nulls: flawsGraph': ['Trip.known'],
  // The oracle does not have it.
  'contexts: staysGraph': ['Query.broken'],
  // Nobody knows of which type things are: the oracle answers nothing of them, the router what is known.
  'untold-types: notesGraph': 'all',
  'untold-types: giftsGraph': 'all',
};

/** Every graph that the conformance tests have in a file. */
export async function conformanceGraphs(): Promise<NamedGraph[]> {
  const folder = new URL('../../conformance/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/]+\/[^/]+(?<!\.test)\.ts$/.test(file) && !file.startsWith('support/'))
    .toSorted();
  const graphs = [
    { name: 'failing-joins', definition: hotelsGraph('Hotel.price:h2', 'Guest.name', 'Hotel.tags') },
  ] as Omit<NamedGraph, 'without'>[];
  for (const file of files) {
    const exported = (await import(/* @vite-ignore */ new URL(file, folder).href)) as Record<string, unknown>;
    for (const [name, definition] of Object.entries(exported)) {
      if (isGraph(definition)) graphs.push({ name: `${file.replace(/\/.*/, '')}: ${name}`, definition });
    }
  }
  return graphs.flatMap((graph) => {
    const without = leftOut[graph.name] ?? [];
    return without === 'all' ? [] : [{ ...graph, without }];
  });
}

function isGraph(value: unknown): value is GraphDefinition<unknown> {
  return typeof value === 'object' && value !== null && 'world' in value && 'oracle' in value;
}
