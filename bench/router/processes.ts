import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { untilExit } from '../../dev/child.ts';
import { tetheredCommand } from '../../dev/tether.ts';
import { root } from './targets.ts';

/** The core of the target, and the core of stubs and clients. */
export const cores = { underTest: 0, others: 1 } as const;

/** True where processes can be pinned to a core. */
export const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

export interface StartedProcess {
  child: ChildProcess;
  pid: number;
  /** The end of its output. */
  lastOutput: () => string;
  stop(): Promise<void>;
}

/** Starts Node.js, pinned to a core where the system allows it. */
export function startNode(options: {
  core: number;
  args: readonly string[];
  environment?: Record<string, string>;
  cwd?: string;
  /** True to open an IPC channel. */
  messages?: boolean;
}): StartedProcess {
  const { core, args, environment = {}, cwd = root, messages = false } = options;
  const [command, ...rest] = canPin
    ? ['taskset', '-c', String(core), process.execPath, ...args]
    : [process.execPath, ...args];
  // A process with an IPC channel exits when the channel closes; without it, a watcher ends the process.
  const { command: program, args: all } = messages ? { command, args: rest } : tetheredCommand(command, rest);
  const child = spawn(program, all, {
    cwd,
    env: {
      ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production' },
      APOLLO_TELEMETRY_DISABLED: 'true',
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe', ...(messages ? (['ipc'] as const) : [])],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4_000)));
  }
  const exited = untilExit(child);
  if (child.pid === undefined) throw new Error(`cannot start ${args.join(' ')}`);
  return {
    ...{ child, pid: child.pid, lastOutput: () => output },
    async stop() {
      child.kill('SIGTERM');
      const killTimer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(killTimer);
    },
  };
}

/** The next message of a process. @throws Error where it exits instead */
export function nextMessage<T>({ child, lastOutput }: StartedProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = () => {
      reject(new Error(`process exited: ${lastOutput()}`));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}
