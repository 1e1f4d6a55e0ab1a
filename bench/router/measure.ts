import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, loopback } from '../../dev/ports.ts';
import type { Arguments } from './arguments.ts';
import { ask, createComparison, untilAnswering } from './ask.ts';
import { composeSupergraph } from './graph/subgraphs.ts';
import { queries, requestBody } from './graph/queries.ts';
import type { QueryName } from './graph/queries.ts';
import type { LoadOrder, LoadResult } from './load/main.ts';
import { canPin, cores, nextMessage, startNode } from './processes.ts';
import type { StartedProcess } from './processes.ts';
import { writeSummary } from './profile.ts';
import type { StubReport } from './stubs/main.ts';
import type { Measurement } from './measurement.ts';
import { lineOf } from './tables.ts';
import { targets } from './targets.ts';
import type { TargetName } from './targets.ts';
import { signTokens } from './tokens.ts';

/** Shared by the measurements of all targets. */
interface World {
  given: Arguments;
  stubs: StartedProcess;
  urls: StubReport['urls'];
  supergraphPath: string;
  jwksPath: string | null;
  /** Access tokens; null where clients send none. */
  tokens: readonly string[] | null;
  compare: (query: QueryName, answer: string) => void;
  print: (line: string) => void;
}

/**
 * Measures every target with every query. Each run measures all targets once.
 * @throws Error where a target does not answer, or its answer differs from the first target's
 */
export async function measure(given: Arguments, print: (line: string) => void): Promise<Measurement[]> {
  const { targets: names, runs, latencyMs } = given.plan;
  const directory = await mkdtemp(join(tmpdir(), 'wayfare-bench-'));
  const stubs = startOther('bench/router/stubs/main.ts', String(latencyMs));
  try {
    const { urls } = await nextMessage<StubReport>(stubs);
    const supergraphPath = join(directory, 'supergraph.graphql');
    await writeFile(supergraphPath, composeSupergraph(urls));
    const jwksPath = given.plan.tokens ? join(directory, 'jwks.json') : null;
    const tokens = jwksPath === null ? null : await signTokens(jwksPath);
    const world: World = {
      ...{ given, stubs, urls, supergraphPath, jwksPath, tokens, compare: createComparison(), print },
    };
    const measured: Measurement[] = [];
    for (let run = 1; run <= runs; run += 1) {
      for (const target of names) {
        print(`${targets[target].title} (run ${run} of ${runs})`);
        measured.push(...(await measureTarget(world, target, run)));
      }
    }
    return measured;
  } finally {
    await stubs.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Measures a target in a new process, query by query. */
async function measureTarget(world: World, target: TargetName, run: number): Promise<Measurement[]> {
  const { given, stubs, tokens, compare, print } = world;
  const { plan, profile } = given;
  const port = await freePort();
  const profiles = await profilesOf(given, target, run);
  const started = startUnderTest(world, target, port, profiles);
  const url = `http://${loopback}:${port}/graphql`;
  const measured: Measurement[] = [];
  try {
    await untilAnswering(started, url);
    for (const query of plan.queries) {
      const answer = await ask(url, query);
      compare(query, answer);
      const before = await requestsOf(stubs);
      const result = await loadWith({
        ...{ url, body: requestBody(query), expected: answer },
        ...{ connections: plan.connections, tokens, burst: plan.burst },
        ...{ warmUpSeconds: plan.burst ? 0 : plan.warmUpSeconds, seconds: plan.seconds },
        signals: profile !== null,
        watched: { target: started.pid, stubs: stubs.pid, cores: canPin ? cores : null },
      });
      const fetches = ((await requestsOf(stubs)) - before) / result.allRequests;
      if (!plan.burst) checkFetches(target, query, fetches);
      const one = { ...result, target, query, run, fetches, answerBytes: Buffer.byteLength(answer) };
      print(lineOf(one));
      measured.push(one);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${target}: ${reason}\n${started.lastOutput()}${stubs.lastOutput()}`, { cause: error });
  } finally {
    await started.stop();
  }
  await Promise.all(profiles.map(writeSummary));
  return measured;
}

/** @throws Error where a target without deduplication sends more or fewer requests than its plan has fetches */
function checkFetches(target: TargetName, query: QueryName, fetches: number): void {
  const expected = queries[query].fetches;
  if (targets[target].shares || Math.abs(fetches - expected) < 0.01) return;
  throw new Error(`${query}: expected ${expected} subgraph requests for an answer, received ${fetches}`);
}

/** The path of a target's profile for each query. */
async function profilesOf({ plan, profile }: Arguments, target: TargetName, run: number): Promise<string[]> {
  if (profile === null) return [];
  await mkdir(profile, { recursive: true });
  return plan.queries.map((query) => resolve(profile, `${target}-${query}-${run}.cpuprofile`));
}

function startUnderTest(
  { urls, supergraphPath, jwksPath }: World,
  target: TargetName,
  port: number,
  profiles: readonly string[],
): StartedProcess {
  const { command, environment, cwd } = targets[target];
  const options = { port, supergraphPath, subgraphUrls: urls, jwksPath };
  const profiled = profiles.length > 0;
  return startNode({
    ...{ core: cores.underTest, cwd },
    args: [
      ...(profiled ? ['--import', new URL('profiler.js', import.meta.url).href] : []),
      ...command(options),
    ],
    environment: {
      ...environment(options),
      ...(profiled ? { PROFILE_PATHS: JSON.stringify(profiles) } : {}),
    },
  });
}

/** Starts the stubs or the load on their core. */
function startOther(entry: string, ...args: string[]): StartedProcess {
  return startNode({ core: cores.others, args: ['--import', 'tsx', entry, ...args], messages: true });
}

async function loadWith(order: LoadOrder): Promise<LoadResult> {
  const load = startOther('bench/router/load/main.ts');
  try {
    load.child.send(order);
    const answer = await nextMessage<{ result: LoadResult } | { error: string }>(load);
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  } finally {
    await load.stop();
  }
}

async function requestsOf(stubs: StartedProcess): Promise<number> {
  stubs.child.send('how many?');
  return (await nextMessage<StubReport>(stubs)).requests;
}
