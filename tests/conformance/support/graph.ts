import { graphql } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { operationErrorCodes } from '../../../router/http/http-status.ts';
import { startRouterUnderTest } from '../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../kit/router.ts';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../kit/fake-subgraph.ts';
import { executableSchema } from './executable-schema.ts';

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

export interface Comparison extends Pick<RouterResponse, 'data' | 'errors'> {
  /** What the router fetched for it, in the order of arrival. */
  fetches: Fetch[];
}

export interface GraphUnderTest {
  /** What the router answers. */
  ask(...operation: Operation): Promise<Comparison>;
  /**
   * Expects of the router what the oracle answers: the same data with its fields in the same order, and errors at the
   * same places.
   * @throws where the oracle does not execute it
   */
  expectSame(...operation: Operation): Promise<Comparison>;
  /**
   * Expects the same but for errors in what became null because of them: where one is enough, GraphQL leaves it open
   * which of them are told (https://spec.graphql.org/draft/#sec-Handling-Execution-Errors).
   * @throws where the oracle does not execute it
   */
  expectAlike(...operation: Operation): Promise<Comparison>;
  /**
   * Expects that the router executes this no more than the oracle does, and says that the operation is at fault.
   * @throws where the oracle executes it
   */
  expectRefusal(...operation: Operation): Promise<Comparison>;
  /** Gives a new world to the subgraphs and to the oracle, as each test has it. */
  startAnew(): void;
}

/** The name says which operation of several is asked for. */
type Operation = [query: string, variables?: Record<string, unknown>, name?: string];

/** Serves a graph by a router over its subgraphs, for the tests of the `describe` around. */
export function serveGraph<World>(definition: GraphDefinition<World>): GraphUnderTest {
  let router: RouterUnderTest | undefined;
  let served: FakeSubgraph[] = [];
  let oracle: GraphQLSchema;
  let oracleWorld: World;
  let world: World;
  const fetches: Fetch[] = [];

  beforeAll(async () => {
    oracle = executableSchema(definition.oracle);
    served = await Promise.all(
      Object.entries(definition.subgraphs).map(([name, service]) =>
        startFakeSubgraph({
          ...{ name, ...service },
          context: () => world,
          onRequest: ({ query, variables }) => fetches.push({ subgraph: name, query, variables }),
        }),
      ),
    );
    router = await startRouterUnderTest(served);
  });
  function startAnew(): void {
    world = definition.world();
    oracleWorld = definition.world();
    fetches.length = 0;
  }
  beforeEach(startAnew);
  afterAll(async () => {
    await router?.close();
    await Promise.all(served.map((subgraph) => subgraph.stop()));
  });

  async function ask(...[query, variables, operationName]: Operation): Promise<Comparison> {
    if (router === undefined) throw new Error('the router has not started');
    fetches.length = 0;
    const { data, errors } = await router.ask(query, {
      ...(variables === undefined ? {} : { variables }),
      ...(operationName === undefined ? {} : { operationName }),
    });
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors === undefined ? {} : { errors }),
      fetches: [...fetches],
    };
  }

  const askOracle = (...[source, variableValues, operationName]: Operation) =>
    graphql({ schema: oracle, source, contextValue: oracleWorld, variableValues, operationName });

  async function compare(placesIn: (answered: Answered) => string[], operation: Operation) {
    const expected = await askOracle(...operation);
    if (expected.data === undefined) {
      throw new Error(`the oracle refuses this: ${expected.errors?.[0]?.message ?? ''}`);
    }
    const answer = await ask(...operation);
    const comparable = (answered: Answered) =>
      JSON.stringify({ data: answered.data, errors: placesIn(answered).toSorted() }, null, 1);
    expect(comparable(answer), shown(answer, router?.logs ?? [])).toBe(comparable(expected));
    return answer;
  }

  return {
    ask,
    startAnew,
    expectSame: (...operation) => compare(placesOf, operation),
    expectAlike: (...operation) => compare(nullsOf, operation),
    async expectRefusal(...operation) {
      const { data } = await askOracle(...operation);
      if (data !== undefined) throw new Error(`the oracle answers this: ${operation[0]}`);
      const answer = await ask(...operation);
      const said = shown(answer, router?.logs ?? []);
      expect(answer, said).toEqual({ errors: expect.any(Array) as unknown, fetches: [] });
      for (const { extensions } of answer.errors ?? [])
        expect(operationErrorCodes, said).toContain(extensions.code);
      expect(answer.errors).not.toHaveLength(0);
      return answer;
    },
  };
}

interface Answered {
  data?: unknown;
  errors?: readonly { path?: readonly (string | number)[] | undefined }[] | undefined;
}

function placesOf({ errors = [] }: Answered): string[] {
  return errors.map(({ path }) => JSON.stringify(path ?? null));
}

/** For each error the place that is null because of it, once. */
function nullsOf({ data, errors = [] }: Answered): string[] {
  const nulls = errors.map(({ path = [] }) => {
    let value = data;
    const end = path.findIndex((step) => {
      if (value === null) return true;
      value = (value as Record<string | number, unknown> | undefined)?.[step];
      return false;
    });
    return JSON.stringify(end === -1 ? path : path.slice(0, end));
  });
  return [...new Set(nulls)];
}

/** What a reader of a failed test wants to see. */
function shown({ errors = [], fetches }: Comparison, logs: readonly string[]): string {
  return [
    ...logs.filter((line) => line.includes('"level":"error"')).slice(-1),
    ...errors.map((error) => JSON.stringify(error)),
    ...fetches.map(({ subgraph, query, variables }) => `${subgraph}: ${query} ${JSON.stringify(variables)}`),
  ].join('\n');
}
