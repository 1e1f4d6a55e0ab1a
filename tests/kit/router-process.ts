import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface RouterProcess {
  pid: number;
  /** All that it wrote, on both its outputs. */
  output(): string;
  /** Its exit code, once it has ended and its outputs are closed: null where a signal ended it. */
  ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  /** Signals it and all processes that came of it: for one with a group of its own. */
  killGroup(signal: NodeJS.Signals): void;
  /** Waits until a check passes; one that does not once the process has ended never will. */
  until(condition: () => Promise<void> | void): Promise<void>;
  untilReady(port: number): Promise<void>;
  untilLogged(text: string | RegExp): Promise<void>;
}

/** What `npm run router` runs. */
const program = [process.execPath, 'dev/run.js', 'router/main.ts'];

/**
 * The router with these settings and no others.
 * @param detached whether it leads a process group of its own
 */
export function startRouterProcess(
  settings: Record<string, string>,
  command = program,
  { detached = false } = {},
): RouterProcess {
  const [name = '', ...args] = command;
  const child = spawn(name, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
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
      throw new Error(`the router has ended before:\n${output}`, { cause });
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

/** Its log's lines that hold a text, parsed. */
export function logEntries(router: RouterProcess, text: string): Record<string, unknown>[] {
  return router
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(text))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
