import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { ConformanceGraph } from '../../conformance/support/graph.ts';
import { prepareGraph } from '../../conformance/support/prepare-graph.ts';
import { subgraphResolvers } from '../../conformance/support/subgraph-resolvers.ts';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../kit/fake-subgraph.ts';
import { requestOf } from '../support/documents.ts';
import type { Request } from '../support/documents.ts';
import { knownOf } from '../support/known.ts';
import { minimal } from '../support/minimal.ts';
import { composingGraph } from './random-graph.ts';
import type { FuzzArguments } from './arguments.ts';
import { compareAnswers, findings } from './compare.ts';
import type { Finding } from './compare.ts';
import { startGateway } from './gateway-process.ts';
import type { Answer, Gateway } from './gateway-process.ts';

/** Operations that a gateway executes at the same time. */
const concurrency = 8;
const maxTries = 2;
/** To shrink a request. */
const maxAttempts = 200;

/** The smallest request that shows a finding. */
export interface Example {
  finding: Finding;
  graphSeed: number;
  operationSeed: number;
  request: Request;
  expected: unknown;
  answer: Answer;
}

export interface FuzzResult {
  graphs: number;
  operations: number;
  counts: Record<Finding, number>;
  /** The first of each finding. */
  examples: Example[];
  /** The number of refusals by their first message. */
  refusals: Map<string, number>;
}

interface Found {
  operationSeed: number;
  request: Request;
}

type Prepared = ReturnType<typeof prepareGraph>;

/** The graph under test: the seed that composed, its oracle, and where the gateway finds it. */
interface Served extends Prepared {
  seed: number;
  gateway: Gateway;
  close(): Promise<void>;
}

/**
 * Asks a gateway operations on random graphs, and compares its answers with the oracle's.
 * @param print receives a line for each graph
 * @param signal ends the run after the current graph
 */
export async function fuzzGateway(
  options: FuzzArguments,
  print: (line: string) => void,
  signal?: AbortSignal,
): Promise<FuzzResult> {
  const counts = Object.fromEntries(findings.map((finding) => [finding, 0])) as Record<Finding, number>;
  const result: FuzzResult = { graphs: 0, operations: 0, counts, examples: [], refusals: new Map() };
  for (let seed = options.seed; result.graphs < options.graphs && signal?.aborted !== true; seed += 1) {
    const graph = composingGraph(seed);
    if (graph === null) continue;
    result.graphs += 1;
    const served = await serve(graph, seed, options);
    try {
      await fuzzGraph(served, options, result);
    } finally {
      await served.close();
    }
    const found = findings.slice(1).map((finding) => `${counts[finding]} ${finding}`);
    print(`graph ${result.graphs} of ${options.graphs} (seed ${seed}): so far ${found.join(', ')}`);
  }
  return result;
}

async function fuzzGraph(served: Served, { operations }: FuzzArguments, result: FuzzResult): Promise<void> {
  const { oracle, model, seed } = served;
  const known = await knownOf(oracle.schema, (query) => oracle.execute(query, model.createWorld()));
  const shortest = new Map<Finding, Found>();
  for (let from = 0; from < operations; from += concurrency) {
    const together = Array.from({ length: Math.min(concurrency, operations - from) }, async (_, at) => {
      const operationSeed = seed * 10_000 + from + at;
      const request = requestOf(oracle.schema, known, operationSeed);
      return { operationSeed, request, asked: await askBoth(served, request) };
    });
    for (const { asked, ...found } of await Promise.all(together)) {
      if (asked === null) continue;
      const { finding, answer } = asked;
      result.operations += 1;
      result.counts[finding] += 1;
      if (finding === 'refused') {
        const reason = String(answer.errors?.[0]?.message);
        result.refusals.set(reason, (result.refusals.get(reason) ?? 0) + 1);
      }
      const length = shortest.get(finding)?.request.query.length ?? Infinity;
      if (found.request.query.length < length) shortest.set(finding, found);
    }
  }
  for (const [finding, found] of shortest) {
    const isKnown = result.examples.some((example) => example.finding === finding);
    if (finding !== 'right' && !isKnown) result.examples.push(await smallestExample(served, found, finding));
  }
}

/** Shrinks a request until no part can be removed, or for a limited number of attempts. */
async function smallestExample(
  served: Served,
  { operationSeed, request }: Found,
  finding: Finding,
): Promise<Example> {
  let attempts = 0;
  const smallest = await minimal(served.oracle.schema, request, async (smaller) => {
    attempts += 1;
    return attempts <= maxAttempts && (await askBoth(served, smaller))?.finding === finding;
  });
  const { expected, answer } = (await askBoth(served, smallest)) ?? { expected: undefined, answer: {} };
  return { finding, graphSeed: served.seed, operationSeed, request: smallest, expected, answer };
}

/**
 * Asks again where the answer is not right: a lost connection or a busy machine is not a finding.
 * @returns null for a request that the oracle refuses, or answers with errors
 */
async function askBoth(
  { oracle, model, gateway }: Served,
  request: Request,
): Promise<{ finding: Finding; expected: unknown; answer: Answer } | null> {
  const { query, variables, operationName } = request;
  const { data: expected, errors } = await oracle.ask(query, variables, operationName, model.createWorld());
  if (expected === undefined || errors !== undefined) return null;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await gateway.ask(request).catch((error: unknown): Answer => ({
      errors: [{ message: String(error) }],
    }));
    const finding = compareAnswers(expected, answer);
    if (finding === 'right' || attempt === maxTries) return { finding, expected, answer };
  }
}

async function serve(graph: ConformanceGraph, seed: number, options: FuzzArguments): Promise<Served> {
  const prepared = prepareGraph(graph);
  const { model } = prepared;
  const world = model.createWorld();
  const subgraphs = await Promise.all(
    Object.entries(graph.subgraphs).map(([name, typeDefs]) =>
      startFakeSubgraph({
        ...{ name, typeDefs, context: () => world },
        // A subgraph ignores fields of a representation that it has no use for.
        ...subgraphResolvers(model, name, () => undefined, { allowsMoreFields: true }),
      }),
    ),
  );
  const directory = await mkdtemp(join(tmpdir(), 'wayfare-fuzz-'));
  const supergraph = join(directory, 'supergraph.graphql');
  await writeFile(supergraph, compose(subgraphs));
  const close = async () => {
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const gateway = await startGateway({ ...options, supergraph });
    return {
      ...{ ...prepared, seed, gateway },
      async close() {
        await gateway.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function compose(subgraphs: readonly FakeSubgraph[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, typeDefs, url }) => ({ name, url, typeDefs: parse(typeDefs) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
