import { parseArgs } from 'node:util';
import { queryNames } from './graph/queries.ts';
import type { QueryName } from './graph/queries.ts';
import { targetNames } from './targets.ts';
import type { TargetName } from './targets.ts';

/** The targets and queries to measure, and for how long. */
export interface Plan {
  targets: readonly TargetName[];
  queries: readonly QueryName[];
  connections: number;
  warmUpSeconds: number;
  seconds: number;
  runs: number;
  /** Before each response of a subgraph. */
  latencyMs: number;
  /** True when each request has the access token of another user. */
  tokens: boolean;
  /** True when all clients connect and ask at once, without warm-up. */
  burst: boolean;
}

export interface Arguments {
  plan: Plan;
  /** The directory for the results; null to print them only. */
  out: string | null;
  /** Of the result files, without extension. */
  name: string;
  /** The directory for processor profiles of the targets; null for no profiles. */
  profile: string | null;
}

export const usage = `npm run bench:router -- [--targets <names>] [--queries <names>] [--seconds <number>] [--runs <number>]
    [--warm-up <number>] [--connections <number>] [--latency <number>] [--tokens] [--burst] [--profile <directory>] [--out <directory>]
    [--name <name>]
  --targets      of ${targetNames.join(',')}
  --queries      of ${queryNames.join(',')}
  --seconds      seconds to count requests in each run (10)
  --warm-up      seconds to send requests before they are counted (5)
  --runs         runs of each target, each in a new process; the median counts (3)
  --connections  concurrent clients (32)
  --latency      milliseconds before each response of a subgraph (0)
  --tokens       the access token of another user in each request, so that nothing can be shared; Wayfare verifies it
  --burst        all clients connect and ask at once, without warm-up; refusals and wrong answers are counted
  --profile      directory for a processor profile of each target and query; profiling slows the targets
  --out          directory for router.md, router.json and router.svg; by default bench/results for a whole
                 measurement, none for a part of it
  --name         of these files, without extension (router)`;

/** @throws Error for invalid arguments */
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
      latency: { type: 'string', default: '0' },
      tokens: { type: 'boolean', default: false },
      burst: { type: 'boolean', default: false },
      profile: { type: 'string' },
      out: { type: 'string' },
      name: { type: 'string', default: 'router' },
    },
  });
  const plan: Plan = {
    targets: namesOf('targets', values.targets, targetNames),
    queries: namesOf('queries', values.queries, queryNames),
    connections: wholeNumber('connections', values.connections, 1_000),
    warmUpSeconds: wholeNumber('warm-up', values['warm-up'], 600),
    seconds: wholeNumber('seconds', values.seconds, 600),
    runs: wholeNumber('runs', values.runs, 100),
    latencyMs: wholeNumber('latency', values.latency, 10_000, 0),
    tokens: values.tokens,
    burst: values.burst,
  };
  const whole = values.profile === undefined && given.every((argument) => argument.startsWith('--out'));
  const out = values.out ?? (whole ? 'bench/results' : null);
  return { plan, out, name: values.name, profile: values.profile ?? null };
}

function namesOf<T extends string>(option: string, given: string, known: readonly T[]): T[] {
  return given.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (found === undefined)
      throw new Error(`Invalid --${option} ${name}: expected names of ${known.join(',')}.`);
    return found;
  });
}

function wholeNumber(option: string, given: string, max: number, min = 1): number {
  const number = Number(given);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new Error(`Invalid --${option} ${given}: expected a whole number from ${min} to ${max}.`);
}
