import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { untilExit } from '../../dev/child.ts';
import { tetheredCommand } from '../../dev/tether.ts';
import { root } from './targets.ts';

/** The core of the process under test, and that of everything else. */
export const cores = { underTest: 0, others: 1 } as const;

/** Whether processes can be told which core is theirs. */
export const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

export interface Started {
  child: ChildProcess;
  pid: number;
  /** The last of what it said, for people. */
  lastWords: () => string;
  stop(): Promise<void>;
}

/** Starts Node.js on one core, where the system lets it be chosen. */
export function startNode(options: {
  core: number;
  args: readonly string[];
  environment?: Record<string, string>;
  cwd?: string;
  /** Whether it speaks to us by messages. */
  messages?: boolean;
}): Started {
  const { core, args, environment = {}, cwd = root, messages = false } = options;
  const [command, ...rest] = canPin
    ? ['taskset', '-c', String(core), process.execPath, ...args]
    : [process.execPath, ...args];
  // Who has a channel for messages sees it close when we end; the others are ended by a watcher.
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
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  }
  const dead = untilExit(child);
  if (child.pid === undefined) throw new Error(`cannot start ${args.join(' ')}`);
  return {
    ...{ child, pid: child.pid, lastWords: () => said },
    async stop() {
      child.kill('SIGTERM');
      const stubborn = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await dead;
      clearTimeout(stubborn);
    },
  };
}

/** The next message of a process. @throws Error where it ends instead */
export function nextMessage<T>({ child, lastWords }: Started): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = () => {
      reject(new Error(`a process ended: ${lastWords()}`));
    };
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as T);
    });
  });
}
