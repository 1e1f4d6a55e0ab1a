import { rounded } from '../statistics.ts';
import { isSustainable, pointOf, recoveryOf, shareOf } from './figures.ts';
import type { Point } from './figures.ts';
import type { LoadResult } from './load.ts';
import type { World } from './world.ts';

export interface Plan {
  calibrationSeconds: number;
  /** Of each rate. */
  seconds: number;
  recoverySeconds: number;
  /** A client waits for so long. */
  patienceMs: number;
}

export interface Figures {
  points: Point[];
  /** The goodput at ten times the rate, as a share of the best. */
  atTenTimes: number;
  /** After ten times the rate, at half the rate; null if it does not recover. */
  recoverySeconds: number | null;
}

type Load = (perSecond: number, seconds: number) => Promise<LoadResult & Awaited<ReturnType<World['load']>>>;

const multiples = [1, 2, 5, 10];
const firstPerSecond = 50;
/** V8 has then compiled what runs for each request. */
const warmUp = { perSecond: 100, seconds: 15 };
/** Of the sustainable rate. */
const precision = 0.08;

/**
 * The highest rate at which nearly all requests are answered quickly: it is doubled, then bisected. It is lowered until it
 * holds for as long as it is measured.
 */
export async function findSustainable(
  world: World,
  plan: Plan,
  print: (line: string) => void,
): Promise<number> {
  const load = loadOf(world, plan);
  await load(warmUp.perSecond, warmUp.seconds);
  async function sustains(rate: number, seconds = plan.calibrationSeconds): Promise<boolean> {
    const { results, failures } = await load(rate, seconds);
    print(`  ${Math.round(rate)} a second: ${rounded(100 * shareOf('answered', results))} % answered`);
    for (const failure of failures) print(`    ${failure}`);
    return isSustainable(results, plan.patienceMs);
  }
  let highest = firstPerSecond;
  while (await sustains(highest * 2)) highest *= 2;
  let tooHigh = highest * 2;
  while (tooHigh / highest > 1 + precision) {
    const middle = (highest + tooHigh) / 2;
    if (await sustains(middle)) highest = middle;
    else tooHigh = middle;
  }
  while (!(await sustains(highest, plan.seconds))) highest *= 1 - precision;
  return highest;
}

export async function measure(
  world: World,
  plan: Plan,
  sustainablePerSecond: number,
  print: (line: string) => void,
): Promise<Figures> {
  const load = loadOf(world, plan);
  await load(warmUp.perSecond, warmUp.seconds);
  const points: Point[] = [];
  for (const times of multiples) {
    print(`${times} × ${Math.round(sustainablePerSecond)} a second`);
    const result = await load(times * sustainablePerSecond, plan.seconds);
    for (const failure of result.failures) print(`  ${failure}`);
    points.push(pointOf(times, plan.seconds, result));
  }
  print('recovery');
  const after = await load(sustainablePerSecond / 2, plan.recoverySeconds);
  const best = Math.max(...points.map(({ goodPerSecond }) => goodPerSecond));
  return {
    points,
    atTenTimes: (points.at(-1)?.goodPerSecond ?? 0) / best,
    recoverySeconds: recoveryOf(after.results, plan.recoverySeconds),
  };
}

function loadOf(world: World, { patienceMs }: Plan): Load {
  return (perSecond, seconds) => world.load(perSecond, seconds, patienceMs);
}
