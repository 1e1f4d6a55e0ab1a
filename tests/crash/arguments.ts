import { parseArgs } from 'node:util';
import { columns } from './columns.ts';

export interface Arguments {
  sample: boolean;
  /** Writes the matrix into docs/crash-matrix.md: of a whole run. */
  write: boolean;
  /** Multiplies every limit, for a busy machine. */
  patience: number;
  /** The selection and the grouping of cells derive from it. */
  seed: number;
  /** Parts of column names to select; all columns by default. */
  only: readonly string[];
  /** Parts of row names to select; all rows by default. */
  points: readonly string[];
}

export const usage = `npm run test:crash -- [--sample | --write] [--seed <number>] [--patience <factor>] [--only <part of a column's name>]... [--point <part of a row's name>]...
  --sample  a selection of cells of every column but the longest, by the seed, instead of all
  --write   write the whole matrix into docs/crash-matrix.md
  --seed    a whole number; random by default, and printed
  --patience  multiplies every limit, for a busy machine
  --only    such as "kill worker" or "60 s"
  --point   such as "undo pay after-effect"`;

/** @throws Error for invalid arguments */
export function parseArguments(given: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...given],
    options: {
      sample: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      seed: { type: 'string' },
      patience: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [] },
      point: { type: 'string', multiple: true, default: [] },
    },
  });
  const { sample, write, seed: givenSeed, patience: givenPatience, only, point: points } = values;
  const seed = givenSeed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(givenSeed);
  if (!Number.isSafeInteger(seed))
    throw new Error(`expected a whole number as --seed, received ${givenSeed ?? ''}`);
  const patience = Number(givenPatience);
  if (!(patience >= 1))
    throw new Error(`expected a factor of at least 1 as --patience, received ${givenPatience}`);
  const unknown = only.find((part) => !columns.some(({ name }) => name.includes(part)));
  if (unknown !== undefined) {
    const names = columns.map(({ name }) => name).join(', ');
    throw new Error(`expected a part of one of these columns as --only, received ${unknown}: ${names}`);
  }
  if (write && (sample || only.length > 0 || points.length > 0))
    throw new Error('--write is for a whole run: leave out --sample, --only and --point');
  return { sample, write, patience, seed, only, points };
}
