import type { Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import { MongoClient } from 'mongodb';
import { contract } from './targets.ts';

// Each name ends with the page of https://www.mongodb.com/docs/manual/ that it holds the server to.

contract('the catalogue', (target) => {
  it('creates a collection again with the same options (reference/command/create)', async () => {
    const { db } = target();
    await db.command({ create: 'made' });
    await db.command({ create: 'made' });
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toContain('made');
    expect(
      (await target().client.db('admin').admin().listDatabases({ nameOnly: true })).databases.map(
        ({ name }) => name,
      ),
    ).toContain(db.databaseName);
    expect(await db.dropCollection('made')).toBe(true);
  });

  it('knows which commands and operators there are (reference/error-codes)', async () => {
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
    await expect(db.collection('things').find({}).hint('none').toArray()).rejects.toMatchObject({ code: 2 });
  });
});

describe('what the embedded server does not do', () => {
  it.each<[string, Document, number]>([
    ['change streams', { aggregate: 't', pipeline: [{ $changeStream: {} }], cursor: {} }, 40573],
    ['transactions', { insert: 't', documents: [{}], startTransaction: true, autocommit: false }, 263],
    ['text indexes', { createIndexes: 't', indexes: [{ key: { a: 'text' }, name: 'a' }] }, 67],
    ['geographic indexes', { createIndexes: 't', indexes: [{ key: { a: '2dsphere' }, name: 'a' }] }, 67],
    ['$where', { find: 't', filter: { $where: '1' } }, 2],
    ['$text', { find: 't', filter: { $text: { $search: 'a' } } }, 2],
    ['$near', { find: 't', filter: { a: { $near: [1, 2] } } }, 2],
    ['$out', { aggregate: 't', pipeline: [{ $out: 'u' }], cursor: {} }, 40324],
    ['$merge', { aggregate: 't', pipeline: [{ $merge: 'u' }], cursor: {} }, 40324],
    ['collations', { find: 't', filter: {}, collation: { locale: 'en', strength: 2 } }, 115],
    ['capped collections', { create: 'c', capped: true, size: 1000 }, 115],
    ['validators', { create: 'c', validator: { a: 1 } }, 115],
  ])('refuses %s with its code', async (_name, command, code) => {
    const server = await startMongoServer({ port: 0 });
    const client = await new MongoClient(server.url).connect();
    try {
      await expect(client.db('refused').command(command)).rejects.toMatchObject({ code });
    } finally {
      await client.close();
      await server.close();
    }
  });
});
