import { graphql } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { startRouterUnderTest } from '../../integration/router/router-under-test.ts';
import type { Answer, RouterUnderTest } from '../../integration/router/router-under-test.ts';
import { executableSchema } from './executable-schema.ts';
import { serveSubgraph } from './subgraph.ts';
import type { ServedSubgraph } from './subgraph.ts';

export type Resolvers = Record<string, unknown>;

/** A schema and what resolves it. The world is every resolver's context. */
export interface Service {
  typeDefs: string;
  resolvers: Resolvers;
}

/** One graph, twice: cut into subgraphs, and merged by hand into one schema that is executed by graphql-js itself. */
export interface GraphDefinition<World> {
  /** Makes what resolvers read and change. Each test begins with two new ones: the subgraphs', and the oracle's. */
  world: () => World;
  /** By name. All of federation's directives are imported. */
  subgraphs: Record<string, Service>;
  oracle: Service;
}

/** A fetch that a subgraph got from the router. */
export interface Fetch {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
}

export interface Comparison extends Pick<Answer, 'data' | 'errors'> {
  /** What the router fetched for it, in the order of arrival. */
  fetches: Fetch[];
}

export interface GraphUnderTest {
  /** What the router answers. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Comparison>;
  /**
   * Expects of the router what the oracle answers: the same data with its fields in the same order, and errors at the
   * same places.
   * @throws where the oracle does not execute it
   */
  expectSame(query: string, variables?: Record<string, unknown>): Promise<Comparison>;
  /** Expects that the router executes this no more than the oracle does. */
  expectRefusal(query: string, variables?: Record<string, unknown>): Promise<Comparison>;
}

/** Serves a graph by a router over its subgraphs, for the tests of the `describe` around. */
export function serveGraph<World>(definition: GraphDefinition<World>): GraphUnderTest {
  let router: RouterUnderTest | undefined;
  let served: ServedSubgraph[] = [];
  let oracle: GraphQLSchema;
  let oracleWorld: World;
  let world: World;
  const fetches: Fetch[] = [];

  beforeAll(async () => {
    oracle = executableSchema(definition.oracle);
    served = await Promise.all(
      Object.entries(definition.subgraphs).map(([name, service]) =>
        serveSubgraph({ name, service, world: () => world, fetched: (fetch) => fetches.push(fetch) }),
      ),
    );
    router = await startRouterUnderTest(served);
  });
  beforeEach(() => {
    world = definition.world();
    oracleWorld = definition.world();
    fetches.length = 0;
  });
  afterAll(async () => {
    await router?.close();
    await Promise.all(served.map((subgraph) => subgraph.close()));
  });

  async function ask(query: string, variables?: Record<string, unknown>): Promise<Comparison> {
    if (router === undefined) throw new Error('the router has not started');
    fetches.length = 0;
    const { data, errors } = await router.ask(query, variables === undefined ? {} : { variables });
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors === undefined ? {} : { errors }),
      fetches: [...fetches],
    };
  }

  async function compare(isRefused: boolean, query: string, variables: Record<string, unknown> | undefined) {
    const expected = await graphql({
      schema: oracle,
      source: query,
      contextValue: oracleWorld,
      ...(variables === undefined ? {} : { variableValues: variables }),
    });
    if ((expected.data === undefined) !== isRefused) {
      const [error] = expected.errors ?? [];
      throw new Error(`the oracle ${isRefused ? 'answers' : 'refuses'} this: ${error?.message ?? query}`);
    }
    const answer = await ask(query, variables);
    const comparable = ({ data, errors }: { data?: unknown; errors?: readonly { path?: unknown }[] }) =>
      JSON.stringify({ data, errors: placesOf(errors) }, null, 1);
    expect(comparable(answer as never), shown(answer, router?.logs ?? [])).toBe(
      comparable(expected as never),
    );
    return answer;
  }

  return {
    ask,
    expectSame: (query, variables) => compare(false, query, variables),
    expectRefusal: (query, variables) => compare(true, query, variables),
  };
}

function placesOf(errors: readonly { path?: unknown }[] = []): string[] {
  return [...new Set(errors.map(({ path }) => JSON.stringify(path ?? null)))].toSorted();
}

/** What a reader of a failed test wants to see. */
function shown({ errors = [], fetches }: Comparison, logs: readonly string[]): string {
  return [
    ...logs.filter((line) => line.includes('"level":"error"')).slice(-1),
    ...errors.map((error) => JSON.stringify(error)),
    ...fetches.map(({ subgraph, query, variables }) => `${subgraph}: ${query} ${JSON.stringify(variables)}`),
  ].join('\n');
}
