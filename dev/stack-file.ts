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
  /** The last run of each process, as a process id with its start time. */
  processes: z.record(z.string(), z.string()).default({}),
});
export type StackFile = z.infer<typeof shape>;

export const stackFileIn = (dataDirectory: string) => join(dataDirectory, 'stack.json');

/** Writes a stack's addresses to its data directory. They may contain credentials, so only the owner may read the file. */
export function writeStackFile(
  dataDirectory: string,
  { mongoUrl, redisUrl, urls }: Pick<Stack, 'mongoUrl' | 'redisUrl' | 'urls'>,
  processes: Readonly<Record<string, string>> = {},
): void {
  const launcher = processIdentity(process.pid) ?? '';
  const file: StackFile = { launcher, mongoUrl, redisUrl, urls, processes };
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
  const file = parseStackFile(dataDirectory);
  // A killed launcher leaves its file, and another process may have its process id since.
  return file !== null && isRunning(file.launcher) ? file : null;
}

/** @returns the processes of a killed launcher that still run in a data directory, by name */
export function leftoverProcesses(dataDirectory: string): [name: string, pid: number][] {
  const { processes = {} } = parseStackFile(dataDirectory) ?? {};
  return Object.entries(processes)
    .filter(([, identity]) => hasStartTime(identity) && isRunning(identity))
    .map(([name, identity]) => [name, Number.parseInt(identity, 10)]);
}

/** @param identity a process id with its start time */
function isRunning(identity: string): boolean {
  return processIdentity(Number.parseInt(identity, 10)) === identity;
}

/** Without it (only Linux tells it), the process id may be that of another program. */
function hasStartTime(identity: string): boolean {
  return !identity.endsWith(' ');
}

function parseStackFile(dataDirectory: string): StackFile | null {
  try {
    return shape.parse(JSON.parse(readFileSync(stackFileIn(dataDirectory), 'utf8')));
  } catch {
    // There is no file, or it is not of this version.
    return null;
  }
}
