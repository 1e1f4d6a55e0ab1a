import { parse, print } from 'graphql';
import type { DocumentNode } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { graphqlError } from '../../../../platform/errors.ts';
import { anonymous } from '../../../../platform/identity.ts';
import { createLogger } from '../../../../platform/log.ts';
import { createMetrics } from '../../../../platform/metrics.ts';
import { createContextFactory } from '../../../../router/context.ts';
import { createSubgraphClient } from '../../../../router/subgraphs/subgraph-client.ts';
import type { SubgraphClient } from '../../../../router/subgraphs/subgraph-client.ts';
import { ClientAbort } from '../../../../router/client-abort.ts';
import { createFetchNaming } from '../../../../router/execution/fetch-names.ts';
import { createIntrospectionCache } from '../../../../router/execution/introspection.ts';
import { compileOperation } from '../../../../router/execution/operation.ts';
import type { ExecutionContext } from '../../../../router/execution/operation.ts';
import { createVariantCache } from '../../../../router/execution/variant-cache.ts';
import type { Planner } from '../../../../router/planning/planner.ts';
import type { PlanningPool } from '../../../../router/planning/pool/planning-pool.ts';
import { createThreadedPlanner } from '../../../../router/planning/threaded-planner.ts';
import { planSubscription } from '../../../../router/execution/subscription-plan.ts';
import { createRouterMetrics } from '../../../../router/metrics.ts';
import { composeToFile } from '../../../kit/router.ts';
import { openPlanningPool, somebody } from '../../../kit/planning-pool.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';

