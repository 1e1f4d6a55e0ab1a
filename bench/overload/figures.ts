import { distributionOf } from '../statistics.ts';
import type { Fate } from './fate.ts';
import type { LoadResult, RequestResult } from './load.ts';
import { kinds } from './requests.ts';
import type { Kind } from './requests.ts';
import type { CoreUse } from './world.ts';

/** The answers at a multiple of the sustainable rate. */
export interface Point {
  times: number;
  offeredPerSecond: number;
  /** Right answers a second that came before their client left. */
  goodPerSecond: number;
  /** Shares of the requests. */
  fates: Readonly<Record<Fate, number>>;
  /** Of each kind, the requests and the share with a right answer in time. */
  kinds: Readonly<Record<Kind, { requests: number; answered: number }>>;
  /** Of right answers, in milliseconds. */
  p50: number;
  p99: number;
  clients: { coreUse: number; lateMs: number };
  processes: CoreUse;
}

/** The first seconds of a rate are not counted. */
const settlingMs = 2_000;

export function pointOf(
  times: number,
  seconds: number,
  { results: all, coreUse, lateMs, processes }: LoadResult & { processes: CoreUse },
): Point {
  const results = all.filter(({ dueMs }) => dueMs >= settlingMs);
  const countedSeconds = seconds - settlingMs / 1_000;
  const good = results.filter(({ fate }) => fate === 'answered');
  const { p50, p99 } = distributionOf(good.length === 0 ? [0] : good.map(({ milliseconds }) => milliseconds));
  return {
    ...{
      times,
      offeredPerSecond: results.length / countedSeconds,
      goodPerSecond: good.length / countedSeconds,
    },
    fates: {
      answered: shareOf('answered', results),
      refused: shareOf('refused', results),
      left: shareOf('left', results),
      failed: shareOf('failed', results),
    },
    kinds: Object.fromEntries(
      kinds.map((kind) => {
        const of = results.filter((result) => result.kind === kind);
        return [kind, { requests: of.length, answered: shareOf('answered', of) }];
      }),
    ) as Point['kinds'],
    ...{ p50, p99, clients: { coreUse, lateMs }, processes },
  };
}

export function shareOf(fate: Fate, of: readonly RequestResult[]): number {
  return of.filter((result) => result.fate === fate).length / Math.max(1, of.length);
}

/** A second is good if 95 % of its requests are answered. */
const goodShare = 0.95;

/** The seconds until all later ones are good; null if the last one is not. */
export function recoveryOf(results: readonly RequestResult[], seconds: number): number | null {
  const isGood = (second: number) => {
    const due = results.filter(({ dueMs }) => Math.floor(dueMs / 1_000) === second);
    return shareOf('answered', due) >= goodShare;
  };
  let recovered = seconds;
  while (recovered > 0 && isGood(recovered - 1)) recovered -= 1;
  return recovered === seconds ? null : recovered;
}

/** True if a rate is sustainable: 99 % are answered, and 95 % of the answers take a quarter of a client's patience at most. */
export function isSustainable(results: readonly RequestResult[], patienceMs: number): boolean {
  const good = results.filter(({ fate }) => fate === 'answered');
  const quick = good.filter(({ milliseconds }) => milliseconds <= patienceMs / 4);
  return good.length >= results.length * 0.99 && quick.length >= good.length * 0.95;
}
