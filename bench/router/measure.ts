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
import type { Started } from './processes.ts';
import { writeSummary } from './profile.ts';
import type { StubNews } from './stubs/main.ts';
import { lineOf } from './tables.ts';
import { targets } from './targets.ts';
import type { TargetName } from './targets.ts';

/** What one run of one query against one target came to. */
export interface Measured extends LoadResult {
  target: TargetName;
  query: QueryName;
  run: number;
  /** Requests to subgraphs for one answer. */
  fetches: number;
  answerBytes: number;
}

/** What all targets are measured over. */
interface World {
  given: Arguments;
  stubs: Started;
  urls: StubNews['urls'];
  supergraphPath: string;
  compare: (query: QueryName, answer: string) => void;
  say: (line: string) => void;
}

/**
 * Measures every target with every query, all targets once before any of them again.
 * @throws Error where a target does not answer, or not the same as the others
 */
export async function measure(given: Arguments, say: (line: string) => void): Promise<Measured[]> {
  const { targets: names, runs } = given.plan;
  const directory = await mkdtemp(join(tmpdir(), 'wayfare-bench-'));
  const stubs = startOther('bench/router/stubs/main.ts');
  try {
    const { urls } = await nextMessage<StubNews>(stubs);
    const supergraphPath = join(directory, 'supergraph.graphql');
    await writeFile(supergraphPath, composeSupergraph(urls));
    const world: World = { given, stubs, urls, supergraphPath, compare: createComparison(), say };
    const measured: Measured[] = [];
    for (let run = 1; run <= runs; run += 1) {
      for (const target of names) {
        say(`${targets[target].title} (run ${run} of ${runs})`);
        measured.push(...(await measureTarget(world, target, run)));
      }
    }
    return measured;
  } finally {
    await stubs.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** One target, in a process of its own, with one query after another. */
async function measureTarget(world: World, target: TargetName, run: number): Promise<Measured[]> {
  const { given, stubs, compare, say } = world;
  const { plan, profile } = given;
  const port = await freePort();
  const profiles = await profilesOf(given, target, run);
  const started = startUnderTest(world, target, port, profiles);
  const url = `http://${loopback}:${port}/graphql`;
  const measured: Measured[] = [];
  try {
    await untilAnswering(started, url);
    for (const query of plan.queries) {
      const answer = await ask(url, query);
      compare(query, answer);
      const before = await requestsOf(stubs);
      const result = await loadWith({
        ...{ url, body: requestBody(query), expected: answer, connections: plan.connections },
        ...{ warmUpSeconds: plan.warmUpSeconds, seconds: plan.seconds, signals: profile !== null },
        watched: { target: started.pid, stubs: stubs.pid, cores: canPin ? cores : null },
      });
      const fetches = ((await requestsOf(stubs)) - before) / result.allRequests;
      checkFetches(target, query, fetches);
      const one = { ...result, target, query, run, fetches, answerBytes: Buffer.byteLength(answer) };
      say(lineOf(one));
      measured.push(one);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${target}: ${reason}\n${started.lastWords()}${stubs.lastWords()}`, { cause: error });
  } finally {
    await started.stop();
  }
  await Promise.all(profiles.map(writeSummary));
  return measured;
}

/** @throws Error where a target that shares nothing asked subgraphs more or less than the plan says */
function checkFetches(target: TargetName, query: QueryName, fetches: number): void {
  const expected = queries[query].fetches;
  if (targets[target].shares || Math.abs(fetches - expected) < 0.01) return;
  throw new Error(`${query}: expected ${expected} requests to subgraphs for an answer, received ${fetches}`);
}

/** Where the profiles of a target go, one for each query. */
async function profilesOf({ plan, profile }: Arguments, target: TargetName, run: number): Promise<string[]> {
  if (profile === null) return [];
  await mkdir(profile, { recursive: true });
  return plan.queries.map((query) => resolve(profile, `${target}-${query}-${run}.cpuprofile`));
}

function startUnderTest(
  { urls, supergraphPath }: World,
  target: TargetName,
  port: number,
  profiles: readonly string[],
): Started {
  const { command, environment, cwd } = targets[target];
  const surroundings = { port, supergraphPath, subgraphUrls: urls };
  const profiled = profiles.length > 0;
  return startNode({
    ...{ core: cores.underTest, cwd },
    args: [
      ...(profiled ? ['--import', new URL('profiler.js', import.meta.url).href] : []),
      ...command(surroundings),
    ],
    environment: {
      ...environment(surroundings),
      ...(profiled ? { PROFILE_PATHS: JSON.stringify(profiles) } : {}),
    },
  });
}

/** What shares the other core: the stubs, and those who ask. */
function startOther(entry: string): Started {
  return startNode({ core: cores.others, args: ['--import', 'tsx', entry], messages: true });
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

async function requestsOf(stubs: Started): Promise<number> {
  stubs.child.send('how many?');
  return (await nextMessage<StubNews>(stubs)).requests;
}
