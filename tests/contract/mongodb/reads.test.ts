import { Double, Int32, Long, ObjectId, type Document } from 'mongodb';
import { expect, it } from 'vitest';
import { addIndex, contract } from './targets.ts';

// Each title ends with its page of https://www.mongodb.com/docs/manual/.

contract('reads', (target) => {
  const filled = async (name: string, documents: Document[]) => {
    const collection = target().db.collection(name);
    await collection.insertMany(documents.map((document) => ({ ...document })));
    return collection;
  };
  const ids = (documents: Document[]) => documents.map(({ _id }) => _id as unknown);

  it.each<[string, Document, number[]]>([
    ['equality over arrays (tutorial/query-arrays)', { tags: 'x' }, [1, 2]],
    ['a whole array (tutorial/query-arrays)', { tags: ['x', 'y'] }, [2]],
    ['null matches missing (tutorial/query-for-null-fields)', { n: null }, [3, 4]],
    ['$exists sees null (reference/operator/query/exists)', { n: { $exists: true } }, [1, 2, 3]],
    ['ranges stay within a type (reference/method/db.collection.find)', { n: { $gt: 1 } }, [2]],
    ['$in with a pattern and null (reference/operator/query/in)', { s: { $in: [/^ab/, null] } }, [1, 3, 4]],
    ['$ne matches missing (reference/operator/query/ne)', { s: { $ne: 'abc' } }, [2, 3, 4]],
    ['$not (reference/operator/query/not)', { n: { $not: { $gt: 1 } } }, [1, 3, 4]],
    ['$nor (reference/operator/query/nor)', { $nor: [{ n: 1 }, { s: 'zzz' }] }, [3, 4]],
    ['dotted paths over arrays (tutorial/query-array-of-documents)', { 'items.sku': 'b' }, [1]],
    [
      '$elemMatch on one element (reference/operator/query/elemMatch)',
      { items: { $elemMatch: { sku: 'a', qty: { $gt: 2 } } } },
      [2],
    ],
    [
      'conditions on different elements (tutorial/query-array-of-documents)',
      { 'items.sku': 'a', 'items.qty': 5 },
      [1, 2],
    ],
    ['$size (reference/operator/query/size)', { tags: { $size: 2 } }, [2]],
    ['$expr (reference/operator/query/expr)', { $expr: { $eq: ['$_id', '$n'] } }, [1, 2]],
    ['$regex with options (reference/operator/query/regex)', { s: { $regex: 'ABC', $options: 'i' } }, [1]],
  ])('matches %s', async (name, filter, expected) => {
    const things = await filled(`match ${name.replace(/\W/g, '')}`, [
      {
        _id: 1,
        n: 1,
        s: 'abc',
        tags: ['x'],
        items: [
          { sku: 'a', qty: 1 },
          { sku: 'b', qty: 5 },
        ],
      },
      { _id: 2, n: 2, s: 'zzz', tags: ['x', 'y'], items: [{ sku: 'a', qty: 5 }] },
      { _id: 3, n: null, tags: [] },
      { _id: 4 },
    ]);
    expect(ids(await things.find(filter).sort({ _id: 1 }).toArray())).toEqual(expected);
    await things.createIndexes([
      { key: { n: 1 } },
      { key: { tags: -1 } },
      { key: { s: 1, n: 1 } },
      { key: { 'items.sku': 1, 'items.qty': -1 } },
    ]);
    expect(ids(await things.find(filter).sort({ _id: 1 }).toArray()), 'with indexes').toEqual(expected);
  });

  it('sorts across types in BSON order (reference/bson-type-comparison-order)', async () => {
    const values = [
      null,
      -1,
      2.5,
      'B',
      'a',
      { a: 1 },
      Buffer.from([1]),
      new ObjectId(),
      false,
      true,
      new Date(0),
    ];
    const things = await filled('order', values.map((value, _id) => ({ _id, value })).reverse());
    const expected = values.map((_, at) => at);
    expect(ids(await things.find().sort({ value: 1 }).toArray())).toEqual(expected);
    await addIndex(things, { value: -1 });
    expect(ids(await things.find().sort({ value: 1 }).toArray())).toEqual(expected);
    expect(ids(await things.find().sort({ value: -1 }).toArray())).toEqual(expected.toReversed());
  });

  it('projects included or excluded fields (tutorial/project-fields-from-query-results)', async () => {
    const list = [
      { n: 1, m: 1 },
      { n: 2, m: 2 },
    ];
    const things = await filled('projected', [{ _id: 1, a: 1, b: { c: 2, d: 3 }, list }]);
    const project = async (projection: Document) => things.findOne({}, { projection });
    expect(await project({ 'b.c': 1, _id: 0 })).toEqual({ b: { c: 2 } });
    expect(await project({ b: 0, list: 0 })).toEqual({ _id: 1, a: 1 });
    expect(await project({ 'list.n': 1 })).toEqual({ _id: 1, list: [{ n: 1 }, { n: 2 }] });
    expect(await project({ _id: 1 })).toEqual({ _id: 1 });
    await expect(project({ a: 1, b: 0 })).rejects.toMatchObject({ code: 31254 });
  });

  it('getMore returns batches to the end of a cursor, and CursorNotFound after killCursors (reference/command/getMore)', async () => {
    const things = await filled(
      'batches',
      Array.from({ length: 250 }, (_, _id) => ({ _id })),
    );
    expect(await things.find().batchSize(100).toArray()).toHaveLength(250);
    const started = await target().db.command({ find: 'batches', batchSize: 2 }, { promoteLongs: false });
    const { id } = (started as { cursor: { id: Long } }).cursor;
    await target().db.command({ killCursors: 'batches', cursors: [id] });
    await expect(target().db.command({ getMore: id, collection: 'batches' })).rejects.toMatchObject({
      code: 43,
    });
  });

  it('refuses a cursor id that is not a long (reference/command/getMore)', async () => {
    await filled('ids', [{ _id: 1 }]);
    const getMore = target().db.command({ getMore: new Int32(5), collection: 'ids' });
    await expect(getMore).rejects.toMatchObject({ code: 14, codeName: 'TypeMismatch' });
    const kill = target().db.command({ killCursors: 'ids', cursors: [new Double(5)] });
    await expect(kill).rejects.toMatchObject({ code: 14 });
  });

  it('aggregates with $group, $unwind, $unionWith, $project and $set (reference/operator/aggregation-pipeline)', async () => {
    const orders = await filled('orders', [
      { _id: 1, user: 'a', total: 10, lines: ['x', 'y'] },
      { _id: 2, user: 'b', total: 5, lines: ['x'] },
      { _id: 3, user: 'a', total: 1, lines: [] },
    ]);
    await filled('people', [{ _id: 'a', name: 'Ann' }]);
    const run = (...pipeline: Document[]) => orders.aggregate(pipeline).toArray();
    expect(await run({ $group: { _id: '$user', sum: { $sum: '$total' } } }, { $sort: { _id: 1 } })).toEqual([
      { _id: 'a', sum: 11 },
      { _id: 'b', sum: 5 },
    ]);
    expect(await run({ $unwind: '$lines' }, { $count: 'lines' })).toEqual([{ lines: 3 }]);
    expect(
      await run(
        { $match: { _id: 1 } },
        { $project: { _id: 1 } },
        { $unionWith: { coll: 'people', pipeline: [{ $match: { _id: 'a' } }, { $project: { _id: 1 } }] } },
        { $sort: { _id: 1 } },
      ),
    ).toEqual([{ _id: 1 }, { _id: 'a' }]);
    expect(await run({ $match: { _id: 99 } }, { $count: 'n' })).toEqual([]);
    expect(await orders.countDocuments({ user: 'a' })).toBe(2);
    expect(
      await run(
        { $match: { _id: 1 } },
        { $set: { total: { $multiply: ['$total', 2] } } },
        { $project: { total: 1 } },
      ),
    ).toEqual([{ _id: 1, total: 20 }]);
    expect((await orders.findOne({ _id: 1 as never }))?.['total']).toBe(10);
  });

  it('tells its version to the driver (reference/command/buildInfo)', async () => {
    expect(await target().db.admin().buildInfo()).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    });
  });
});
