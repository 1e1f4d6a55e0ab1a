import { parseArgs } from 'node:util';
import { victims } from './victims.ts';
import type { Victim } from './victims.ts';

export interface Arguments {
  sample: boolean;
  /** What the choice and the grouping of cells derive from. */
  seed: number;
  /** The one victim to kill; all of them where it is left out. */
  only: Victim | undefined;
  /** The rows whose names contain one of these; all of them where there is none. */
  points: readonly string[];
}

export const usage = `npm run test:crash -- [--sample] [--seed <number>] [--only <process>] [--point <part of a row's name>]...
  --sample  some cells of every process, chosen by the seed, instead of all
  --seed    a whole number; left out, one is chosen and printed
  --only    one of ${victims.join(', ')}
  --point   such as "undo pay after-effect"`;

/** @throws Error where they make no sense */
export function parseArguments(given: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...given],
    options: {
      sample: { type: 'boolean', default: false },
      seed: { type: 'string' },
      only: { type: 'string' },
      point: { type: 'string', multiple: true, default: [] },
    },
  });
  const { sample, seed: givenSeed, only: givenVictim, point: points } = values;
  const seed = givenSeed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(givenSeed);
  if (!Number.isSafeInteger(seed))
    throw new Error(`expected a whole number as --seed, received ${givenSeed ?? ''}`);
  const only = victims.find((victim) => victim === givenVictim);
  if (only === undefined && givenVictim !== undefined) {
    throw new Error(`expected one of ${victims.join(', ')} as --only, received ${givenVictim}`);
  }
  return { sample, seed, only, points };
}
