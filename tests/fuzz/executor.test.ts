import fc from 'fast-check';
import { buildSchema, NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql';
import { describe, it } from 'vitest';
import { serveGraph } from '../conformance/support/graph.ts';
import { operations } from './support/operations.ts';
import { oracle, subgraphs } from './support/ring.ts';
import { fuzzing, fuzzTimeoutMs } from './support/runs.ts';

const schema = buildSchema(oracle.typeDefs);
const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);
const isValid = (query: string) => validate(schema, parse(query), rules).length === 0;

/** Takes the variables out that nothing uses: operations that declare them are not valid. */
function withoutUnused(query: string): string {
  return query.replace(/^query Fuzz\((.*?)\)/, (_whole, list: string) => {
    const used = list.split(', ').filter((one) => query.split(one.split(':')[0] ?? '').length > 2);
    return used.length === 0 ? 'query Fuzz' : `query Fuzz(${used.join(', ')})`;
  });
}

describe('any operation', () => {
  const graph = serveGraph({ world: () => ({}), subgraphs, oracle });

  it(
    'is answered by the router as by one schema',
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
