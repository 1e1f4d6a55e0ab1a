import type { Document } from 'mongodb';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import type { MongoServer } from '../../../dev/mongodb/server.ts';
import { contract } from './targets.ts';

// Each title ends with its page of https://www.mongodb.com/docs/manual/.

contract('the catalogue', (target) => {
  it('create succeeds twice with the same options (reference/command/create)', async () => {
    const { db } = target();
    await db.command({ create: 'made' });
    await db.command({ create: 'made' });
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toContain('made');
    expect(await db.dropCollection('made')).toBe(true);
  });

  it('refuses unknown commands, operators and stages with the codes of MongoDB (reference/error-codes)', async () => {
    const { db } = target();
    await db.collection('things').insertOne({ a: 1 });
    await expect(db.command({ invent: 1 })).rejects.toMatchObject({ code: 59, codeName: 'CommandNotFound' });
    await expect(
      db
        .collection('things')
        .find({ a: { $invent: 1 } })
        .toArray(),
    ).rejects.toMatchObject({ code: 2 });
    await expect(
      db
        .collection('things')
        .aggregate([{ $invent: {} }])
        .toArray(),
    ).rejects.toMatchObject({ code: 40324 });
  });
});

describe('a feature that the embedded server does not have', () => {
  let server: MongoServer;
  let client: MongoClient;
  beforeAll(async () => {
    server = await startMongoServer({ port: 0 });
    client = await new MongoClient(server.url).connect();
    await client
      .db('refused')
      .collection<{ _id: number }>('t')
      .insertOne({ _id: 1, n: 1, list: [1] } as never);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  const find = (filter: Document, options: Document = {}) => ({ find: 't', filter, ...options });
  const aggregate = (stage: Document) => ({ aggregate: 't', pipeline: [stage], cursor: {} });
  const update = (u: unknown, options: Document = {}) => ({
    update: 't',
    updates: [{ q: {}, u, ...options }],
  });
  const createIndex = (index: Document) => ({ createIndexes: 't', indexes: [{ name: 'a', ...index }] });

  it.each<[string, Document, number]>([
    ['change streams', aggregate({ $changeStream: {} }), 40573],
    ['transactions', { insert: 't', documents: [{}], startTransaction: true, autocommit: false }, 263],
    ['the command distinct', { distinct: 't', key: 'a' }, 59],
    ['the command listDatabases', { listDatabases: 1 }, 59],
    ['text indexes', createIndex({ key: { a: 'text' } }), 67],
    ['geographic indexes', createIndex({ key: { a: '2dsphere' } }), 67],
    ['sparse indexes', createIndex({ key: { a: 1 }, sparse: true }), 197],
    ['$where', find({ $where: '1' }), 2],
    ['$text', find({ $text: { $search: 'a' } }), 2],
    ['$near', find({ a: { $near: [1, 2] } }), 2],
    ['$all', find({ a: { $all: [1] } }), 2],
    ['$mod', find({ a: { $mod: [2, 0] } }), 2],
    ['$type', find({ a: { $type: 'string' } }), 2],
    ['sorts by $natural', find({}, { sort: { $natural: -1 } }), 2],
    ['$slice in a projection', find({}, { projection: { list: { $slice: 1 } } }), 31325],
    ['$elemMatch in a projection', find({}, { projection: { list: { $elemMatch: { n: 1 } } } }), 31325],
    ['the positional projection', find({ list: 1 }, { projection: { 'list.$': 1 } }), 31325],
    ['expressions in a projection', find({}, { projection: { a: '$n' } }), 31325],
    ['hints', find({}, { hint: 'n_1' }), 115],
    ['variables', find({}, { let: { a: 1 } }), 115],
    ['collations', find({}, { collation: { locale: 'en', strength: 2 } }), 115],
    ['$lookup', aggregate({ $lookup: { from: 'u', as: 'u', localField: 'a', foreignField: 'b' } }), 40324],
    ['$facet', aggregate({ $facet: { all: [] } }), 40324],
    ['$setWindowFields', aggregate({ $setWindowFields: { output: {} } }), 40324],
    ['$sample', aggregate({ $sample: { size: 1 } }), 40324],
    ['$out', aggregate({ $out: 'u' }), 40324],
    ['$merge', aggregate({ $merge: 'u' }), 40324],
    ['capped collections', { create: 'c', capped: true, size: 1000 }, 115],
    ['validators', { create: 'c', validator: { a: 1 } }, 115],
  ])('is refused with its code: %s', async (_name, command, code) => {
    await expect(client.db('refused').command(command)).rejects.toMatchObject({ code });
  });

  it.each<[string, Document, number]>([
    ['$mul', update({ $mul: { n: 2 } }), 9],
    ['$rename', update({ $rename: { n: 'm' } }), 9],
    ['$currentDate', update({ $currentDate: { at: true } }), 9],
    ['$pop', update({ $pop: { list: 1 } }), 9],
    ['$pullAll', update({ $pullAll: { list: [1] } }), 9],
    ['$position in $push', update({ $push: { list: { $each: [2], $position: 0 } } }), 2],
    ['the positional operator $', update({ $set: { 'list.$': 2 } }), 2],
    ['the positional operator $[]', update({ $inc: { 'list.$[]': 2 } }), 2],
    ['array filters', update({ $set: { n: 2 } }, { arrayFilters: [{ a: 1 }] }), 115],
    ['pipelines as updates', update([{ $set: { n: 2 } }]), 9],
  ])('is refused as a write error, and changes nothing: %s', async (_name, command, code) => {
    expect(await client.db('refused').command(command)).toMatchObject({ n: 0, writeErrors: [{ code }] });
    expect(await client.db('refused').collection('t').find().toArray()).toEqual([
      { _id: 1, n: 1, list: [1] },
    ]);
  });

  it('is refused with advice to use a MongoDB server', async () => {
    await expect(client.db('refused').command({ distinct: 't', key: 'a' })).rejects.toThrow(
      "no such command: 'distinct'. The embedded MongoDB has only what Wayfare uses: point MONGODB_URL to a MongoDB server.",
    );
  });
});
