import { MongoClient } from 'mongodb';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import { eventually } from '../../kit/eventually.ts';
import { addIndex } from './targets.ts';

let directory = '';
const children = new Set<ChildProcess>();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'embedded-mongodb-'));
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

async function spawnServer(...options: string[]): Promise<{ child: ChildProcess; url: string }> {
  const main = new URL('../../../dev/mongodb/main.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', main, '--port', '0', '--directory', directory, ...options],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  children.add(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url: (JSON.parse(line) as { url: string }).url };
}

/** Runs `use` with a server on the directory in this process. */
async function opened<T>(use: (client: MongoClient) => Promise<T>, messages: string[] = []): Promise<T> {
  const note = (message: string): void => void messages.push(message);
  const server = await startMongoServer({
    port: 0,
    directory,
    logger: { info: note, warn: note, error: note },
    compactAboveBytes: 20_000,
  });
  const client = await new MongoClient(server.url).connect();
  try {
    return await use(client);
  } finally {
    await client.close();
    await server.close();
  }
}

describe('durability of the embedded server', () => {
  it('keeps every acknowledged write over SIGKILL during compaction', { timeout: 180_000 }, async () => {
    const acknowledged = new Set<string>();
    const counted = new Map<number, number>();
    for (let round = 0; round < 6; round++) {
      const { child, url } = await spawnServer('--compact-above-bytes', '20000');
      const client = new MongoClient(url, { serverSelectionTimeoutMS: 2_000, retryWrites: false });
      const things = client.db('kept').collection<{ _id: string }>('things');
      const counters = client.db('kept').collection<{ _id: number; n: number }>('counters');
      const killAfter = acknowledged.size + 100 + round * 20;
      const lanes = Array.from({ length: 8 }, async (_, lane) => {
        try {
          for (let at = 0; ; at++) {
            const _id = `${round}-${lane}-${at}`;
            await things.insertOne({ _id });
            acknowledged.add(_id);
            await counters.updateOne({ _id: lane }, { $inc: { n: 1 } }, { upsert: true });
            counted.set(lane, (counted.get(lane) ?? 0) + 1);
            if (acknowledged.size >= killAfter) child.kill('SIGKILL');
          }
        } catch {
          // The server was killed: an unacknowledged write may exist or not.
        }
      });
      await Promise.all(lanes);
      await client.close();
      // On a busy machine the lanes may fail before the kill; the next server needs the directory's lock.
      child.kill('SIGKILL');
      if (child.signalCode === null) await once(child, 'exit');
    }
    await opened(async (client) => {
      const found = new Set(
        (await client.db('kept').collection('things').find().toArray()).map(({ _id }) => String(_id)),
      );
      expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
      for (const { _id, n } of await client
        .db('kept')
        .collection<{ _id: number; n: number }>('counters')
        .find()
        .toArray()) {
        expect(n).toBeGreaterThanOrEqual(counted.get(_id) ?? 0);
      }
    });
  });

  it('keeps collections, indexes and types over a restart, and exits with 0 on SIGTERM', async () => {
    const { child, url } = await spawnServer();
    const client = await new MongoClient(url).connect();
    const kept = client.db('a').collection('kept');
    await addIndex(
      kept,
      { email: 1 },
      { unique: true, partialFilterExpression: { email: { $exists: true } } },
    );
    await kept.insertMany([{ email: 'x', n: 1 }, { email: 'y' }, { n: 2.5 }]);
    await kept.deleteOne({ email: 'y' });
    await client.db('a').collection('dropped').insertOne({});
    await client.db('a').dropCollection('dropped');
    await client.close();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await opened(async (again) => {
      const db = again.db('a');
      expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['kept']);
      expect(await db.collection('kept').find().project({ _id: 0 }).toArray()).toEqual([
        { email: 'x', n: 1 },
        { n: 2.5 },
      ]);
      await expect(db.collection('kept').insertOne({ email: 'x' })).rejects.toMatchObject({ code: 11000 });
    });
  });

  it.each<[string, (log: string) => void]>([
    [
      'cut in the middle',
      (log) => {
        truncateSync(log, statSync(log).size - 5);
      },
    ],
    [
      'followed by garbage',
      (log) => {
        appendFileSync(log, Buffer.from([9, 0, 0, 0, 1, 2]));
      },
    ],
    [
      'damaged',
      (log) => {
        const bytes = readFileSync(log);
        bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 0xff, bytes.length - 3);
        writeFileSync(log, bytes);
      },
    ],
  ])('keeps all records before a last one that is %s, and appends after them', async (name, damage) => {
    const write = (...ids: number[]) =>
      opened((client) =>
        client
          .db('a')
          .collection<{ _id: number }>('t')
          .insertMany(ids.map((_id) => ({ _id }))),
      );
    await write(1, 2);
    await write(3);
    damage(join(directory, 'log'));
    const messages: string[] = [];
    const ids = await opened(
      async (client) =>
        (await client.db('a').collection<{ _id: number }>('t').find().toArray()).map(({ _id }) => _id),
      messages,
    );
    expect(ids).toEqual(name === 'followed by garbage' ? [1, 2, 3] : [1, 2]);
    expect(messages.join()).toContain('log truncated');
    await write(4);
    expect(await opened((client) => client.db('a').collection('t').countDocuments())).toBe(ids.length + 1);
  });

  it('keeps the last version of each document when it compacts under load', async () => {
    const messages: string[] = [];
    await opened(async (client) => {
      const things = client.db('a').collection<{ _id: number; n?: number; text?: string }>('t');
      await addIndex(things, { n: 1 });
      await things.insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id })));
      const lanes = Array.from({ length: 10 }, async (_, lane) => {
        for (let n = 1; n <= 60; n++)
          await things.updateOne({ _id: lane }, { $set: { n, text: 'x'.repeat(200) } });
        await things.deleteOne({ _id: lane + 10 });
      });
      await Promise.all(lanes);
      await eventually(
        () => {
          expect(messages.join()).toContain('log compacted');
        },
        { timeoutMs: 15_000 },
      );
    }, messages);
    expect(statSync(join(directory, 'log')).size).toBeLessThan(100_000);
    await opened(async (client) => {
      const documents = await client
        .db('a')
        .collection<{ _id: number; n: number }>('t')
        .find({ n: 60 })
        .toArray();
      expect(documents.map(({ _id }) => _id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await client.db('a').collection('t').countDocuments()).toBe(10);
    });
  });

  it('locks its directory against other processes', async () => {
    await opened(async () => {
      await expect(startMongoServer({ port: 0, directory })).rejects.toThrow(
        `${directory} is in use by process ${process.pid}`,
      );
    });
    const again = await startMongoServer({ port: 0, directory });
    await again.close();
  });
});