/** A subscription whose event contains only the keys of a person. */
const events = {
  name: 'events',
  url: 'http://events.invalid',
  typeDefs: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
    type Person @key(fields: "snapshot") { snapshot: ID! @inaccessible mood: String }
    type Subscription { moved: Person }`,
};

function startPeople(): Promise<FakeSubgraph> {
  const people = ['Ada', 'Grace'].map((name) => ({ id: name, snapshot: name, name }));
  return startFakeSubgraph({
    name: 'people',
    typeDefs: `
      type Person @key(fields: "id") @key(fields: "snapshot") { id: ID! snapshot: ID! @inaccessible name: String! }
      type Query { everybody: [Person!] person(id: ID!): Person }`,
    resolvers: {
      Query: {
        everybody: () => people,
        person: (_: unknown, { id }: { id: string }) => people.find((person) => person.id === id),
      },
      Person: {
        __resolveReference: ({ snapshot }: { snapshot: string }) =>
          people.find((person) => person.id === snapshot),
      },
    },
  });
}

describe('plan cache', () => {
  let people: FakeSubgraph;
  let pool: PlanningPool;
  let planner: Planner;
  let source: SubgraphClient;
  let graph: Omit<ExecutionContext, 'variants'>;
  /** The planned operations, in order. */
  const planned: string[] = [];

  beforeAll(async () => {
    people = await startPeople();
    const composed = await composeToFile([people, events]);
    await composed.remove();
    pool = openPlanningPool();
    planner = await createThreadedPlanner(composed.sdl, pool);
    source = sourceOf(people);
    graph = {
      introspections: createIntrospectionCache(),
      namesIn: createFetchNaming(planner.supergraphSchema),
      clientFor: () => source,
      mergesFetches: true,
      activeOverrides: null,
      planner: {
        ...planner,
        plan(document, requester, overrides) {
          planned.push(print(document).replaceAll(/\s+/g, ' '));
          return planner.plan(document, requester, overrides);
        },
      },
    };
  });
  beforeEach(() => {
    planned.length = 0;
  });
  afterAll(async () => {
    await source.close();
    await pool.close();
    await people.stop();
  });

  const contextFor = createContextFactory(null);
  const context = () =>
    contextFor({
      caller: anonymous,
      requestId: 'plans',
      clientAddress: null,
      signal: new ClientAbort(),
      arrivedMs: 0,
    });

  it('a plan per operation variant of @skip and @include', async () => {
    const text =
      'query ($a: Boolean!, $b: Boolean!) { everybody { id name @include(if: $a) same: name @skip(if: $b) } }';
    const operation = compileOperation(parse(text), undefined, { ...graph, variants: createVariantCache() });
    for (const _again of [1, 2]) {
      for (const a of [true, false]) {
        for (const b of [true, false]) await operation.execute({ variables: { a, b }, context: context() });
      }
    }

    expect(planned).toHaveLength(4);
    expect(new Set(planned).size).toBe(4);
  });

  it('evicted plans are rebuilt with the same result', async () => {
    const execution = { ...graph, variants: createVariantCache({ maxVariants: 2 }) };
    const answers = async (document: DocumentNode, variables: Record<string, unknown>) =>
      compileOperation(document, undefined, execution).execute({ variables, context: context() });
    const hot = compileOperation(parse('{ everybody { name } }'), undefined, execution);
    const ask = () => hot.execute({ variables: {}, context: context() });
    const expected = { data: { everybody: [{ name: 'Ada' }, { name: 'Grace' }] } };
    expect(await ask()).toEqual(expected);
    await answers(parse('{ everybody { id } }'), {});
    expect(await ask()).toEqual(expected);
    await answers(parse('query ($a: Boolean!) { everybody { id @skip(if: $a) } }'), { a: false });
    expect(await ask()).toEqual(expected);
    expect(planned).toHaveLength(3);

    for (const a of [true, false]) {
      await answers(parse('query ($a: Boolean!) { person(id: "Ada") { name @skip(if: $a) } }'), { a });
    }

    expect(await ask()).toEqual(expected);
    expect(planned).toHaveLength(6);
    expect(planned[5]).toBe(planned[0]);
  });

  it('variables of unselected operations do not affect the plan', async () => {
    const text = `
      query A { everybody { name } }
      query B($x: Boolean!) { everybody { id @include(if: $x) } }`;
    const operation = compileOperation(parse(text), 'A', { ...graph, variants: createVariantCache() });
    const results = [];
    for (const variables of [{}, { x: 1 }, { x: 2 }, { x: [[]] }]) {
      results.push(await operation.execute({ variables, context: context() }));
    }

    expect(results.map(({ errors }) => errors)).toEqual([undefined, undefined, undefined, undefined]);
    expect(planned).toEqual(['query A { everybody { name } }']);
  });

  it('a failed planning is retried after a minute', async () => {
    let now = 1;
    let paused = true;
    const operation = compileOperation(parse('{ everybody { name } }'), undefined, {
      ...{ ...graph, variants: createVariantCache({ now: () => now }) },
      planner: {
        ...graph.planner,
        async plan(document, requester, overrides) {
          const plan = await graph.planner.plan(document, requester, overrides);
          if (paused) throw graphqlError('OPERATION_TOO_LARGE', 'The operation takes too long to plan.');
          return plan;
        },
      },
    });
    const ask = async () => {
      const { data } = await operation.execute({ variables: {}, context: context() });
      return data;
    };
    await expect(ask()).rejects.toMatchObject({ extensions: { code: 'OPERATION_TOO_LARGE' } });
    paused = false;
    now += 60_000;
    await expect(ask()).rejects.toMatchObject({ extensions: { code: 'OPERATION_TOO_LARGE' } });
    expect(planned).toHaveLength(1);

    now += 1;

    expect(await ask()).toEqual({ everybody: [{ name: 'Ada' }, { name: 'Grace' }] });
    expect(planned).toHaveLength(2);
  });

  it.each(['OVERLOADED', 'RATE_LIMITED'] as const)(
    'an operation that was not planned (%s) is planned on its next request',
    async (code) => {
      let refused = true;
      const operation = compileOperation(parse('{ everybody { name } }'), undefined, {
        ...{ ...graph, variants: createVariantCache() },
        planner: {
          ...graph.planner,
          plan: (document, requester, overrides) =>
            refused
              ? Promise.reject(graphqlError(code, 'Try again.'))
              : graph.planner.plan(document, requester, overrides),
        },
      });
      const ask = () => operation.execute({ variables: {}, context: context() });
      await expect(ask()).rejects.toMatchObject({ extensions: { code } });
      refused = false;

      expect(await ask()).toEqual({ data: { everybody: [{ name: 'Ada' }, { name: 'Grace' }] } });
    },
  );

  describe('plans of subscriptions', () => {
    const subscribe = (text: string, name?: string) =>
      planSubscription(parse(text), name, { ...graph, variants: createVariantCache() }, somebody);
    const rejected = 'Person.mood cannot be selected here: events carry only the key of an entity.';

    it.each([
      ['is selected', '{ moved { name mood } }'],
      ['has @skip', '($x: Boolean!) { moved { name mood @skip(if: $x) } }'],
      ['has @include', '($x: Boolean!) { moved { name mood @include(if: $x) } }'],
      [
        'has nested @skip and @include',
        '($x: Boolean!, $y: Boolean!) { moved { name ... @skip(if: $x) { mood @include(if: $y) } } }',
      ],
    ])('a field that events lack and that %s: refused', async (_case, text) => {
      await expect(subscribe(`subscription ${text}`)).rejects.toThrow(rejected);
    });

    it('fields skipped in every variant are ignored', async () => {
      await subscribe('subscription { moved { name mood @skip(if: true) } }');
      await subscribe(
        'subscription ($x: Boolean!) { moved { name @skip(if: $x) mood @include(if: false) } }',
      );
    });

    it('operations that are not selected need no variable values', async () => {
      const plan = await subscribe(
        `subscription A { moved { name } }
        subscription B($x: Boolean!) { moved { name mood @include(if: $x) } }`,
        'A',
      );

      const result = await plan.execute({ snapshot: 'Ada', variables: {}, context: context() });
      expect(result).toEqual({ data: { moved: { name: 'Ada' } } });
    });
  });
});

function sourceOf({ name, url }: FakeSubgraph): SubgraphClient {
  return createSubgraphClient({
    ...{ name, url, connections: 1, timeoutMs: 10_000, maxResponseBytes: 1_000_000 },
    queue: { maxWaiting: 0, maxWaitMs: 0 },
    sharing: null,
    logger: createLogger('plans', 'fatal'),
    metrics: createRouterMetrics(createMetrics(name)),
  });
}
