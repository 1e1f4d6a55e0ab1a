import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { freePort, loopback } from '../../dev/ports.ts';
import type { Arguments } from './arguments.ts';
import { composeSupergraph } from './graph/subgraphs.ts';
import { queries, requestBody } from './graph/queries.ts';
import type { QueryName } from './graph/queries.ts';
import type { LoadOrder, LoadResult } from './load/main.ts';
import { cores, nextMessage, startNode } from './processes.ts';
import type { Started } from './processes.ts';
import type { StubNews } from './stubs/main.ts';
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

const startWithinMs = 60_000;

/**
 * Measures every target with every query, all targets once before any of them again.
 * @throws Error where a target does not answer, or not the same as the others
 */
export async function measure(given: Arguments, say: (line: string) => void): Promise<Measured[]> {
  const { plan } = given;
  const directory = await mkdtemp(join(tmpdir(), 'wayfare-bench-'));
  const stubs = startNode({
    ...{ core: cores.others, args: ['--import', 'tsx', 'bench/router/stubs/main.ts'], messages: true },
  });
  try {
    const { urls } = await nextMessage<StubNews>(stubs);
    const supergraphPath = join(directory, 'supergraph.graphql');
    await writeFile(supergraphPath, composeSupergraph(urls));
    const expected = new Map<QueryName, unknown>();
    const measured: Measured[] = [];
    for (let run = 1; run <= plan.runs; run += 1) {
      for (const target of plan.targets) {
        say(`${targets[target].title} (run ${run} of ${plan.runs})`);
        const found = await measureTarget({ given, stubs, urls, supergraphPath, target, run, expected });
        for (const one of found) say(lineOf(one));
        measured.push(...found);
      }
    }
    return measured;
  } finally {
    await stubs.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureTarget(options: {
  given: Arguments;
  stubs: Started;
  urls: StubNews['urls'];
  supergraphPath: string;
  target: TargetName;
  run: number;
  /** What the first target answered. */
  expected: Map<QueryName, unknown>;
}): Promise<Measured[]> {
  const { given, stubs, urls, supergraphPath, target, run, expected } = options;
  const { plan, profile } = given;
  const port = await freePort();
  const surroundings = { port, supergraphPath, subgraphUrls: urls };
  const { command, environment, cwd } = targets[target];
  if (profile !== null) await mkdir(profile, { recursive: true });
  const started = startNode({
    ...{ core: cores.underTest, cwd },
    args: [
      ...(profile === null ? [] : ['--import', new URL('profiler.js', import.meta.url).href]),
      ...command(surroundings),
    ],
    environment: {
      ...environment(surroundings),
      ...(profile === null ? {} : { PROFILE_PREFIX: join(resolve(profile), `${target}-${run}`) }),
    },
  });
  const url = `http://${loopback}:${port}/graphql`;
  const measured: Measured[] = [];
  try {
    await untilAnswering(started, url);
    for (const query of plan.queries) {
      const answer = await answerOf(url, query);
      compare(target, query, answer, expected);
      const before = await requestsOf(stubs);
      const result = await loadWith({
        ...{ url, body: requestBody(query), expected: answer, connections: plan.connections },
        ...{ warmUpSeconds: plan.warmUpSeconds, seconds: plan.seconds, signals: profile !== null },
        watched: { target: started.pid, stubs: stubs.pid },
      });
      const fetches = ((await requestsOf(stubs)) - before) / result.allRequests;
      measured.push({ ...result, target, query, run, fetches, answerBytes: Buffer.byteLength(answer) });
    }
    return measured;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${target}: ${reason}\n${started.lastWords()}${stubs.lastWords()}`, { cause: error });
  } finally {
    await started.stop();
  }
}

async function loadWith(order: LoadOrder): Promise<LoadResult> {
  const load = startNode({
    ...{ core: cores.others, args: ['--import', 'tsx', 'bench/router/load/main.ts'], messages: true },
  });
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

async function untilAnswering(started: Started, url: string): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  for (;;) {
    try {
      await answerOf(url, 'one');
      return;
    } catch (error) {
      if (started.child.exitCode !== null) throw new Error('it ended', { cause: error });
      if (Date.now() > deadline) throw error;
      await pause(100);
    }
  }
}

async function answerOf(url: string, query: QueryName): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: requestBody(query),
  });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${query}: expected status 200, received ${response.status}: ${text}`);
  return text;
}

/** @throws Error where an answer has errors, or is not what the targets before answered */
function compare(
  target: TargetName,
  query: QueryName,
  text: string,
  expected: Map<QueryName, unknown>,
): void {
  const answer = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (answer.errors !== undefined || typeof answer.data !== 'object') {
    throw new Error(`${query}: expected data alone, received ${text.slice(0, 1_000)}`);
  }
  if (!expected.has(query)) expected.set(query, answer.data);
  if (!isDeepStrictEqual(answer.data, expected.get(query))) {
    throw new Error(`${query}: ${target} answered otherwise than others: ${text.slice(0, 1_000)}`);
  }
}

function lineOf({
  query,
  requests,
  seconds,
  milliseconds,
  cores: used,
  fetches,
  peakMemoryBytes,
}: Measured): string {
  const perSecond = requests / seconds;
  const percent = (part: number) => `${(part * 100).toFixed(0)}%`;
  return [
    `  ${queries[query].title}: ${perSecond.toFixed(0)}/s`,
    `p50 ${milliseconds.p50.toFixed(1)} p99 ${milliseconds.p99.toFixed(1)} ms`,
    ...(used === null
      ? []
      : [
          `cpu ${percent(used.target)}, stubs ${percent(used.stubs)}, load ${percent(used.load)}`,
          `${((used.target / perSecond) * 1_000_000).toFixed(0)} µs of cpu each`,
        ]),
    `${fetches.toFixed(2)} fetches`,
    ...(peakMemoryBytes === null ? [] : [`${(peakMemoryBytes / 1024 ** 2).toFixed(0)} MiB`]),
  ].join(', ');
}
