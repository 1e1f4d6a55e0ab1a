import { parseArgs } from 'node:util';
import { attacks } from './corpus.ts';

export interface Arguments {
  sample: boolean;
  /** Writes the table into docs/attacks.md: of a whole run. */
  write: boolean;
  /** Does not repeat an attack that broke a promise. */
  once: boolean;
  /** The order of the attacks derives from it. */
  seed: number;
  /** Parts of names or classes to select; all attacks by default. */
  only: readonly string[];
}

export const usage = `npm run test:attacks -- [--sample | --write] [--once] [--seed <number>] [--only <part of a name or class>]...
  --sample  some attacks of every class, instead of all
  --write   write the table into docs/attacks.md
  --once    do not repeat an attack that broke a promise
  --seed    a whole number, for the order; random by default, and printed
  --only    such as "comments" or "planning"`;

/** @throws Error for invalid arguments */
export function parseArguments(given: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...given],
    options: {
      sample: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      seed: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const { sample, write, once, seed: givenSeed, only } = values;
  const seed = givenSeed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(givenSeed);
  if (!Number.isSafeInteger(seed))
    throw new Error(`expected a whole number as --seed, received ${givenSeed ?? ''}`);
  const unknown = only.find((part) => !attacks.some((attack) => isNamed(attack, part)));
  if (unknown !== undefined) {
    const names = attacks.map(({ name }) => name).join('; ');
    throw new Error(`expected a part of one of these names as --only, received ${unknown}: ${names}`);
  }
  if (write && (sample || only.length > 0))
    throw new Error('--write is for a whole run: leave out --sample and --only');
  return { sample, write, once, seed, only };
}

export function isNamed(attack: { name: string; class: string }, part: string): boolean {
  return attack.name.includes(part) || attack.class.includes(part);
}
