import { startFakeSubgraph } from '../fake-subgraph.ts';
import type { FakeSubgraph } from '../fake-subgraph.ts';

/**
 * Subgraphs that resolve the same fields of one entity, each all but two of them: most selections have many plans. The
 * fields of a node are `f0`, `f1` … and the nodes `n0`, `n1` …
 */
export function startSharedNodes(count: number): Promise<FakeSubgraph[]> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return Promise.all(
    numbers.map((own) => {
      const others = numbers.filter((number) => number !== own);
      const fields = others.map((number) => `f${number}: String @shareable n${number}: Node @shareable`);
      return startFakeSubgraph({
        name: `shared${own}`,
        typeDefs: `
          type Query { node: Node @shareable }
          type Node @key(fields: "id") { id: ID! ${fields.join(' ')} }`,
        resolvers: {
          Query: { node: () => ({ id: 'node' }) },
          Node: Object.fromEntries(
            others.flatMap((number) => [
              [`f${number}`, ({ id }: { id: string }) => `${id} f${number}`],
              [`n${number}`, ({ id }: { id: string }) => ({ id: `${id} n${number}` })],
            ]),
          ),
        },
      });
    }),
  );
}

/** A selection of a node's first fields and nodes, to a depth. */
export function nodeSelection(depth: number, width: number): string {
  const numbers = Array.from({ length: width }, (_, index) => index);
  const fields = numbers.map((number) => `f${number}`);
  const nodes = depth === 0 ? [] : numbers.map((number) => `n${number} ${nodeSelection(depth - 1, width)}`);
  return `{ ${[...fields, ...nodes].join(' ')} }`;
}

/** The data of that selection. */
export function nodeData(depth: number, width: number, id = 'node'): Record<string, unknown> {
  const numbers = Array.from({ length: width }, (_, index) => index);
  const data: Record<string, unknown> = {};
  for (const number of numbers) data[`f${number}`] = `${id} f${number}`;
  if (depth === 0) return data;
  for (const number of numbers) data[`n${number}`] = nodeData(depth - 1, width, `${id} n${number}`);
  return data;
}
