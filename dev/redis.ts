import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import type { Logger } from '../platform/log.ts';
import { freePort, loopback } from './ports.ts';
import { ensureRedisInstalled } from './redis-install.ts';
import { tethered } from './tether.ts';

export interface PrivateRedis {
  /** `redis://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** Ends the server, and removes its data where it had no directory of its own. */
  close(): Promise<void>;
}

/**
 * Starts a private Redis (or Valkey) from the PATH on loopback, and waits until it answers. It ends with this process,
 * however that ends.
 * @param options.directory where its append-only file is kept; left out, nothing outlives the server
 * @param options.port the port to take; left out, a free one
 */
export async function startRedis(
  options: { directory?: string; port?: number; logger?: Logger } = {},
): Promise<PrivateRedis> {
  const binary = ensureRedisInstalled(options.logger);
  const temporary = options.directory === undefined ? await mkdtemp(join(tmpdir(), 'wayfare-redis-')) : null;
  const directory = temporary ?? resolve(options.directory ?? '');
  await mkdir(directory, { recursive: true });
  // Between finding a port and listening on it, another process may take it.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const { command, args } = redisCommand({ binary, directory, port, durable: temporary === null });
    const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    const said: string[] = [];
    server.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const url = `redis://${loopback}:${port}`;
    try {
      await untilRedisAnswers(url, ended(server));
      return {
        url,
        port,
        async close() {
          await endRedis(server);
          if (temporary !== null) await rm(temporary, { recursive: true, force: true });
        },
      };
    } catch (error) {
      await endRedis(server);
      if (options.port === undefined && attempt < 5) continue;
      throw new Error(`${binary} did not start:\n${said.join('')}`, { cause: error });
    }
  }
}

/**
 * The command line of a private server on loopback.
 * @param options.durable whether data is kept in an append-only file
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
    // Jobs and events live here: nothing may be evicted to make room.
    'maxmemory-policy': 'noeviction',
    appendonly: durable ? 'yes' : 'no',
    // Every command is written to the file before it is answered, so a killed server loses none; only the machine's own
    // end can cost the last second. MongoDB is the truth and refills Redis, so a sync per command would buy nothing.
    appendfsync: 'everysec',
  };
  return tethered(
    binary,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
  );
}

/** Waits until a server answers PING, its data loaded; rejects once `gone` does. */
export async function untilRedisAnswers(url: string, gone: Promise<never>): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 25, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  try {
    await Promise.race([redis.ping(), gone]);
  } finally {
    redis.disconnect();
  }
}

/** Rejects when a process ends. */
async function ended(child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error('the process ended');
}

async function endRedis(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exit = once(server, 'exit');
    server.kill('SIGTERM');
    const stubborn = setTimeout(() => server.kill('SIGKILL'), 2_000);
    await exit;
    clearTimeout(stubborn);
  }
  server.stdin?.destroy();
}
