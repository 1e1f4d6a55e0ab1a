import { Double, Long, MongoClient, UUID } from 'mongodb';
import type { Document } from 'mongodb';
import mongoose from 'mongoose';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import type { MongoServer } from '../../../dev/mongodb/server.ts';
import { sendCommand } from './raw-connection.ts';
import { contract } from './targets.ts';

// Each title ends with its page of https://www.mongodb.com/docs/manual/.

contract('retryable writes', (target) => {
  /** Above the driver's own numbers. The sessions stay open, so that the driver does not write in them. */
  let txnNumber = 1_000_000;
  /** Sends a command twice in a session, as a driver does that has lost the first answer. */
  const twice = async (command: Document) => {
    const { client, db } = target();
    const session = client.startSession();
    const numbered = { ...command, txnNumber: Long.fromNumber(++txnNumber) };
    return [await db.command(numbered, { session }), await db.command(numbered, { session })];
  };

  it('executes a repeated insert once, and gives its answer again (core/retryable-writes)', async () => {
    const { db } = target();
    const [first, second] = await twice({ insert: 'inserted', documents: [{ _id: 1 }, { _id: 2 }] });
    expect(first).toMatchObject({ n: 2, ok: 1 });
    expect(second).toMatchObject({ n: 2, ok: 1, retriedStmtIds: [0, 1] });
    expect(second).not.toHaveProperty('writeErrors');
    expect(await db.collection('inserted').countDocuments()).toBe(2);
  });

  it('executes a repeated update, upsert and delete once (core/retryable-writes)', async () => {
    const { db } = target();
    const things = db.collection<{ _id: number; n: number }>('changed');
    await things.insertMany([
      { _id: 1, n: 0 },
      { _id: 2, n: 0 },
      { _id: 3, n: 0 },
    ]);
    const updates = [
      { q: { _id: 1 }, u: { $inc: { n: 1 } } },
      { q: { _id: 9 }, u: { $inc: { n: 5 } }, upsert: true },
    ];
    const [, updated] = await twice({ update: 'changed', updates });
    expect(updated).toMatchObject({ n: 2, nModified: 1, upserted: [{ index: 1, _id: 9 }] });
    const [, removed] = await twice({ delete: 'changed', deletes: [{ q: { n: 0 }, limit: 1 }] });
    expect(removed).toMatchObject({ n: 1 });
    expect((await things.find().sort({ _id: 1 }).toArray()).map(({ n }) => n)).toEqual([1, 0, 5]);
  });

  it('gives the document of a repeated findAndModify again (reference/command/findAndModify)', async () => {
    const { db } = target();
    await db.collection('found').insertOne({ n: 1 });
    const [first, second] = await twice({ findAndModify: 'found', query: {}, update: { $inc: { n: 1 } } });
    expect(first?.['value']).toMatchObject({ n: 1 });
    expect(second?.['value']).toEqual(first?.['value']);
    expect(await db.collection('found').findOne()).toMatchObject({ n: 2 });
  });

  it('refuses an older transaction number, and multi-document writes (core/retryable-writes)', async () => {
    const { client, db } = target();
    const session = client.startSession();
    const write = (txnNumber: number, updates: Document[]) =>
      db.command({ update: 'refused', updates, txnNumber: Long.fromNumber(txnNumber) }, { session });
    await write(1_000_005, [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }]);
    await expect(write(1_000_004, [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }])).rejects.toMatchObject({
      code: 225,
    });
    expect(await write(1_000_006, [{ q: {}, u: { $inc: { n: 1 } }, multi: true }])).toMatchObject({
      n: 0,
      writeErrors: [{ code: 72 }],
    });
  });

  it('satisfies a majority with journal, and reports a write concern that it cannot (reference/write-concern)', async () => {
    const { db } = target();
    const write = (writeConcern: Document) =>
      db.command({ insert: 'concerned', documents: [{}], writeConcern });
    expect(await write({ w: 'majority', j: true, wtimeout: 1000 })).not.toHaveProperty('writeConcernError');
    await expect(write({ w: 'nowhere' })).rejects.toMatchObject({ code: 79 });
    expect(await db.collection('concerned').countDocuments()).toBe(2);
    await expect(db.command({ find: 'concerned', readConcern: { level: 'nowhere' } })).rejects.toMatchObject({
      ok: 0,
    });
    expect(await db.collection('concerned', { readConcern: 'majority' }).find().toArray()).toHaveLength(2);
  });
});

