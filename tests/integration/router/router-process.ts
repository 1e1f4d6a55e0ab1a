import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface RouterProcess {
  /** All that it wrote, on both its outputs. */
  output(): string;
  /** Its exit code, once it has ended and its outputs are closed: null where a signal ended it. */
  ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  untilReady(port: number): Promise<void>;
  untilSaid(text: string | RegExp): Promise<void>;
}

/** What `npm run router` runs. */
const program = [process.execPath, 'dev/run.js', 'router/main.ts'];

/** The router with these settings and no others. */
export function startProcess(settings: Record<string, string>, command = program): RouterProcess {
  const [name = '', ...args] = command;
  const child = spawn(name, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const patience = { timeout: 60_000, interval: 20 };
  return {
    output: () => output,
    ended: once(child, 'close').then(([code]) => code as number | null),
    kill: (signal) => child.kill(signal),
    untilReady: (port) =>
      vi.waitFor(async () => {
        expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
      }, patience),
    untilSaid: (text) =>
      vi.waitFor(() => {
        expect(output).toMatch(text);
      }, patience),
  };
}

/** Its log's lines that hold a text, parsed. */
export function saidBy(router: RouterProcess, text: string): Record<string, unknown>[] {
  return router
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(text))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
