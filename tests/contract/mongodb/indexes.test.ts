import type { Collection, Document } from 'mongodb';
import { expect, it } from 'vitest';
import { eventually } from '../../kit/eventually.ts';
import { addIndex, contract } from './targets.ts';

// Each title ends with its page of https://www.mongodb.com/docs/manual/.

interface Stats {
  nReturned: number;
  totalDocsExamined: number;
  totalKeysExamined: number;
}

contract('indexes', (target) => {
  const bookings = async (name: string): Promise<Collection> => {
    const collection = target().db.collection(name);
    await addIndex(collection, { userId: 1, createdAt: -1, _id: -1 });
    await addIndex(collection, { price: 1 });
    await collection.insertMany(
      Array.from(
        { length: 400 },
        (_, _id) =>
          ({
            _id,
            userId: _id % 4,
            createdAt: new Date(Math.floor(_id / 8)),
            price: _id,
            tags: [_id % 7, 'all'],
          }) as never,
      ),
    );
    return collection;
  };
  const explained = async (
    collection: Collection,
    filter: Document,
    sort: Record<string, 1 | -1> = {},
    limit = 0,
  ) => {
    const answer = await collection.find(filter).sort(sort).limit(limit).explain('executionStats');
    const { executionStats, queryPlanner } = answer as { executionStats: Stats; queryPlanner: unknown };
    return { ...executionStats, plan: JSON.stringify(queryPlanner) };
  };

  it('examine only matching documents for equality, $in and ranges (tutorial/analyze-query-plan)', async () => {
    const collection = await bookings('bounds');
    for (const [filter, count] of [
      [{ price: 7 }, 1],
      [{ price: { $in: [1, 5, 9] } }, 3],
      [{ price: { $gte: 390 } }, 10],
      [{ userId: 1, createdAt: { $lt: new Date(5) } }, 10],
    ] as const) {
      const { nReturned, totalDocsExamined, plan } = await explained(collection, filter);
      expect({ nReturned, totalDocsExamined }, JSON.stringify(filter)).toEqual({
        nReturned: count,
        totalDocsExamined: count,
      });
      expect(plan).toContain('IXSCAN');
    }
    const unindexed = await explained(collection, { nothing: 1 });
    expect(unindexed).toMatchObject({ nReturned: 0, totalDocsExamined: 400 });
    expect(unindexed.plan).toContain('COLLSCAN');
  });

  it('yield a keyset page in order and stop at its end (tutorial/sort-results-with-indexes)', async () => {
    const collection = await bookings('pages');
    const sort = { createdAt: -1, _id: -1 } as const;
    const all = await collection.find({ userId: 2 }).sort(sort).toArray();
    const last = all[49];
    const filter: Document = {
      userId: 2,
      $or: [
        { createdAt: { $lt: last?.['createdAt'] as Date } },
        { createdAt: last?.['createdAt'] as Date, _id: { $lt: last?._id } },
      ],
    };
    expect(await collection.find(filter).sort(sort).limit(10).toArray()).toEqual(all.slice(50, 60));
    const { nReturned, totalDocsExamined } = await explained(collection, filter, sort, 10);
    expect(nReturned).toBe(10);
    expect(totalDocsExamined).toBeLessThanOrEqual(14);
    const backwards = await explained(collection, { userId: 2 }, { createdAt: 1, _id: 1 }, 10);
    expect(backwards).toMatchObject({ nReturned: 10, totalDocsExamined: 10 });
  });

  it('serve each part of $unionWith (reference/operator/aggregation/unionWith)', async () => {
    const collection = await bookings('branches');
    const { db } = target();
    const page = (userId: number) => [
      { $match: { userId } },
      { $sort: { createdAt: -1, _id: -1 } },
      { $limit: 2 },
    ];
    await db.command({ profile: 2 });
    const found = await collection
      .aggregate([
        ...page(0),
        { $unionWith: { coll: 'branches', pipeline: page(1) } },
        { $sort: { userId: 1 } },
      ])
      .toArray();
    await db.command({ profile: 0 });
    expect(found.map(({ userId }) => userId as number)).toEqual([0, 0, 1, 1]);
    const entry = await db.collection('system.profile').findOne({ 'command.aggregate': 'branches' });
    expect(entry).toMatchObject({ op: 'command', ns: collection.namespace });
    expect(entry?.['docsExamined']).toBeLessThanOrEqual(4);
  });

  it('find array elements, and return each document once (core/indexes/index-types/index-multikey)', async () => {
    const collection = await bookings('multikey');
    await addIndex(collection, { tags: 1 });
    expect(await collection.find({ tags: { $in: [1, 'all'] } }).toArray()).toHaveLength(400);
    expect(await explained(collection, { tags: 3 })).toMatchObject({ nReturned: 57, totalDocsExamined: 57 });
    await collection.updateOne({ _id: 3 as never }, { $pull: { tags: 3 } as never });
    expect(await collection.countDocuments({ tags: 3 })).toBe(56);
    await addIndex(collection, { 'a.b': 1, 'c.d': 1 });
    await expect(collection.insertOne({ a: [{ b: 1 }], c: [{ d: 1 }] })).rejects.toMatchObject({ code: 171 });
  });

  it('yield the sort on an array without a blocking stage, unless bounds lie on it (core/indexes/index-types/index-multikey)', async () => {
    const collection = target().db.collection<{ _id: number; outbox: { at: Date }[] }>('outboxes');
    const waiting = { 'outbox.at': { $exists: true } };
    await addIndex(collection, { 'outbox.at': 1 }, { partialFilterExpression: waiting });
    await collection.insertMany(
      Array.from({ length: 60 }, (_, _id) => ({
        _id,
        outbox: _id % 3 === 0 ? [] : [{ at: new Date(1_000 - _id) }, { at: new Date(2_000 + _id) }],
      })),
    );
    const sort = { 'outbox.at': 1 } as const;
    const { plan, ...stats } = await explained(collection as never, waiting, sort, 5);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toContain('"SORT"');
    expect(stats).toMatchObject({ nReturned: 5, totalDocsExamined: 5 });
    const oldest = await collection.find(waiting).sort(sort).limit(5).toArray();
    expect(oldest.map(({ _id }) => _id)).toEqual([59, 58, 56, 55, 53]);
    const newest = await collection.find(waiting).sort({ 'outbox.at': -1 }).limit(2).toArray();
    expect(newest.map(({ _id }) => _id)).toEqual([59, 58]);
    const bounded: Document = { 'outbox.at': { $gte: new Date(1_950) } };
    expect((await explained(collection as never, bounded, sort)).plan).toContain('"SORT"');
    expect(await collection.find(bounded).sort(sort).limit(1).toArray()).toMatchObject([{ _id: 59 }]);
  });

  it('do not yield the sort on an array with a fixed value (core/indexes/index-types/index-multikey)', async () => {
    const collection = target().db.collection<{ _id: number; tags: number[]; n: number }>('fixed');
    await addIndex(collection, { tags: 1, n: 1 });
    await collection.insertMany([
      { _id: 1, tags: [3, 2], n: 1 },
      { _id: 2, tags: [3, 1], n: 3 },
      { _id: 3, tags: [3], n: 2 },
    ]);
    const found = await collection.find({ tags: 3 }).sort({ tags: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([2, 1, 3]);
    const { plan } = await explained(collection as never, { tags: 3 }, { n: 1 });
    expect(plan).not.toContain('"SORT"');
    expect((await collection.find({ tags: 3 }).sort({ n: 1 }).toArray()).map(({ _id }) => _id)).toEqual([
      1, 3, 2,
    ]);
  });

  it('serve a filter on a partial field that must exist (core/index-partial)', async () => {
    const collection = target().db.collection('existing');
    await addIndex(collection, { due: 1 }, { partialFilterExpression: { due: { $exists: true } } });
    await collection.insertMany([...Array(20).keys()].map((n) => (n < 3 ? { due: n } : { n })));
    expect(await explained(collection, { due: { $exists: true } })).toMatchObject({
      nReturned: 3,
      totalDocsExamined: 3,
    });
    expect(await collection.find({ due: { $exists: false } }).toArray()).toHaveLength(17);
  });

  it('serve only filters that imply the filter of a partial index (core/index-partial)', async () => {
    const collection = target().db.collection('partial');
    await addIndex(collection, { due: 1 }, { partialFilterExpression: { state: 'open' } });
    await collection.insertMany([{ n: 1 }, { due: 1, state: 'open' }, { due: 2, state: 'done' }]);
    expect(await explained(collection, { state: 'open', due: { $lt: 5 } })).toMatchObject({
      totalDocsExamined: 1,
    });
    expect(await collection.find({ due: { $lt: 5 } }).toArray()).toHaveLength(2);
  });

  it('are created again without effect, and refused with different options (reference/command/createIndexes)', async () => {
    const collection = target().db.collection('definitions');
    expect(await addIndex(collection, { a: 1 })).toBe('a_1');
    expect(await addIndex(collection, { a: 1 })).toBe('a_1');
    await expect(addIndex(collection, { a: 1 }, { name: 'other' })).rejects.toMatchObject({ code: 85 });
    await expect(addIndex(collection, { b: 1 }, { name: 'a_1' })).rejects.toMatchObject({ code: 86 });
    expect((await collection.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1']);
    await expect(collection.dropIndex('none')).rejects.toMatchObject({ code: 27 });
    await collection.dropIndex('a_1');
    await collection.insertMany([{ u: 1 }, { u: 1 }]);
    await expect(addIndex(collection, { u: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    await expect(target().db.collection('absent').indexes()).rejects.toMatchObject({ code: 26 });
  });

  it('change their expiry, and become TTL indexes (reference/command/collMod)', async () => {
    const { db } = target();
    const collection = db.collection('expiries');
    await addIndex(collection, { at: 1 }, { expireAfterSeconds: 3600 });
    await expect(addIndex(collection, { at: 1 }, { expireAfterSeconds: 60 })).rejects.toMatchObject({
      code: 85,
    });
    const change = (index: Document) => db.command({ collMod: 'expiries', index });
    expect(await change({ keyPattern: { at: 1 }, expireAfterSeconds: 60 })).toMatchObject({
      expireAfterSeconds_old: 3600,
      expireAfterSeconds_new: 60,
    });
    await addIndex(collection, { at: 1 }, { expireAfterSeconds: 60 });
    await addIndex(collection, { plain: 1 });
    await change({ name: 'plain_1', expireAfterSeconds: 5 });
    expect(await collection.indexes()).toMatchObject([
      { name: '_id_' },
      { name: 'at_1', expireAfterSeconds: 60 },
      { name: 'plain_1', expireAfterSeconds: 5 },
    ]);
    await expect(change({ name: 'none', expireAfterSeconds: 5 })).rejects.toMatchObject({ code: 27 });
    await expect(change({ name: 'at_1' })).rejects.toMatchObject({ code: 72 });
    await expect(
      db.command({ collMod: 'absent', index: { name: 'at_1', expireAfterSeconds: 5 } }),
    ).rejects.toMatchObject({ code: 26 });
  });

  it('remove expired documents (core/index-ttl)', async () => {
    const collection = target().db.collection('expiring');
    await addIndex(collection, { at: 1 }, { expireAfterSeconds: 3600 });
    await collection.insertMany([
      { at: new Date(Date.now() - 7_200_000) },
      { at: new Date() },
      { at: 'never' },
    ]);
    // A MongoDB server looks for expired documents every 60 s; the embedded one every 5 s, without this parameter.
    await target()
      .client.db('admin')
      .command({ setParameter: 1, ttlMonitorSleepSecs: 1 })
      .catch(() => undefined);
    await eventually(
      async () => {
        expect(await collection.countDocuments()).toBe(2);
      },
      { timeoutMs: 20_000 },
    );
  });
});
