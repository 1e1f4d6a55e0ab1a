import fc from 'fast-check';
import { Kind, NoUnusedVariablesRule, parse, print, specifiedRules, validate, visit } from 'graphql';
import type { FieldNode, GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelOf } from '../conformance/support/graph-model.ts';
import type { ConformanceGraph } from '../conformance/support/graph.ts';
import { prepareGraph } from '../conformance/support/prepare-graph.ts';
import { subgraphResolvers } from '../conformance/support/subgraph-resolvers.ts';
import { startFakeSubgraph } from '../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../kit/fake-subgraph.ts';
import { startRouterUnderTest } from '../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../kit/router.ts';
import { sendTogether } from '../kit/simultaneous-requests.ts';
import { requestOf } from './support/documents.ts';
import type { Request } from './support/documents.ts';
import { conformanceGraphs } from './support/graphs.ts';
import { knownOf } from './support/known.ts';
import { operations } from './support/operations.ts';
import { ringGraph } from './support/ring.graph.ts';
import { fuzzing, fuzzTimeoutMs } from './support/runs.ts';

const unlimited = { LIMIT_ALIASES: '10000', LIMIT_DEPTH: '1000', LIMIT_TOKENS: '100000' };

/** Routers over the same subgraphs: with merging, without it, and with merging and sharing. */
interface Routers {
  merging: RouterUnderTest;
  plain: RouterUnderTest;
  sharing: RouterUnderTest;
}

function serveByAll(graph: ConformanceGraph) {
  const model = modelOf(graph);
  let world = model.createWorld();
  let subgraphs: FakeSubgraph[] = [];
  let routers: Routers | undefined;

  beforeAll(async () => {
    subgraphs = await Promise.all(
      Object.entries(graph.subgraphs).map(([name, typeDefs]) =>
        startFakeSubgraph({
          ...{ name, typeDefs, context: () => world },
          ...subgraphResolvers(model, name, () => undefined),
        }),
      ),
    );
    const [merging, plain, sharing] = await Promise.all([
      startRouterUnderTest(subgraphs, unlimited),
      startRouterUnderTest(subgraphs, { ...unlimited, MERGE_FETCHES: 'false' }),
      startRouterUnderTest(subgraphs, { ...unlimited, DEDUPLICATE_REQUESTS: 'true' }),
    ]);
    routers = { merging, plain, sharing };
  }, fuzzTimeoutMs);
  afterAll(async () => {
    await Promise.all(Object.values(routers ?? {}).map((router: RouterUnderTest) => router.close()));
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  async function ask(router: RouterUnderTest, { query, ...options }: Request) {
    return comparable(await router.ask(query, options));
  }

  function comparable({ data, errors = [] }: RouterResponse) {
    const places = errors.map(({ path, extensions }) => JSON.stringify([path, extensions.code]));
    return { data, errors: places.toSorted() };
  }

  /** A busy machine may reach a limit of planning in one router only: refused is not another answer. */
  function isRefused({ errors }: ReturnType<typeof comparable>): boolean {
    return errors.some((error) => error.includes('OPERATION_TOO_LARGE'));
  }

  /** @returns the requests to subgraphs, with merging and without */
  async function expectSame(request: Request): Promise<{ merged: number; plain: number }> {
    if (routers === undefined) throw new Error('Expected started routers.');
    const counted = async <Answer>(send: () => Promise<Answer>) => {
      world = model.createWorld();
      for (const subgraph of subgraphs) subgraph.requests.length = 0;
      const answer = await send();
      return { answer, requests: subgraphs.reduce((sum, { requests }) => sum + requests.length, 0) };
    };
    const { plain: unmerging, merging, sharing } = routers;
    const plain = await counted(() => ask(unmerging, request));
    const merged = await counted(() => ask(merging, request));
    if (isRefused(plain.answer) || isRefused(merged.answer)) return { merged: 0, plain: 0 };
    expect(merged.answer, request.query).toEqual(plain.answer);
    expect(merged.requests, request.query).toBeLessThanOrEqual(plain.requests);
    if (!/\bmutation\b/.test(request.query)) {
      if (isRefused(await ask(sharing, request))) return { merged: 0, plain: 0 };
      const shared = await counted(async () => {
        const sent = await sendTogether(sharing.url, [request, request, request]);
        return Promise.all(sent.map(async ({ response }) => comparable(await response())));
      });
      for (const answer of shared.answer) expect(answer, request.query).toEqual(plain.answer);
      expect(shared.requests, request.query).toBeLessThanOrEqual(plain.requests);
    }
    return { merged: merged.requests, plain: plain.requests };
  }

  return { expectSame };
}

const unusedAreFine = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);

/** Removes unused variables, with which an operation is invalid. */
function withoutUnused(query: string): string {
  return query.replace(/^query Fuzz\((.*?)\)/, (_whole, list: string) => {
    const used = list.split(', ').filter((one) => query.split(one.split(':')[0] ?? '').length > 2);
    return used.length === 0 ? 'query Fuzz' : `query Fuzz(${used.join(', ')})`;
  });
}

/** Selects every root field once more, with other aliases: its entity fetches can be merged with those of the first. */
function doubled(query: string): string {
  const document = visit(parse(query), {
    OperationDefinition(node) {
      const copies = node.selectionSet.selections.flatMap((selection) =>
        selection.kind === Kind.FIELD && selection.selectionSet !== undefined ? [copyOf(selection)] : [],
      );
      const selections = [...node.selectionSet.selections, ...copies];
      return { ...node, selectionSet: { ...node.selectionSet, selections } };
    },
  });
  return print(document);
}

function copyOf(field: FieldNode): FieldNode {
  return visit(field, {
    Field(node) {
      if (node !== field && node.selectionSet !== undefined) return undefined;
      return { ...node, alias: { kind: Kind.NAME, value: `copy_${(node.alias ?? node.name).value}` } };
    },
  });
}

describe('merging and sharing on the ring graph', () => {
  const { schema } = prepareGraph(ringGraph).oracle;
  const routers = serveByAll(ringGraph);

  it(
    'change no answer, and save requests',
    async () => {
      const isValid = (query: string) => validate(schema, parse(query), unusedAreFine).length === 0;
      const arbitrary = operations.filter(({ query }) => isValid(query));
      let saved = 0;
      await fc.assert(
        fc.asyncProperty(arbitrary, async ({ query, variables }) => {
          const request = { query: doubled(withoutUnused(query)), variables };
          const { merged, plain } = await routers.expectSame(request);
          saved += plain - merged;
        }),
        fuzzing(150),
      );
      expect(saved).toBeGreaterThan(0);
    },
    fuzzTimeoutMs,
  );
});

/** Every eighth graph, other ones for another seed. */
const eighth = fuzzing(1).seed % 8;
const graphs = (await conformanceGraphs()).filter((_graph, index) => index % 8 === eighth);

describe.each(graphs)('merging and sharing on $name', ({ graph }) => {
  const routers = serveByAll(graph);

  it(
    'change no answer',
    async () => {
      const { model, oracle } = prepareGraph(graph);
      const schema: GraphQLSchema = oracle.schema;
      const known = await knownOf(schema, (query) => oracle.execute(query, model.createWorld()));
      const { seed, numRuns } = fuzzing(15, 0.1);
      for (let run = seed; run < seed + numRuns; run += 1) {
        await routers.expectSame(requestOf(schema, known, run));
      }
    },
    fuzzTimeoutMs,
  );
});
