import { UUID } from 'bson';
import { Long } from 'mongodb';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StorageError } from '../../../dev/mongodb/files.ts';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import { MemoryDisk, type Fault } from './memory-disk.ts';
import { bodyOf, nextReply, openSocket, opMsg } from './raw-connection.ts';

type Reply = Record<string, unknown>;

/** The answers that clients have received. */
interface Seen {
  inserted: number[];
  /** Sent deletes: without an answer, one may be durable or not. */
  removing: number[];
  removed: number[];
  /** The greatest value of the counter in an answer, of a write or of a read. */
  counter: number;
  expiry: number | undefined;
  indexes: string[];
  dropped: boolean;
  failure: Error | undefined;
}

let parent = '';
let directory = '';
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'embedded-mongodb-'));
});
// It holds only the lock, which a failed test leaves behind.
beforeEach(() => {
  directory = mkdtempSync(join(parent, 'locked-'));
});
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

/** Sends commands on a socket. Rejects when the server closes the connection. */
async function connected(port: number) {
  const socket: Socket = await openSocket(port);
  const closed = new Promise<never>((_, reject) =>
    socket.once('close', () => {
      reject(new Error('the connection was closed'));
    }),
  );
  closed.catch(() => undefined);
  return {
    send: (command: object): Promise<Reply> => {
      socket.write(opMsg([bodyOf({ ...command, $db: 'bank' })]));
      return Promise.race([nextReply(socket), closed]);
    },
    close: () => socket.destroy(),
  };
}

const counterOf = (reply: Reply): number => {
  const { cursor, value } = reply as { cursor?: { firstBatch: { n: number }[] }; value?: { n: number } };
  return (cursor?.firstBatch[0] ?? value)?.n ?? 0;
};

/** Writes and reads at the same time, until the end of the work or the failure of the server. */
async function work(port: number, seen: Seen): Promise<void> {
  const [writer, counting, reader] = [await connected(port), await connected(port), await connected(port)];
  const note = (reply: Reply): void => {
    seen.counter = Math.max(seen.counter, counterOf(reply));
  };
  const write = async () => {
    await writer.send({
      createIndexes: 'things',
      indexes: [{ key: { at: 1 }, name: 'at', expireAfterSeconds: 60 }],
    });
    seen.indexes.push('at');
    for (let _id = 1; _id <= 12; _id++) {
      await writer.send({ insert: 'things', documents: [{ _id, text: 'x'.repeat(150) }] });
      seen.inserted.push(_id);
    }
    await writer.send({ collMod: 'things', index: { name: 'at', expireAfterSeconds: 120 } });
    seen.expiry = 120;
    seen.removing.push(3);
    await writer.send({ delete: 'things', deletes: [{ q: { _id: 3 }, limit: 1 }] });
    seen.removed.push(3);
    await writer.send({ insert: 'scratch', documents: [{ _id: 1 }] });
    await writer.send({ drop: 'scratch' });
    seen.dropped = true;
  };
  const count = async () => {
    const lsid = { id: new UUID() };
    for (let txn = 1; txn <= 15; txn++) {
      const update = {
        findAndModify: 'counters',
        query: { _id: 1 },
        update: { $inc: { n: 1 } },
        upsert: true,
        new: true,
      };
      note(await counting.send({ ...update, lsid, txnNumber: Long.fromNumber(txn) }));
    }
  };
  let done = false;
  const read = async () => {
    while (!done) note(await reader.send({ find: 'counters', filter: { _id: 1 } }));
  };
  const writing = Promise.allSettled([write(), count()]).then(() => {
    done = true;
  });
  await Promise.allSettled([writing, read()]);
  for (const { close } of [writer, counting, reader]) close();
}

/** Works on a disk until it fails. */
async function workOn(disk: MemoryDisk, reach: (operation: string) => Fault | undefined): Promise<Seen> {
  const seen: Seen = {
    inserted: [],
    removing: [],
    removed: [],
    counter: 0,
    expiry: undefined,
    indexes: [],
    dropped: false,
    failure: undefined,
  };
  try {
    const server = await startMongoServer({
      port: 0,
      directory,
      compactAboveBytes: 2_500,
      files: disk.files(reach),
      onFailure: (error) => (seen.failure = error),
    });
    await work(server.port, seen);
    await server.close();
  } catch (error) {
    seen.failure = error as Error;
  }
  return seen;
}

