import { GraphQLSchema, buildSchema, isObjectType } from 'graphql';
import { describe, it } from 'vitest';
import { executableSchema } from '../conformance/support/executable-schema.ts';
import { serveGraph } from '../conformance/support/graph.ts';
import { requestOf } from './support/documents.ts';
import type { Request } from './support/documents.ts';
import { conformanceGraphs } from './support/graphs.ts';
import { knownOf } from './support/known.ts';
import { minimal } from './support/minimal.ts';
import { fuzzing, fuzzTimeoutMs } from './support/runs.ts';

const graphs = await conformanceGraphs();
/** A request that lost a variable which it needs, and shows nothing. */
const refused = 'the oracle refuses';

/** The schema that operations are made for. */
function schemaOf(typeDefs: string, without: readonly string[]): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  for (const [type = '', field = ''] of without.map((one) => one.split('.'))) {
    const of = schema.getType(type);
    if (!isObjectType(of) || !(field in of.getFields())) throw new Error(`There is no ${type}.${field}.`);
    Reflect.deleteProperty(of.getFields(), field);
  }
  const mutation = schema.getMutationType();
  const isEmpty = mutation && Object.keys(mutation.getFields()).length === 0;
  return isEmpty ? new GraphQLSchema({ ...schema.toConfig(), types: [], mutation: null }) : schema;
}

describe.each(graphs)('any operation on the graph of $name', ({ definition, without }) => {
  const graph = serveGraph(definition);

  /** How the router's answer differs. */
  async function difference({ query, variables, operationName }: Request): Promise<string | undefined> {
    graph.startAnew();
    try {
      await graph.expectAlike(query, variables, operationName);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  it(
    'is answered by the router as by one schema',
    async () => {
      const schema = schemaOf(definition.oracle.typeDefs, without);
      const known = await knownOf(executableSchema(definition.oracle), definition.world());
      const { seed, numRuns } = fuzzing(30, 0.1);
      for (let run = seed; run < seed + numRuns; run += 1) {
        const request = requestOf(schema, known, run);
        if ((await difference(request)) === undefined) continue;
        const smallest = await minimal(schema, request, async (smaller) => {
          const said = await difference(smaller);
          return said !== undefined && !said.startsWith(refused);
        });
        const { query, ...rest } = smallest;
        const said = (await difference(smallest)) ?? 'This time it does not differ.';
        throw new Error(`FUZZ_SEED=${run} FUZZ_RUNS=1\n${query}\n${JSON.stringify(rest)}\n${said}`);
      }
    },
    fuzzTimeoutMs,
  );
});
