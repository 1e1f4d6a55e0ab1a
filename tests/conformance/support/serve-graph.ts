import { Kind, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { operationErrorCodes } from '../../../router/http/http-status.ts';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../kit/fake-subgraph.ts';
import { startRouterUnderTest } from '../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../kit/router.ts';
import type { ConformanceGraph } from './graph.ts';
import { prepareGraph } from './prepare-graph.ts';
import { subgraphResolvers } from './subgraph-resolvers.ts';
import type { World } from './world.ts';

/** A request that a subgraph got from the router. */
export interface Fetch {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
}

export interface Comparison extends Pick<RouterResponse, 'data' | 'errors'> {
  /** The router's requests to subgraphs, in the order of arrival. */
  fetches: Fetch[];
  /** The subgraphs of these requests. */
  subgraphs: string[];
  /** The subgraph and the representations of each request for entities. */
  entityFetches: [subgraph: string, representations: unknown[]][];
}

export interface GraphUnderTest {
  /** Asks the router alone. */
  ask(...operation: Operation): Promise<Comparison>;
  /**
   * Expects the oracle's answer from the router: the same data with fields in the same order, and errors at the same paths.
   * @throws Error where the oracle does not execute the operation
   */
  expectSame(...operation: Operation): Promise<Comparison>;
  /** Expects the oracle's answer from the router, with exactly these subgraphs asked, in this order. */
  expectSameFrom(subgraphs: string[], ...operation: Operation): Promise<void>;
  /** Expects the oracle's answer from the router for each combination of the operation's Boolean variables. */
  expectSameForAll(query: string): Promise<void>;
  /**
   * Like `expectSame`, except that a single error is enough for each null: GraphQL leaves open which of several is reported
   * (https://spec.graphql.org/draft/#sec-Handling-Execution-Errors).
   * @throws Error where the oracle does not execute the operation
   */
  expectAlike(...operation: Operation): Promise<Comparison>;
  /**
   * Expects router and oracle to refuse the operation, and the router to blame the operation.
   * @throws Error where the oracle executes the operation
   */
  expectRefusal(...operation: Operation): Promise<Comparison>;
  /** Expects the router to refuse an operation that no plan resolves, without a request to a subgraph. */
  expectNoPlan(...operation: Operation): Promise<void>;
  /** Gives the subgraphs and the oracle new worlds, as before each test. */
  reset(): void;
}

type Operation = [query: string, variables?: Record<string, unknown>, operationName?: string];

/** Serves a graph by a router over its subgraphs to the tests of the surrounding `describe`. */
export function serveGraph(graph: ConformanceGraph): GraphUnderTest {
  const { model, oracle } = prepareGraph(graph);
  let router: RouterUnderTest | undefined;
  let served: FakeSubgraph[] = [];
  let oracleWorld: World;
  let world: World;
  const fetches: Fetch[] = [];
  const violations: string[] = [];

  beforeAll(async () => {
    served = await Promise.all(
      Object.entries(graph.subgraphs).map(([name, typeDefs]) =>
        startFakeSubgraph({
          name,
          typeDefs,
          context: () => world,
          ...subgraphResolvers(model, name, (violation) => violations.push(violation)),
          onRequest: ({ query, variables }) => fetches.push({ subgraph: name, query, variables }),
        }),
      ),
    );
    const labels = graph.overrideLabels;
    router = await startRouterUnderTest(served, {
      ...withoutLimits,
      ...{ LIMIT_PLANNING_MS: '15000', LIMIT_PLANNING_REFUSALS: '0' },
      ...(labels === undefined ? {} : { OVERRIDE_LABELS: JSON.stringify(labels) }),
    });
  });
  function reset(): void {
    world = model.createWorld();
    oracleWorld = model.createWorld();
  }
  beforeEach(reset);
  afterAll(async () => {
    await router?.close();
    await Promise.all(served.map((subgraph) => subgraph.stop()));
  });

  async function ask(...[query, variables, operationName]: Operation): Promise<Comparison> {
    if (router === undefined) throw new Error('the router has not started');
    fetches.length = 0;
    violations.length = 0;
    const { data, errors } = await router.ask(query, {
      ...(variables === undefined ? {} : { variables }),
      ...(operationName === undefined ? {} : { operationName }),
    });
    const answer = {
      ...(data === undefined ? {} : { data }),
      ...(errors === undefined ? {} : { errors }),
      fetches: [...fetches],
      subgraphs: fetches.map(({ subgraph }) => subgraph),
      entityFetches: fetches.flatMap(({ subgraph, variables: sent }): [string, unknown[]][] => {
        const representations = sent['representations'];
        return Array.isArray(representations) ? [[subgraph, representations]] : [];
      }),
    };
    expect(violations, describeAnswer(answer, router.logs)).toEqual([]);
    return answer;
  }

  const askOracle = ([query, variables, operationName]: Operation) =>
    oracle.ask(query, variables, operationName, oracleWorld);

  async function compare(pathsIn: (answered: Answered) => string[], operation: Operation) {
    const expected = await askOracle(operation);
    if (expected.data === undefined) {
      throw new Error(`the oracle refuses this: ${expected.errors?.[0]?.message ?? ''}`);
    }
    const answer = await ask(...operation);
    const comparable = (answered: Answered) =>
      JSON.stringify({ data: answered.data, errors: pathsIn(answered).toSorted() }, null, 1);
    expect(comparable(answer), describeAnswer(answer, router?.logs ?? [])).toBe(comparable(expected));
    return answer;
  }

  return {
    ask,
    reset,
    expectSame: (...operation) => compare(errorPaths, operation),
    async expectSameFrom(subgraphs, ...operation) {
      const answer = await compare(errorPaths, operation);
      expect(answer.subgraphs, describeAnswer(answer, [])).toEqual(subgraphs);
    },
    async expectSameForAll(query) {
      for (const variables of booleanCombinations(query)) await compare(errorPaths, [query, variables]);
    },
    expectAlike: (...operation) => compare(nulledPaths, operation),
    async expectNoPlan(...operation) {
      const answer = await ask(...operation);
      const codes = answer.errors?.map(({ extensions }) => extensions.code);
      const outcome = { data: answer.data, codes, fetches: answer.fetches };
      const refused = { data: undefined, codes: ['INTERNAL_SERVER_ERROR'], fetches: [] };
      expect(outcome, describeAnswer(answer, router?.logs ?? [])).toEqual(refused);
    },
    async expectRefusal(...operation) {
      const { data } = await askOracle(operation);
      if (data !== undefined) throw new Error(`the oracle answers this: ${operation[0]}`);
      const answer = await ask(...operation);
      const description = describeAnswer(answer, router?.logs ?? []);
      expect(answer.data, description).toBeUndefined();
      expect(answer.fetches, description).toEqual([]);
      for (const { extensions } of answer.errors ?? []) {
        expect(operationErrorCodes, description).toContain(extensions.code);
      }
      expect(answer.errors, description).not.toHaveLength(0);
      return answer;
    },
  };
}

/** Generated operations may exceed the router's default limits, which the oracle does not have. */
const withoutLimits = {
  LIMIT_ALIASES: '10000',
  LIMIT_DIRECTIVES: '10000',
  LIMIT_DEPTH: '1000',
  LIMIT_TOKENS: '100000',
};

/** Every combination of values for an operation's Boolean variables without a default. */
function booleanCombinations(query: string): Record<string, boolean>[] {
  const operation = parse(query).definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const variables = operation?.variableDefinitions ?? [];
  const names = variables
    .filter(({ type, defaultValue }) => {
      const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
      return defaultValue === undefined && named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean';
    })
    .map(({ variable }) => variable.name.value);
  return names.reduce<Record<string, boolean>[]>(
    (combinations, name) =>
      combinations.flatMap((others) => [true, false].map((value) => ({ ...others, [name]: value }))),
    [{}],
  );
}

interface Answered {
  data?: unknown;
  errors?: readonly { path?: readonly (string | number)[] | undefined }[] | undefined;
}

function errorPaths({ errors = [] }: Answered): string[] {
  return errors.map(({ path }) => JSON.stringify(path ?? null));
}

/** The path of the null that each error caused, without duplicates. */
function nulledPaths({ data, errors = [] }: Answered): string[] {
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

/** The router's last error log, its errors and its requests, for the message of a failed test. */
function describeAnswer({ errors = [], fetches }: Comparison, logs: readonly string[]): string {
  return [
    ...logs.filter((line) => line.includes('"level":"error"')).slice(-1),
    ...errors.map((error) => JSON.stringify(error)),
    ...fetches.map(({ subgraph, query, variables }) => `${subgraph}: ${query} ${JSON.stringify(variables)}`),
  ].join('\n');
}
