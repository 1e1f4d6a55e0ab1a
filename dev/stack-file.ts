import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { processIdentity } from './mongodb/lock.ts';
import type { Stack } from './stack.ts';

/** The addresses of a running stack, for operator commands. */
const shape = z.object({
  /** The launcher's process id and start time. */
  launcher: z.string(),
  mongoUrl: z.string(),
  redisUrl: z.string(),
  urls: z.record(z.string(), z.string()),
});
export type StackFile = z.infer<typeof shape>;

export const stackFileIn = (dataDirectory: string) => join(dataDirectory, 'stack.json');

/** Writes a stack's addresses to its data directory. They may contain credentials, so only the owner may read the file. */
export function writeStackFile(
  dataDirectory: string,
  { mongoUrl, redisUrl, urls }: Pick<Stack, 'mongoUrl' | 'redisUrl' | 'urls'>,
): void {
  const file: StackFile = { launcher: processIdentity(process.pid) ?? '', mongoUrl, redisUrl, urls };
  const path = stackFileIn(dataDirectory);
  // Renamed into place, so that no command reads half a file.
  const part = `${path}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, path);
}

export function removeStackFile(dataDirectory: string): void {
  rmSync(stackFileIn(dataDirectory), { force: true });
}

/** @returns the addresses of the stack in a data directory; null where no stack runs */
export function readStackFile(dataDirectory: string): StackFile | null {
  try {
    const file = shape.parse(JSON.parse(readFileSync(stackFileIn(dataDirectory), 'utf8')));
    // A killed launcher leaves its file, and another process may have its process id since.
    return processIdentity(Number.parseInt(file.launcher, 10)) === file.launcher ? file : null;
  } catch {
    // There is no file, or it is not of this version.
    return null;
  }
}
