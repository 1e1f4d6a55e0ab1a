import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import type { Logger } from '../platform/log.ts';
import { loopback, ReservedPorts } from './ports.ts';
import { makePrivateTree } from './private-directory.ts';
import { ensureRedisInstalled } from './redis-install.ts';
import { tetheredCommand } from './tether.ts';

export interface PrivateRedis {
  /** `redis://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** Stops the server, and removes its data unless a directory was given. */
  close(): Promise<void>;
}

/**
 * Starts a private Redis (or Valkey) from the PATH on loopback, and waits until it answers. It stops when this process
 * ends, even by SIGKILL.
 * @param options.directory the directory of its append-only file; absent for a server that keeps no data
 * @param options.port absent for a free port
 */
export async function startRedis(
  options: { directory?: string; port?: number; logger?: Logger } = {},
): Promise<PrivateRedis> {
  const binary = ensureRedisInstalled(options.logger);
  const temporary = options.directory === undefined ? await mkdtemp(join(tmpdir(), 'wayfare-redis-')) : null;
  const directory = temporary ?? resolve(options.directory ?? '');
  await makePrivateTree(directory);
  const ports = new ReservedPorts();
  // Another program may take the free port before the server listens on it, hence the attempts.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await ports.take());
    const redis = redisCommand({ binary, directory, port, durable: temporary === null });
    const { command, args } = tetheredCommand(redis.command, redis.args);
    const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    const output: string[] = [];
    server.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    const url = `redis://${loopback}:${port}`;
    try {
      await untilRedisAnswers(url, rejectOnExit(server));
      return {
        url,
        port,
        async close() {
          await stopRedis(server);
          ports.release();
          if (temporary !== null) await rm(temporary, { recursive: true, force: true });
        },
      };
    } catch (error) {
      await stopRedis(server);
      ports.release();
      if (options.port === undefined && attempt < 5) continue;
      throw new Error(`${binary} did not start:\n${output.join('')}`, { cause: error });
    }
  }
}

/**
 * The command line of a private server on loopback.
 * @param options.durable true to keep data in an append-only file
 */
export function redisCommand(options: {
  binary: string;
  directory: string;
  port: number;
  durable: boolean;
}): { command: string; args: string[] } {
  const { binary, directory, port, durable } = options;
  const settings = {
    bind: loopback,
    port,
    dir: directory,
    daemonize: 'no',
    save: '',
    loglevel: 'warning',
    // Jobs and events must not be evicted.
    'maxmemory-policy': 'noeviction',
    appendonly: durable ? 'yes' : 'no',
    // Every command is written to the file before its answer, so a killed server loses no command. A crash of the machine can
    // lose the last second; MongoDB is the truth and refills Redis.
    appendfsync: 'everysec',
  };
  return {
    command: binary,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
  };
}

/** Resolves once a server has loaded its data and answers PING; rejects once `exited` does. */
async function untilRedisAnswers(url: string, exited: Promise<never>): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 25, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  try {
    await Promise.race([redis.ping(), exited]);
  } finally {
    redis.disconnect();
  }
}

/** Rejects when a process exits. */
async function rejectOnExit(child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error('the process exited');
}

async function stopRedis(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exit = once(server, 'exit');
    server.kill('SIGTERM');
    const killTimer = setTimeout(() => server.kill('SIGKILL'), 2_000);
    await exit;
    clearTimeout(killTimer);
  }
  server.stdin?.destroy();
}