/** The state that a server finds on a disk, compared with the answers of an earlier one. */
async function expectKept(disk: MemoryDisk, seen: Seen, label: string): Promise<void> {
  const server = await startMongoServer({ port: 0, directory, files: disk.files() });
  const { send, close } = await connected(server.port);
  const { cursor } = (await send({ find: 'things', sort: { _id: 1 } })) as {
    cursor: { firstBatch: { _id: number }[] };
  };
  const ids = cursor.firstBatch.map(({ _id }) => _id);
  expect(ids, label).toEqual(
    expect.arrayContaining(seen.inserted.filter((id) => !seen.removing.includes(id))),
  );
  for (const id of seen.removed) expect(ids, label).not.toContain(id);
  expect(counterOf(await send({ find: 'counters', filter: { _id: 1 } })), label).toBeGreaterThanOrEqual(
    seen.counter,
  );
  if (seen.indexes.length > 0) {
    const listed = (await send({ listIndexes: 'things' })) as { cursor: { firstBatch: Reply[] } };
    const [, index] = listed.cursor.firstBatch;
    expect(index, label).toMatchObject({
      name: 'at',
      ...(seen.expiry === undefined ? {} : { expireAfterSeconds: seen.expiry }),
    });
  }
  if (seen.dropped) expect(await send({ count: 'scratch' }), label).toMatchObject({ n: 0 });
  close();
  await server.close();
}

describe('the embedded server on a disk that fails', () => {
  it(
    'stops at the failure of any operation; no answer shows a write that is lost',
    { timeout: 300_000 },
    async () => {
      const operations: string[] = [];
      const healthy = await workOn(new MemoryDisk(), (operation) => void operations.push(operation));
      expect(healthy).toMatchObject({ counter: 15, dropped: true, failure: undefined });
      for (const expected of [
        'write log',
        'sync log',
        'open log.new',
        'write log.new',
        'sync log.new',
        'rename',
        'sync directory',
      ])
        expect(operations).toContain(expected);
      for (const [at, operation] of operations.entries()) {
        const faults: Fault[] = operation.startsWith('write') ? ['ENOSPC', 'short'] : ['EIO'];
        for (const fault of faults) {
          const disk = new MemoryDisk();
          let reached = 0;
          let full = false;
          const seen = await workOn(disk, (now) => {
            reached++;
            if (reached === at + 1) {
              full = fault !== 'EIO';
              return fault;
            }
            return full && /^(write|open)/.test(now) ? 'ENOSPC' : undefined;
          });
          const label = `${fault} at operation ${at}, ${operation}`;
          if (seen.failure) expect(seen.failure, label).toBeInstanceOf(StorageError);
          await expectKept(disk, seen, `${label}, after a restart`);
          disk.cutPower();
          await expectKept(disk, seen, `${label}, after a restart and a power cut`);
        }
      }
    },
  );

  it(
    'keeps every answered write over a power cut right after the failure',
    { timeout: 300_000 },
    async () => {
      for (const operation of ['write log', 'sync log', 'sync log.new', 'rename', 'sync directory']) {
        for (let nth = 1; nth <= 12; nth++) {
          const disk = new MemoryDisk();
          let met = 0;
          const seen = await workOn(disk, (now) => (now === operation && ++met === nth ? 'EIO' : undefined));
          disk.cutPower();
          await expectKept(disk, seen, `EIO at ${operation} ${nth}, then a power cut`);
        }
      }
    },
  );

  it('answers nothing after a failure, and closes its port', async () => {
    const disk = new MemoryDisk();
    let failing = false;
    const failures: Error[] = [];
    const server = await startMongoServer({
      port: 0,
      directory,
      files: disk.files((operation) => (failing && operation === 'sync log' ? 'EIO' : undefined)),
      onFailure: (error) => failures.push(error),
    });
    const { send } = await connected(server.port);
    await send({ insert: 'things', documents: [{ _id: 1 }] });
    failing = true;
    const other = await connected(server.port);
    await expect(
      Promise.all([send({ insert: 'things', documents: [{ _id: 2 }] }), other.send({ find: 'things' })]),
    ).rejects.toThrow('closed');
    failing = false;
    await expect(other.send({ ping: 1 })).rejects.toThrow('closed');
    await expect(openSocket(server.port)).rejects.toThrow('ECONNREFUSED');
    expect(failures.map(({ message }) => message)).toEqual([
      `cannot write ${join(directory, 'log')} (EIO: sync log). Check that disk, then start the server again; the launcher does it by itself.`,
    ]);
    await server.close();
  });
});
