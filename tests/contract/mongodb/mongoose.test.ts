import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { contract } from './targets.ts';

// https://mongoosejs.com/docs/guide.html

contract('mongoose', (target) => {
  it('creates collections and indexes repeatedly, saves arrays, and detects version conflicts', async () => {
    const { client, db } = target();
    const connection = mongoose.createConnection();
    connection.setClient(client);
    const schema = new mongoose.Schema(
      { email: { type: String, unique: true }, items: [{ sku: String, qty: Number }], seen: Date },
      { timestamps: true, optimisticConcurrency: true },
    );
    const Person = connection.useDb(db.databaseName).model('Person', schema);
    await Person.init();
    await Person.createIndexes();
    const person = await Person.create({ email: 'a@example.com', items: [{ sku: 'x', qty: 1 }] });
    const stale = await Person.findById(person._id).orFail();
    person.items.push({ sku: 'y', qty: 2 });
    await person.save();
    stale.email = 'b@example.com';
    await expect(stale.save()).rejects.toThrow(mongoose.Error.VersionError);
    await Person.updateOne({ 'items.sku': 'y' }, { $inc: { 'items.1.qty': 5 } });
    const [found] = await Person.find({ 'items.qty': { $gt: 5 } }).lean();
    expect(found?.items.map(({ sku, qty }) => [sku, qty])).toEqual([
      ['x', 1],
      ['y', 7],
    ]);
    await expect(Person.create({ email: 'a@example.com' })).rejects.toMatchObject({ code: 11000 });
    expect(await Person.aggregate<{ n: number }>([{ $unwind: '$items' }, { $count: 'n' }])).toEqual([
      { n: 2 },
    ]);
  });
});
