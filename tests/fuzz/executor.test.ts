import fc from 'fast-check';
import { NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql';
import { describe, it } from 'vitest';
import { prepareGraph } from '../conformance/support/prepare-graph.ts';
import { serveGraph } from '../conformance/support/serve-graph.ts';
import { operations } from './support/operations.ts';
import { ringGraph } from './support/ring.graph.ts';
import { fuzzing, fuzzTimeoutMs } from './support/runs.ts';

const { schema } = prepareGraph(ringGraph).oracle;
const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);
const isValid = (query: string) => validate(schema, parse(query), rules).length === 0;

/** Removes unused variables, with which an operation is invalid. */
function withoutUnused(query: string): string {
  return query.replace(/^query Fuzz\((.*?)\)/, (_whole, list: string) => {
    const used = list.split(', ').filter((one) => query.split(one.split(':')[0] ?? '').length > 2);
    return used.length === 0 ? 'query Fuzz' : `query Fuzz(${used.join(', ')})`;
  });
}

describe('generated operations on the ring graph', () => {
  const graph = serveGraph(ringGraph);

  it(
    'the router answers like the oracle',
    async () => {
      const arbitrary = operations.filter(({ query }) => isValid(query));
      await fc.assert(
        fc.asyncProperty(arbitrary, async ({ query, variables }) => {
          await graph.expectSame(withoutUnused(query), variables);
        }),
        fuzzing(150),
      );
    },
    fuzzTimeoutMs,
  );
});
