import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../../platform/resilience/pause.ts';
import { freePort, loopback } from '../ports.ts';
import { makePrivateDirectory } from '../private-directory.ts';
import { tetheredCommand } from '../tether.ts';
import type { MongodBinary } from './binary.ts';
import { becomesPrimary, mongodUrl, replicaSetName } from './replica-set.ts';

/** An election of one takes about a second; recovery after a crash may take longer. */
const startLimitMs = 60_000;
const probeIntervalMs = 100;
const keptLines = 20;

/** The options of a local `mongod`: a replica set of one on loopback. */
export function mongodOptions(directory: string, port: number): string[] {
  return [
    ...['--dbpath', directory, '--port', String(port), '--bind_ip', loopback],
    ...['--replSet', replicaSetName],
    // A socket file in /tmp would collide between installations.
    '--nounixsocket',
    '--quiet',
    // The default is half of the machine's memory.
    ...['--wiredTigerCacheSizeGB', '0.25'],
    // By default SIGTERM waits 15 seconds for clients; the stack stops within 5.
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
  ];
}

/** A `mongod` that ends with this process. */
export interface PrivateMongod {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a `mongod` on a free port, and waits until it is primary.
 * @param options.directory its data folder; absent for a temporary one, removed on close
 * @throws Error with its last lines where it exits or is not primary within `startLimitMs`
 */
export async function startMongod(options: {
  binary: MongodBinary;
  directory?: string;
}): Promise<PrivateMongod> {
  const { binary } = options;
  const temporary = options.directory === undefined ? await mkdtemp(join(tmpdir(), 'wayfare-mongod-')) : null;
  const directory = options.directory ?? temporary ?? '';
  await makePrivateDirectory(directory);
  const port = await freePort();
  const { command, args } = tetheredCommand(binary.path, mongodOptions(directory, port));
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const lines: string[] = [];
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.split('\n').filter((line) => line !== ''));
      lines.splice(0, lines.length - keptLines);
    });
  }
  const exited = once(server, 'exit');
  const close = async () => {
    server.kill('SIGTERM');
    const killTimer = setTimeout(() => server.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(killTimer);
    server.stdin.destroy();
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
  };
  const deadline = performance.now() + startLimitMs;
  while (server.exitCode === null && server.signalCode === null) {
    if (await becomesPrimary(port, server.pid ?? 0).catch(() => false))
      return { url: mongodUrl(port), close };
    if (performance.now() > deadline) break;
    await pause(probeIntervalMs);
  }
  await close();
  throw new Error(
    `${binary.path} did not become primary within ${startLimitMs / 1_000} s:\n${lines.join('\n')}`,
  );
}
