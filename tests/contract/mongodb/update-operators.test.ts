import { Int32, Long, type Document } from 'mongodb';
import { expect, it } from 'vitest';
import { contract } from './targets.ts';

// Each title ends with its page of https://www.mongodb.com/docs/manual/.

contract('update operators', (target) => {
  const fresh = (name: string) => target().db.collection(name);

  it.each<[string, Document, Document, Document]>([
    [
      '$set creates missing documents along the path (set)',
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
    [
      '$min and $max keep the lesser and greater (min)',
      { a: 5, b: 5 },
      { $min: { a: 3 }, $max: { b: 3, c: 1 } },
      { a: 3, b: 5, c: 1 },
    ],
    ['$push adds each value (push)', { l: [1] }, { $push: { l: { $each: [3, 2] } } }, { l: [1, 3, 2] }],
    [
      '$addToSet adds missing values (addToSet)',
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
  ])('%s (reference/operator/update)', async (_name, before, change, after) => {
    const things = fresh('operators');
    await things.deleteMany({});
    await things.insertOne({ ...before });
    await things.updateOne({}, change);
    expect(await things.findOne({}, { projection: { _id: 0 } })).toEqual(after);
  });

  it('$inc widens an int to a long on overflow (reference/operator/update/inc)', async () => {
    const things = fresh('widening');
    await things.insertOne({ n: new Int32(2 ** 31 - 1) });
    await things.updateOne({}, { $inc: { n: 1 } });
    expect((await things.findOne({}, { promoteValues: false }))?.['n']).toEqual(Long.fromNumber(2 ** 31));
  });
});
