import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFree } from '../../../dev/ports.ts';
import { readStackFile } from '../../../dev/stack-file.ts';
import { eventually } from '../../kit/eventually.ts';
import { launch } from '../../kit/launcher.ts';
import type { Launcher } from '../../kit/launcher.ts';
import { processesWith } from '../../kit/processes.ts';

/** The machine may be busy; a process that nothing ends stays for ever. */
const patience = { timeoutMs: 60_000 };

let dataDirectory: string;
let run: string;
let launcher: Launcher | undefined;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-killed-'));
  run = randomUUID();
});
afterEach(async () => {
  for (const { pid } of running()) process.kill(pid, 'SIGKILL');
  await rm(dataDirectory, { recursive: true, force: true });
});

const running = () => processesWith('KILLED_LAUNCHER_TEST', run);

function start(command?: string[]): Launcher {
  launcher = launch({ DATA_DIRECTORY: dataDirectory, KILLED_LAUNCHER_TEST: run }, command);
  return launcher;
}

/** Resolves once a process of the stack has this in its command line. */
async function untilRuns(command: string): Promise<void> {
  await eventually(() => {
    expect(running().map((found) => found.command)).toContainEqual(expect.stringContaining(command));
  }, patience);
}

function portsOf(stack: ReturnType<typeof readStackFile>): number[] {
  if (stack === null) return [];
  return [stack.mongoUrl, stack.redisUrl, ...Object.values(stack.urls)].map((url) =>
    Number(new URL(url).port),
  );
}

async function nothingRemains(ports: readonly number[]): Promise<void> {
  await eventually(() => {
    expect(running()).toEqual([]);
  }, patience);
  for (const port of ports) expect(await isFree(port)).toBe(true);
}

/** The moments of a start, each by the process that has just been spawned. */
const moments = [
  'redis-server',
  'dev/mongodb/main.ts',
  'subgraphs/users/main.ts',
  'subgraphs/reservations/worker/main.ts',
];

describe.runIf(process.platform === 'linux')('a launcher killed by SIGKILL', { timeout: 200_000 }, () => {
  it.each(moments)('as %s boots: no process and no port remains', async (command) => {
    const stack = start();
    await untilRuns(command);
    const ports = portsOf(readStackFile(dataDirectory));
    expect(ports).toHaveLength(7);
    stack.kill('SIGKILL');
    await nothingRemains(ports);
  });

  it('with the npm that runs it, or while it stops: all processes end, and it starts again in its data directory', async () => {
    const npm = start(['npm', 'start']);
    await npm.untilReady();
    const ports = portsOf(readStackFile(dataDirectory));
    npm.kill('SIGKILL');
    await nothingRemains(ports);

    const again = start();
    await again.untilReady();
    const portsAgain = portsOf(readStackFile(dataDirectory));
    again.kill('SIGTERM');
    await eventually(() => {
      expect(again.output()).toContain('stopping all processes');
    }, patience);
    // While it stops.
    again.kill('SIGKILL');
    await nothingRemains(portsAgain);
  });
});