/** Forwards connections to a server. After `loseNextAnswer` it cuts the connection on which an update is answered. */
async function startProxy(port: number) {
  let losing = false;
  let lost = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    let cut = false;
    client.on('data', (chunk) => {
      cut ||= losing && chunk.includes('update');
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (cut) {
        losing = false;
        lost += 1;
        client.destroy();
        server.destroy();
      } else client.write(chunk);
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => other.destroy());
    }
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `mongodb://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    loseNextAnswer: () => {
      losing = true;
    },
    lostAnswers: () => lost,
    close: async () => {
      const closed = once(proxy.close(), 'close');
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

describe('the embedded server as a replica set of one', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'embedded-mongodb-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('serves mongoose with journalled majority writes, retries and reads from the primary', async () => {
    const server = await startMongoServer({ port: 0 });
    const options =
      'retryWrites=true&w=majority&journal=true&readPreference=primary&readConcernLevel=majority';
    const connection = await mongoose.createConnection(`${server.url}/set?${options}`).asPromise();
    const Person = connection.model('Person', new mongoose.Schema({ name: String, n: Number }));
    await Person.createCollection();
    await Person.bulkWrite([
      { insertOne: { document: { name: 'a', n: 1 } } },
      { updateMany: { filter: {}, update: { $inc: { n: 1 } } } },
    ]);
    await Person.findOneAndUpdate({ name: 'a' }, { $inc: { n: 1 } });
    expect(await Person.find().lean()).toMatchObject([{ name: 'a', n: 3 }]);
    expect(await connection.db?.admin().command({ hello: 1 })).toMatchObject({
      setName: 'embedded',
      isWritablePrimary: true,
      localTime: expect.any(Date) as Date,
    });
    await connection.close();
    await server.close();
  });

  it('remembers the results of retryable writes over a restart and a compaction', async () => {
    const opened = async (use: (server: MongoServer) => Promise<void>) => {
      const server = await startMongoServer({ port: 0, directory, compactAboveBytes: 2_000 });
      await use(server);
      await server.close();
    };
    const increment = {
      findAndModify: 't',
      query: { _id: 1 },
      update: { $inc: { n: new Double(1) } },
      upsert: true,
      new: true,
      lsid: { id: new UUID() },
      txnNumber: Long.fromNumber(3),
      $db: 'kept',
    };
    await opened(async ({ port }) => {
      expect(await sendCommand(port, increment)).toMatchObject({ value: { _id: 1, n: 1 } });
      const others = Array.from({ length: 100 }, (_, n) => ({ q: {}, u: { $set: { n } }, upsert: true }));
      for (const other of others) await sendCommand(port, { update: 'u', updates: [other], $db: 'kept' });
    });
    expect(statSync(join(directory, 'log')).size).toBeLessThan(4_500);
    await opened(async ({ port }) => {
      expect(await sendCommand(port, increment)).toMatchObject({ value: { _id: 1, n: 1 }, retriedStmtId: 0 });
      expect(await sendCommand(port, { count: 't', query: { n: 1 }, $db: 'kept' })).toMatchObject({ n: 1 });
    });
  });

  it('lets a driver repeat a write whose answer was lost, with one effect', async () => {
    const server = await startMongoServer({ port: 0 });
    const proxy = await startProxy(server.port);
    const client = await new MongoClient(`${proxy.url}/?directConnection=true`).connect();
    const counters = client.db('once').collection<{ _id: number; n: number }>('counters');
    await counters.insertOne({ _id: 1, n: 0 });
    proxy.loseNextAnswer();
    expect(await counters.updateOne({ _id: 1 }, { $inc: { n: 1 } })).toMatchObject({ modifiedCount: 1 });
    expect(proxy.lostAnswers()).toBe(1);
    expect(await counters.findOne()).toMatchObject({ n: 1 });
    await client.close();
    await proxy.close();
    await server.close();
  });
});
