import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import type { MongoClientOptions } from 'mongodb';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../dev/ports.ts';
import { mongoProcess } from '../../../dev/processes.ts';
import { supervise } from '../../../dev/supervisor.ts';
import type { ProcessSpec } from '../../../dev/supervisor.ts';
import { createLogger } from '../../../platform/log.ts';
import { eventually } from '../../kit/eventually.ts';

const directory = mkdtempSync(join(tmpdir(), 'wayfare-full-disk-'));
const mounted = join(directory, 'small');

/** Mounts a disk of 1 MB. @returns the refusal where this user may not mount */
function mountSmallDisk(): string | undefined {
  mkdirSync(mounted);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mounted], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
  }
}

const refusal = mountSmallDisk();
const disposals: (() => unknown)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose();
});

afterAll(() => {
  if (refusal === undefined) execFileSync('umount', [mounted]);
  rmSync(directory, { recursive: true, force: true });
});

interface Disk {
  directory: string;
  /** The process with the limits of the disk. */
  limited: (spec: ProcessSpec) => ProcessSpec;
  fill(): void;
  free(): void;
  /** The error of a write to it. */
  error: string;
}

/** Writes until the supervised server ends, frees the disk, and checks that every answered write is back. */
async function surviveFullDisk(disk: Disk): Promise<void> {
  const port = await freePort();
  const lines: string[] = [];
  const warnings: string[] = [];
  const supervised = supervise(
    disk.limited(mongoProcess({ directory: disk.directory, port, environment: process.env })),
    (_name, line) => lines.push(line),
    createLogger('test', 'info', {
      write: (line) => warnings.push((JSON.parse(line) as { msg: string }).msg),
    }),
  );
  disposals.push(() => supervised.close(2_000));
  await supervised.untilReady();
  const connect = (options: MongoClientOptions) => {
    const client = new MongoClient(`mongodb://127.0.0.1:${port}`, options);
    disposals.push(() => client.close());
    return client.db('full').collection<{ _id: number; text: string }>('things');
  };
  const things = connect({ serverSelectionTimeoutMS: 1_000, retryWrites: false });
  const text = 'x'.repeat(2_000);
  await things.insertOne({ _id: 0, text });
  disk.fill();
  let answered = 1;
  let read = 0;
  const failed = (async () => {
    for (;;) await things.insertOne({ _id: answered, text }).then(() => (answered += 1));
  })();
  const reading = (async () => {
    for (;;) read = Math.max(read, await things.countDocuments());
  })();
  await Promise.all([expect(failed).rejects.toThrow(), expect(reading).rejects.toThrow()]);
  await eventually(
    () => {
      expect(
        warnings.filter((line) => line.startsWith('mongodb exited (exit code 74)')).length,
      ).toBeGreaterThan(1);
    },
    { timeoutMs: 60_000 },
  );
  expect(lines.join('\n')).toContain(`cannot write ${join(disk.directory, 'log')} (${disk.error}`);
  disk.free();
  await eventually(
    () => {
      expect(supervised.status).toBe('ready');
    },
    { timeoutMs: 60_000 },
  );
  const afterwards = connect({});
  expect(await afterwards.countDocuments()).toBeGreaterThanOrEqual(Math.max(answered, read));
  await afterwards.insertOne({ _id: 1_000_000, text });
}

describe('a full disk under the embedded MongoDB', () => {
  it(
    'ends the server at the limit of its file size; it returns with every answered write',
    { timeout: 180_000 },
    async () => {
      const limit = join(directory, 'limit');
      const set = (blocks: string): void => {
        writeFileSync(limit, blocks);
      };
      // The unit is 512 bytes: the log may grow to 200 kB.
      set('400');
      await surviveFullDisk({
        directory: join(directory, 'limited'),
        limited: ({ command, args, ...spec }) => ({
          ...spec,
          command: '/bin/sh',
          args: ['-c', `ulimit -f $(cat ${limit}); exec "$0" "$@"`, command, ...args],
        }),
        fill: () => undefined,
        free: () => {
          set('unlimited');
        },
        error: 'EFBIG',
      });
    },
  );

  const title =
    refusal === undefined
      ? 'ends the server when no space is left; it returns with every answered write'
      : `ends the server when no space is left: NOT RUN (${refusal})`;
  it.skipIf(refusal !== undefined)(title, { timeout: 180_000 }, async () => {
    const ballast = join(mounted, 'ballast');
    await surviveFullDisk({
      directory: join(mounted, 'mongodb'),
      limited: (spec) => spec,
      fill: () => {
        writeFileSync(ballast, Buffer.alloc(600_000));
      },
      free: () => {
        rmSync(ballast);
      },
      error: 'ENOSPC',
    });
  });
});
