import { parseArgs } from 'node:util';
import { queryNames } from './graph/queries.ts';
import type { QueryName } from './graph/queries.ts';
import { targetNames } from './targets.ts';
import type { TargetName } from './targets.ts';

/** What is measured, and for how long. */
export interface Plan {
  targets: readonly TargetName[];
  queries: readonly QueryName[];
  connections: number;
  warmUpSeconds: number;
  seconds: number;
  runs: number;
}

export interface Arguments {
  plan: Plan;
  /** Where the figures are written; null where they are only printed. */
  out: string | null;
  /** Where processor profiles of the targets are written; null for none. */
  profile: string | null;
}

export const usage = `npm run bench:router -- [--targets <names>] [--queries <names>] [--seconds <number>] [--runs <number>]
    [--warm-up <number>] [--connections <number>] [--profile <directory>] [--out <directory>]
  --targets      of ${targetNames.join(',')}
  --queries      of ${queryNames.join(',')}
  --seconds      how long requests are counted in each run (10)
  --warm-up      how long requests are sent before they are counted (5)
  --runs         how often each is measured, in a process of its own; the median counts (3)
  --connections  how many clients ask at once (32)
  --profile      writes a processor profile of each target and query there, which slows the targets
  --out          where router.md, router.json and router.svg are written: bench/results where everything is
                 measured, nowhere where only a part of it is`;

/** @throws Error where they make no sense */
export function parseArguments(given: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...given],
    options: {
      targets: { type: 'string', default: targetNames.join(',') },
      queries: { type: 'string', default: queryNames.join(',') },
      seconds: { type: 'string', default: '10' },
      'warm-up': { type: 'string', default: '5' },
      runs: { type: 'string', default: '3' },
      connections: { type: 'string', default: '32' },
      profile: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const plan: Plan = {
    targets: namesOf('targets', values.targets, targetNames),
    queries: namesOf('queries', values.queries, queryNames),
    connections: wholeNumber('connections', values.connections, 1_000),
    warmUpSeconds: wholeNumber('warm-up', values['warm-up'], 600),
    seconds: wholeNumber('seconds', values.seconds, 600),
    runs: wholeNumber('runs', values.runs, 100),
  };
  const whole = values.profile === undefined && given.every((argument) => argument.startsWith('--out'));
  return { plan, out: values.out ?? (whole ? 'bench/results' : null), profile: values.profile ?? null };
}

function namesOf<T extends string>(option: string, given: string, known: readonly T[]): T[] {
  return given.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (found === undefined)
      throw new Error(`expected of ${known.join(',')} as --${option}, received ${name}`);
    return found;
  });
}

function wholeNumber(option: string, given: string, most: number): number {
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Error(`expected a whole number up to ${most} as --${option}, received ${given}`);
}
