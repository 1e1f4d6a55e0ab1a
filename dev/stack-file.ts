import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Stack } from './stack.ts';

/** Where a running stack is to be found, for the commands of operators. */
const shape = z.object({
  /** The launcher's. */
  pid: z.number(),
  mongoUrl: z.string(),
  redisUrl: z.string(),
  urls: z.record(z.string(), z.string()),
});
export type StackFile = z.infer<typeof shape>;

const pathIn = (dataDirectory: string) => join(dataDirectory, 'stack.json');

/** Says in the data directory where a stack is. It may hold credentials of stores: it is for its owner alone. */
export function writeStackFile(
  dataDirectory: string,
  { mongoUrl, redisUrl, urls }: Pick<Stack, 'mongoUrl' | 'redisUrl' | 'urls'>,
): void {
  const file: StackFile = { pid: process.pid, mongoUrl, redisUrl, urls };
  const path = pathIn(dataDirectory);
  // One that a killed launcher left would keep its own mode.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
}

export function removeStackFile(dataDirectory: string): void {
  rmSync(pathIn(dataDirectory), { force: true });
}

/** @returns where the stack of a data directory is; null where none runs */
export function readStackFile(dataDirectory: string): StackFile | null {
  const path = pathIn(dataDirectory);
  if (!existsSync(path)) return null;
  try {
    const file = shape.parse(JSON.parse(readFileSync(path, 'utf8')));
    process.kill(file.pid, 0);
    return file;
  } catch {
    // Half written, or left by a launcher that was killed.
    return null;
  }
}
