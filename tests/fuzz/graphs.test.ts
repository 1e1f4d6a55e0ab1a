import { GraphQLSchema, isObjectType } from 'graphql';
import { describe, it } from 'vitest';
import { prepareGraph } from '../conformance/support/prepare-graph.ts';
import { serveGraph } from '../conformance/support/serve-graph.ts';
import { requestOf } from './support/documents.ts';
import type { Request } from './support/documents.ts';
import { conformanceGraphs, randomGraphs } from './support/graphs.ts';
import { knownOf } from './support/known.ts';
import { minimal } from './support/minimal.ts';
import { fuzzing, fuzzTimeoutMs } from './support/runs.ts';

const graphs = [...(await conformanceGraphs()), ...randomGraphs(fuzzing(0).seed, 3)];
/** The message for a request that minimizing made invalid, for example by removing a required variable. */
const refused = 'the oracle refuses';

/** The schema that operations are generated from: the oracle's own, with the excluded fields deleted. */
function withoutFields(schema: GraphQLSchema, without: readonly string[]): GraphQLSchema {
  for (const [type = '', field = ''] of without.map((one) => one.split('.'))) {
    const of = schema.getType(type);
    if (!isObjectType(of) || !(field in of.getFields())) throw new Error(`There is no ${type}.${field}.`);
    Reflect.deleteProperty(of.getFields(), field);
  }
  return schema;
}

describe.each(graphs)('generated operations on $name', ({ graph: definition, without }) => {
  const graph = serveGraph(definition);

  /** The difference between the answers of router and oracle, or undefined. */
  async function differenceOf({ query, variables, operationName }: Request): Promise<string | undefined> {
    graph.reset();
    try {
      await graph.expectAlike(query, variables, operationName);
      return undefined;
    } catch (error) {
      const { message } = error as Error;
      // Too many possible plans: refused is not wrong.
      return message.includes('(LIMIT_PLANNING_') ? undefined : message;
    }
  }

  it(
    'the router answers like the oracle',
    async () => {
      const { model, oracle } = prepareGraph(definition);
      const schema = withoutFields(oracle.schema, without);
      const known = await knownOf(schema, (query) => oracle.execute(query, model.createWorld()));
      const { seed, numRuns } = fuzzing(30, 0.1);
      for (let run = seed; run < seed + numRuns; run += 1) {
        const request = requestOf(schema, known, run);
        if ((await differenceOf(request)) === undefined) continue;
        const smallest = await minimal(schema, request, async (smaller) => {
          const difference = await differenceOf(smaller);
          return difference !== undefined && !difference.startsWith(refused);
        });
        const { query, ...rest } = smallest;
        const difference = (await differenceOf(smallest)) ?? 'The difference did not show again.';
        throw new Error(`FUZZ_SEED=${run} FUZZ_RUNS=1\n${query}\n${JSON.stringify(rest)}\n${difference}`);
      }
    },
    fuzzTimeoutMs,
  );
});
