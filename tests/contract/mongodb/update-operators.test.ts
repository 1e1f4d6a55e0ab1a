import { Int32, Long, type Document } from 'mongodb';
import { expect, it } from 'vitest';
import { contract } from './targets.ts';

// Each name ends with the page of https://www.mongodb.com/docs/manual/ that it holds the server to.

contract('update operators', (target) => {
  const fresh = (name: string) => target().db.collection(name);

  it.each<[string, Document, Document, Document, Document?]>([
    [
      '$set makes documents on the way (set)',
      { a: 1 },
      { $set: { 'b.c.d': 2 } },
      { a: 1, b: { c: { d: 2 } } },
    ],
    [
      '$set fills an array with nulls up to a position (set)',
      { l: [1] },
      { $set: { 'l.3': 4 } },
      { l: [1, null, null, 4] },
    ],
    [
      '$unset leaves null in an array (unset)',
      { l: [1, 2], x: 1 },
      { $unset: { 'l.0': '', x: '' } },
      { l: [null, 2] },
    ],
    ['$mul of a missing field is 0 (mul)', {}, { $mul: { n: 3 } }, { n: 0 }],
    [
      '$min and $max keep the lesser and greater (min)',
      { a: 5, b: 5 },
      { $min: { a: 3 }, $max: { b: 3, c: 1 } },
      { a: 3, b: 5, c: 1 },
    ],
    ['$rename moves a field (rename)', { a: 1 }, { $rename: { a: 'b.c' } }, { b: { c: 1 } }],
    [
      '$push places, sorts, then slices (push)',
      { l: [5, 1] },
      { $push: { l: { $each: [3, 2], $sort: 1, $slice: -3 } } },
      { l: [2, 3, 5] },
    ],
    [
      '$push inserts at a position (position)',
      { l: [1, 4] },
      { $push: { l: { $each: [2, 3], $position: 1 } } },
      { l: [1, 2, 3, 4] },
    ],
    [
      '$push sorts documents by field (sort)',
      { l: [{ n: 2 }] },
      { $push: { l: { $each: [{ n: 3 }, { n: 1 }], $sort: { n: -1 } } } },
      { l: [{ n: 3 }, { n: 2 }, { n: 1 }] },
    ],
    [
      '$addToSet adds what is not there (addToSet)',
      { l: [1] },
      { $addToSet: { l: { $each: [1, 2, 2] } } },
      { l: [1, 2] },
    ],
    [
      '$pull removes by condition (pull)',
      { l: [{ n: 1, k: 'a' }, { n: 5 }], m: [1, 5] },
      { $pull: { l: { n: { $lt: 3 } }, m: { $gte: 5 } } },
      { l: [{ n: 5 }], m: [1] },
    ],
    [
      '$pullAll removes listed values (pullAll)',
      { l: [1, 2, 1, 3] },
      { $pullAll: { l: [1, 3] } },
      { l: [2] },
    ],
    ['$pop takes an end (pop)', { a: [1, 2], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1], b: [2] }],
    [
      '$ means the matched element (positional)',
      {
        l: [
          { k: 1, n: 0 },
          { k: 2, n: 0 },
        ],
      },
      { $inc: { 'l.$.n': 1 } },
      {
        l: [
          { k: 1, n: 0 },
          { k: 2, n: 1 },
        ],
      },
      { 'l.k': 2 },
    ],
    [
      '$ follows $elemMatch (positional)',
      {
        l: [
          { k: 1, n: 0 },
          { k: 1, n: 5 },
        ],
      },
      { $set: { 'l.$.hit': true } },
      {
        l: [
          { k: 1, n: 0 },
          { k: 1, n: 5, hit: true },
        ],
      },
      { l: { $elemMatch: { k: 1, n: { $gt: 1 } } } },
    ],
    [
      '$[] means every element (positional-all)',
      { l: [{ n: 1 }, { n: 2 }] },
      { $inc: { 'l.$[].n': 1 } },
      { l: [{ n: 2 }, { n: 3 }] },
    ],
  ])('%s (reference/operator/update)', async (_name, before, change, after, filter = {}) => {
    const things = fresh('operators');
    await things.deleteMany({});
    await things.insertOne({ ...before });
    await things.updateOne(filter, change);
    expect(await things.findOne({}, { projection: { _id: 0 } })).toEqual(after);
  });

  it('changes the elements array filters choose (reference/operator/update/positional-filtered)', async () => {
    const things = fresh('filtered');
    await things.insertOne({
      rooms: [
        { k: 'a', nights: [1, 5] },
        { k: 'b', nights: [7] },
      ],
    });
    const arrayFilters = [{ 'room.k': 'a' }, { night: { $gt: 3 } }];
    await things.updateOne({}, { $inc: { 'rooms.$[room].nights.$[night]': 10 } }, { arrayFilters });
    expect(await things.findOne({}, { projection: { _id: 0 } })).toEqual({
      rooms: [
        { k: 'a', nights: [1, 15] },
        { k: 'b', nights: [7] },
      ],
    });
    await expect(things.updateOne({}, { $set: { 'rooms.$[x].k': 1 } })).rejects.toMatchObject({ code: 2 });
    await expect(
      things.updateOne({}, { $set: { a: 1 } }, { arrayFilters: [{ x: 1 }] }),
    ).rejects.toMatchObject({ code: 9 });
  });

  it('widens an int to a long when it must (reference/operator/update/inc)', async () => {
    const things = fresh('widening');
    await things.insertOne({ n: new Int32(2 ** 31 - 1) });
    await things.updateOne({}, { $inc: { n: 1 } });
    expect((await things.findOne({}, { promoteValues: false }))?.['n']).toEqual(Long.fromNumber(2 ** 31));
  });
});
