import { Binary, Decimal128, Double, Int32, Long, ObjectId, type Document } from 'mongodb';
import { expect, it } from 'vitest';
import { addIndex, contract } from './targets.ts';

// Each title ends with its page of https://www.mongodb.com/docs/manual/.

contract('writes', (target) => {
  const fresh = (name: string) => target().db.collection(name);

  it('keeps every BSON type as it was written (reference/bson-types)', async () => {
    const things = fresh('types');
    const document = {
      _id: new ObjectId(),
      int: new Int32(5),
      double: new Double(5),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      binary: new Binary(Buffer.from([0, 255, 128])),
      date: new Date(1_700_000_000_123),
      nothing: null,
      nested: { list: [1, 'two', { three: true }] },
    };
    await things.insertOne(document);
    await things.updateOne({}, { $set: { touched: true } });
    const back = await things.findOne({}, { promoteValues: false });
    expect(back?.['int']).toBeInstanceOf(Int32);
    expect(back?.['double']).toBeInstanceOf(Double);
    expect(String(back?.['long'])).toBe('9007199254740993');
    expect(String(back?.['decimal'])).toBe('1.10');
    expect(Buffer.from((back?.['binary'] as Binary).buffer)).toEqual(Buffer.from([0, 255, 128]));
    expect(await things.findOne({}, { projection: { date: 1, nothing: 1, nested: 1, _id: 0 } })).toEqual({
      date: document.date,
      nothing: null,
      nested: document.nested,
    });
  });

  it('stops an ordered batch at its first error, and completes an unordered batch (reference/command/insert)', async () => {
    const things = fresh('batches');
    const batch = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
    await expect(things.insertMany(batch)).rejects.toMatchObject({ code: 11000, insertedCount: 1 });
    await expect(things.insertMany(batch, { ordered: false })).rejects.toMatchObject({
      code: 11000,
      insertedCount: 1,
    });
    expect(await things.countDocuments()).toBe(2);
  });

  it('reports the index, its pattern and the value of a duplicate key (core/index-unique)', async () => {
    const things = fresh('duplicates');
    await addIndex(things, { email: 1, kind: 1 }, { unique: true });
    await things.insertOne({ email: 'a', kind: 1 });
    await expect(things.insertOne({ email: 'a', kind: 1 })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { email: 1, kind: 1 },
      keyValue: { email: 'a', kind: 1 },
      message: expect.stringContaining('email_1_kind_1 dup key: { email: "a", kind: 1 }') as string,
    });
    await things.insertOne({ kind: 1 });
    await expect(things.insertOne({ kind: 1, email: null })).rejects.toMatchObject({ code: 11000 });
    await expect(things.updateOne({ email: null }, { $set: { email: 'a' } })).rejects.toMatchObject({
      code: 11000,
    });
    await expect(things.findOneAndUpdate({ email: null }, { $set: { email: 'a' } })).rejects.toMatchObject({
      code: 11000,
      codeName: 'DuplicateKey',
      keyValue: { email: 'a', kind: 1 },
    });
  });

  it('applies a partial unique index only to documents that match its filter (core/index-partial)', async () => {
    const things = fresh('partial');
    await addIndex(things, { seat: 1 }, { unique: true, partialFilterExpression: { state: 'held' } });
    await things.insertMany([
      { seat: 1, state: 'free' },
      { seat: 1, state: 'free' },
      { seat: 1, state: 'held' },
    ]);
    await expect(things.insertOne({ seat: 1, state: 'held' })).rejects.toMatchObject({ code: 11000 });
    await expect(things.updateMany({ state: 'free' }, { $set: { state: 'held' } })).rejects.toMatchObject({
      code: 11000,
    });
  });

  it('updates atomically: concurrent claims never exceed the limit (core/write-operations-atomicity)', async () => {
    const things = fresh('races');
    await things.insertOne({ _id: 1 as never, left: 3 });
    const claims = await Promise.all(
      Array.from({ length: 20 }, () =>
        things.updateOne({ _id: 1 as never, left: { $gt: 0 } }, { $inc: { left: -1 } }),
      ),
    );
    expect(claims.filter(({ modifiedCount }) => modifiedCount === 1)).toHaveLength(3);
    expect(await things.findOne()).toMatchObject({ left: 0 });
  });

  it('upserts the equalities of the filter and the fields of $setOnInsert (reference/operator/update/setOnInsert)', async () => {
    const things = fresh('upserts');
    const change = { $setOnInsert: { born: 1 }, $inc: { n: 1 } };
    const filter = { key: 'k', 'where.city': { $eq: 'Rome' }, size: { $gt: 3 } };
    const first = await things.updateOne(filter, change, { upsert: true });
    expect(first).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    const document = await things.findOne({}, { projection: { _id: 0 } });
    expect(document).toEqual({ key: 'k', where: { city: 'Rome' }, born: 1, n: 1 });
    const after = await things.findOneAndUpdate({ key: 'k' }, change, {
      upsert: true,
      returnDocument: 'after',
      projection: { _id: 0, n: 1 },
    });
    expect(after).toEqual({ n: 2 });
  });

  it('findAndModify returns the old or new document, sorts and removes (reference/command/findAndModify)', async () => {
    const things = fresh('modify');
    await things.insertMany([{ n: 1 }, { n: 3 }, { n: 2 }]);
    expect(await things.findOneAndUpdate({}, { $set: { seen: true } }, { sort: { n: -1 } })).toMatchObject({
      n: 3,
    });
    expect(await things.findOneAndReplace({ n: 3 }, { n: 4 }, { returnDocument: 'after' })).toMatchObject({
      n: 4,
    });
    expect(await things.findOneAndDelete({}, { sort: { n: 1 } })).toMatchObject({ n: 1 });
    expect(await things.findOneAndUpdate({ n: 9 }, { $set: { n: 1 } })).toBeNull();
  });

  it('refuses a changed _id, conflicting paths and arithmetic on strings (reference/operator/update)', async () => {
    const things = fresh('refusals');
    await things.insertOne({ _id: 1 as never, text: 'a' });
    const refused: [Document, number][] = [
      [{ $set: { _id: 2 } }, 66],
      [{ $set: { a: 1 }, $inc: { 'a.b': 1 } }, 40],
      [{ $inc: { text: 1 } }, 14],
      [{ $inc: { n: 'x' } }, 14],
      [{ $push: { text: 1 } }, 2],
      [{ $set: { 'text.inner': 1 } }, 28],
      [{ $strange: { a: 1 } }, 9],
    ];
    for (const [change, code] of refused) {
      await expect(things.updateOne({}, change), JSON.stringify(change)).rejects.toMatchObject({ code });
    }
    await expect(things.insertOne({ big: 'x'.repeat(17 * 1024 * 1024) })).rejects.toThrow();
    await expect(things.replaceOne({}, { _id: 2 })).rejects.toMatchObject({ code: 66 });
  });

  it('counts an update without effect as matched, not as modified (reference/command/update)', async () => {
    const things = fresh('noops');
    await things.insertOne({ n: 1 });
    expect(await things.updateOne({ n: 1 }, { $set: { n: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
    expect(
      await things.bulkWrite([
        { updateOne: { filter: { n: 1 }, update: { $inc: { n: 1 } } } },
        { insertOne: { document: { n: 7 } } },
        { deleteMany: { filter: { n: { $gte: 2 } } } },
      ]),
    ).toMatchObject({ modifiedCount: 1, insertedCount: 1, deletedCount: 2 });
  });
});
