import { distributionOf, rounded } from '../statistics.ts';
import { runLoad } from './load.ts';
import type { LoadRequest, LoadResult } from './load.ts';

export interface Plan {
  calibrationSeconds: number;
  /** Of each rate. */
  seconds: number;
  /** A client waits for so long. */
  patienceMs: number;
}

/** The goodput at a multiple of the sustainable rate: requests that were answered before their client left. */
export interface Point {
  times: number;
  offeredPerSecond: number;
  goodPerSecond: number;
  /** Of the mutations, the share that was answered in time. */
  mutationShare: number;
  refusedShare: number;
  leftShare: number;
  failedShare: number;
  p50: number;
  p99: number;
}

export interface Figures {
  sustainablePerSecond: number;
  points: Point[];
  /** The goodput at ten times the rate, as a share of the best. */
  atTenTimes: number;
  /** After ten times the rate, at the sustainable rate; null if it does not recover. */
  recoverySeconds: number | null;
}

const multiples = [1, 2, 5, 10];
/** The first seconds of a rate are not counted. */
const settlingMs = 2_000;
const recoveredShare = 0.9;
const recoverySeconds = 20;
const growth = 1.25;
const firstPerSecond = 20;
const maxRounds = 25;

export async function measure(
  world: { routerPort: number; next: () => LoadRequest },
  { calibrationSeconds, seconds, patienceMs }: Plan,
  print: (line: string) => void,
): Promise<Figures> {
  const { routerPort: port, next } = world;
  const load = (perSecond: number, during: number) =>
    runLoad({ port, perSecond, seconds: during, patienceMs, next });

  async function findSustainable(): Promise<number> {
    let sustainable = firstPerSecond;
    for (let round = 0; round < maxRounds; round += 1) {
      const rate = sustainable * growth;
      const results = await load(rate, calibrationSeconds);
      const good = results.filter(({ fate }) => fate === 'answered');
      print(`  ${Math.round(rate)} a second: ${rounded((100 * good.length) / results.length)} % answered`);
      const late = good.filter(({ milliseconds }) => milliseconds > patienceMs / 4).length;
      if (good.length < results.length * 0.99 || late > good.length * 0.05) return sustainable;
      sustainable = rate;
    }
    return sustainable;
  }

  print('looking for the sustainable rate');
  await load(firstPerSecond, calibrationSeconds);
  const sustainablePerSecond = await findSustainable();
  const points: Point[] = [];
  for (const times of multiples) {
    print(`${times} × ${Math.round(sustainablePerSecond)} a second`);
    points.push(pointOf(times, await load(times * sustainablePerSecond, seconds), seconds));
  }
  print('recovery');
  const after = await load(sustainablePerSecond, recoverySeconds);
  const best = Math.max(...points.map(({ goodPerSecond }) => goodPerSecond));
  return {
    sustainablePerSecond,
    points,
    atTenTimes: (points.at(-1)?.goodPerSecond ?? 0) / best,
    recoverySeconds: recoveryOf(after, sustainablePerSecond),
  };
}

function pointOf(times: number, all: readonly LoadResult[], seconds: number): Point {
  const results = all.filter(({ dueMs }) => dueMs >= settlingMs);
  const countedSeconds = seconds - settlingMs / 1_000;
  const shareOf = (fate: LoadResult['fate'], of = results) =>
    of.filter((result) => result.fate === fate).length / Math.max(1, of.length);
  const good = results.filter(({ fate }) => fate === 'answered');
  const { p50, p99 } = distributionOf(good.length === 0 ? [0] : good.map(({ milliseconds }) => milliseconds));
  return {
    times,
    offeredPerSecond: results.length / countedSeconds,
    goodPerSecond: good.length / countedSeconds,
    mutationShare: shareOf(
      'answered',
      results.filter(({ kind }) => kind === 'mutation'),
    ),
    ...{ refusedShare: shareOf('refused'), leftShare: shareOf('left'), failedShare: shareOf('failed') },
    ...{ p50, p99 },
  };
}

/** The first second from which nearly all requests of a second are answered. */
function recoveryOf(results: readonly LoadResult[], perSecond: number): number | null {
  const good = Array.from({ length: recoverySeconds }, () => 0);
  for (const { fate, dueMs } of results) {
    const second = Math.floor(dueMs / 1_000);
    if (fate === 'answered') good[second] = (good[second] ?? 0) + 1;
  }
  const first = good.findIndex((count) => count >= perSecond * recoveredShare);
  return first === -1 ? null : first;
}
