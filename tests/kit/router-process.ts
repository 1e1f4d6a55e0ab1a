import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { withoutLimits } from './without-limits.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface RouterProcess {
  pid: number;
  /** Its stdout and stderr so far. */
  output(): string;
  /** Resolves with the exit code, or null where a signal ended it. */
  ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  /** Signals its process group. Needs `detached`. */
  killGroup(signal: NodeJS.Signals): void;
  /** Retries a check until it passes or the process ends. */
  until(condition: () => Promise<void> | void): Promise<void>;
  untilReady(port: number): Promise<void>;
  untilLogged(text: string | RegExp): Promise<void>;
}

/** The command behind `npm run router`. */
const program = [process.execPath, 'dev/run.js', 'router/main.ts'];

/**
 * Starts the router with these settings as its whole environment.
 * @param detached makes it the leader of a process group
 */
export function startRouterProcess(
  settings: Record<string, string>,
  command = program,
  { detached = false } = {},
): RouterProcess {
  const [name = '', ...args] = command;
  const child = spawn(name, args, {
    cwd: root,
    // Tests count the requests of subgraphs, and run the router without them.
    env: {
      ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], SUBGRAPH_WAIT_SECONDS: '0' },
      ...withoutLimits,
      METRICS_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  let hasEnded = false;
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true;
    return code as number | null;
  });
  const pid = child.pid ?? 0;

  async function until(condition: () => Promise<void> | void): Promise<void> {
    const whileItRuns = () => (hasEnded ? undefined : condition());
    await vi.waitFor(whileItRuns, { timeout: 60_000, interval: 20 });
    if (!hasEnded) return;
    try {
      await condition();
    } catch (cause) {
      throw new Error(`The router ended before the check passed:\n${output}`, { cause });
    }
  }
  return {
    pid,
    output: () => output,
    ended,
    kill: (signal) => child.kill(signal),
    killGroup: (signal) => {
      process.kill(-pid, signal);
    },
    until,
    untilReady: (port) =>
      until(async () => {
        const signal = AbortSignal.timeout(10_000);
        expect((await fetch(`http://127.0.0.1:${port}/health/ready`, { signal })).status).toBe(200);
      }),
    untilLogged: (text) =>
      until(() => {
        expect(output).toMatch(text);
      }),
  };
}

/** The parsed log entries that contain a text. */
export function logEntries(router: RouterProcess, text: string): Record<string, unknown>[] {
  return router
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(text))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
