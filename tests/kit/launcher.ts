import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { isRunning } from './processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Two stacks at once on a busy machine take their time. */
const startLimitMs = 120_000;

/** A running `npm start`. */
export interface Launcher {
  readonly pid: number;
  /** Its stdout and stderr so far. */
  output(): string;
  /** Resolves once it prints that the stack is ready. @returns the printed URL of the router */
  untilReady(): Promise<string>;
  /** The ids of its process and all running descendants. */
  family(): number[];
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or with the signal that ended it. */
  untilEnded(): Promise<number | NodeJS.Signals>;
}

const launcherProgram = [process.execPath, '--import', 'tsx', 'dev/start.ts'];

/** Starts the launcher. Settings override the environment; `.env` is ignored. */
export function launch(settings: NodeJS.ProcessEnv, command = launcherProgram): Launcher {
  const shutOut = { PORT: '', MONGODB_URL: '', REDIS_URL: '', DEMO_SIZE: 'none', LOG_LEVEL: 'info' };
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...shutOut, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    pid,
    output: () => output,
    async untilReady() {
      return vi.waitUntil(
        () => {
          if (child.exitCode !== null) throw new Error(`the launcher ended:\n${output}`);
          return /Apollo Sandbox +(http:\/\/localhost:\d+)\/graphql[^]+Ctrl-C/.exec(output)?.[1];
        },
        { timeout: startLimitMs },
      );
    },
    family: () => [pid, ...descendantsOf(pid)],
    kill: (signal) => child.kill(signal),
    untilEnded: () => ended,
  };
}

/** Resolves once all these processes have ended. */
export async function untilGone(pids: readonly number[], timeoutMs: number): Promise<void> {
  await vi.waitUntil(() => !pids.some(isRunning), { timeout: timeoutMs });
}

function descendantsOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = stdout
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): number[] =>
    rows.flatMap(([child, itsParent]) =>
      itsParent === parent && child !== undefined ? [child, ...childrenOf(child)] : [],
    );
  return childrenOf(pid);
}
