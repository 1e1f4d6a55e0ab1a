import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import type { MongoServer } from '../../../dev/mongodb/server.ts';
import { isOutage } from '../../../platform/stores/outage.ts';

let server: MongoServer;
let connection: Connection;
beforeEach(async () => {
  server = await startMongoServer({ port: 0 });
  connection = await mongoose
    .createConnection(server.url, { serverSelectionTimeoutMS: 2_000, bufferCommands: false })
    .asPromise();
});
afterEach(async () => {
  await connection.close();
  await server.close();
});

/** The error of a bulk write of these documents, if any. */
function faultOf(...documents: Record<string, unknown>[]): Promise<unknown> {
  const writes = documents.map((document) => ({ insertOne: { document } }));
  return connection
    .collection<Record<string, unknown>>('parcels')
    .bulkWrite(writes, { ordered: false })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

describe('isOutage for a bulk write', () => {
  it('true when the connection breaks or cannot be made', async () => {
    expect(await faultOf({ of: 'the server while it is up' })).toBeUndefined();

    const cutOff = Array.from({ length: 3 }, () => faultOf({ of: 'the server as it closes' }));
    await server.close();
    const faults = [...(await Promise.all(cutOff)), await faultOf({ of: 'the server when it is closed' })];

    const bulkFault = expect.objectContaining({ name: 'MongoBulkWriteError' }) as unknown;
    expect(faults).toEqual(faults.map(() => bulkFault));
    expect(faults.map(isOutage)).toEqual(faults.map(() => true));
  });

  const inItself: Record<string, unknown> = {};
  inItself['self'] = inItself;

  it.each([
    ['a key that is taken', [{ _id: 'parcel' }, { _id: 'parcel' }]],
    ['a value that cannot be stored', [inItself]],
  ])('false when the write is refused: %s', async (_fault, documents) => {
    const fault = await faultOf(...documents);
    expect(fault).toBeInstanceOf(Error);
    expect(isOutage(fault)).toBe(false);
  });
});

describe('isOutage', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('true for the network error %s', (code) => {
    expect(isOutage(new Error('no way there', { cause: Object.assign(new Error(), { code }) }))).toBe(true);
  });

  it.each([
    ['is full', "OOM command not allowed when used memory > 'maxmemory'.", true],
    ['is a replica', "READONLY You can't write against a read only replica.", true],
    ['cannot persist', 'MISCONF Redis is configured to save RDB snapshots', true],
    ['refuses an argument', 'ERR value is not an integer or out of range', false],
  ])('of a Redis that %s is an outage: %s %s', (_what, message, outage) => {
    expect(isOutage(new Error(message))).toBe(outage);
  });

  it.each([
    ['shuts down', 91, true],
    ['is not the primary', 10_107, true],
    ['refuses the document', 121, false],
  ])('of a server that %s is an outage: %s %s', (_what, code, outage) => {
    expect(isOutage(new mongoose.mongo.MongoServerError({ message: 'no', code }))).toBe(outage);
  });
});
