import { parseArgs } from 'node:util';
import { victims } from './victims.ts';
import type { Victim } from './victims.ts';

export interface Arguments {
  sample: boolean;
  /** The selection and the grouping of cells derive from it. */
  seed: number;
  /** The only victim to kill; all by default. */
  only: Victim | undefined;
  /** Parts of row names to select; all rows by default. */
  points: readonly string[];
}

export const usage = `npm run test:crash -- [--sample] [--seed <number>] [--only <process>] [--point <part of a row's name>]...
  --sample  a selection of cells of every victim, by the seed, instead of all
  --seed    a whole number; random by default, and printed
  --only    one of ${victims.join(', ')}
  --point   such as "undo pay after-effect"`;

/** @throws Error for invalid arguments */
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
    throw new Error(`expected ${victims.join(' or ')} as --only, received ${givenVictim}`);
  }
  return { sample, seed, only, points };
}
