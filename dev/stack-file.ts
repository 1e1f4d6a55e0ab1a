import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Stack } from './stack.ts';

/** The addresses of a running stack, for operator commands. */
const shape = z.object({
  /** The launcher's process id. */
  pid: z.number(),
  mongoUrl: z.string(),
  redisUrl: z.string(),
  urls: z.record(z.string(), z.string()),
});
export type StackFile = z.infer<typeof shape>;

const pathIn = (dataDirectory: string) => join(dataDirectory, 'stack.json');

/** Writes a stack's addresses to its data directory. They may contain credentials, so only the owner may read the file. */
export function writeStackFile(
  dataDirectory: string,
  { mongoUrl, redisUrl, urls }: Pick<Stack, 'mongoUrl' | 'redisUrl' | 'urls'>,
): void {
  const file: StackFile = { pid: process.pid, mongoUrl, redisUrl, urls };
  const path = pathIn(dataDirectory);
  // An existing file would keep its own mode.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
}

export function removeStackFile(dataDirectory: string): void {
  rmSync(pathIn(dataDirectory), { force: true });
}

/** @returns the addresses of the stack in a data directory; null where no stack runs */
export function readStackFile(dataDirectory: string): StackFile | null {
  const path = pathIn(dataDirectory);
  if (!existsSync(path)) return null;
  try {
    const file = shape.parse(JSON.parse(readFileSync(path, 'utf8')));
    process.kill(file.pid, 0);
    return file;
  } catch {
    // The file is half written, or a killed launcher left it.
    return null;
  }
}
