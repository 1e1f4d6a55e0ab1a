import type { Document } from 'mongodb';
import { expect, it } from 'vitest';
import { contract } from './targets.ts';

/** A seeded generator of integers below a bound, so that a failure can be repeated. */
function numbers(start: number): (below: number) => number {
  let seed = start;
  return (below) => (seed = (seed * 48271) % 2147483647) % below;
}

const paths = ['a', 'b', 'c', 'a.x', 'a.y', 'a.0', '_id'];

// https://www.mongodb.com/docs/manual/indexes/ : an index changes how an answer is found, never the answer.
contract('random queries', (target) => {
  it('return the same documents with and without indexes (indexes)', async () => {
    const pick = numbers(20_261_121);
    const scalar = (): unknown =>
      [null, pick(4), `s${pick(3)}`, new Date(pick(4)), true, { x: pick(3) }][pick(6)];
    const array = (): unknown =>
      [[pick(4), pick(4)], [], [{ x: pick(3), y: pick(3) }, { x: pick(3) }]][pick(3)];
    const condition = (): unknown =>
      [
        ...[scalar(), { $gt: pick(4) }, { $gte: pick(3), $lt: pick(3) + 2 }, { $in: [scalar(), scalar()] }],
        ...[
          { $ne: scalar() },
          { $exists: pick(2) === 0 },
          /^s1/,
          { $elemMatch: { x: pick(3) } },
          { $size: pick(3) },
        ],
      ][pick(9)];
    const filter = (depth = 0): Document => {
      const conditions = Array.from({ length: 1 + pick(2) }, () => [
        paths[pick(paths.length)] ?? 'a',
        condition(),
      ]);
      const or = depth < 1 && pick(3) === 0 ? { $or: [filter(depth + 1), filter(depth + 1)] } : {};
      return { ...(Object.fromEntries(conditions) as Document), ...or };
    };
    const documents = Array.from({ length: 200 }, (_, _id): Document => {
      return {
        _id,
        a: pick(2) === 0 ? array() : scalar(),
        ...(pick(4) > 0 ? { b: scalar() } : {}),
        c: scalar(),
      };
    });
    const [indexed, plain] = ['indexed', 'plain'].map((name) => target().db.collection(name));
    if (!indexed || !plain) throw new Error('two collections were made');
    await indexed.createIndexes([
      { key: { a: 1, b: -1, _id: 1 } },
      { key: { b: -1 } },
      { key: { 'a.x': 1, 'a.y': -1 } },
      { key: { c: 1, _id: -1 } },
      { key: { c: 1 }, partialFilterExpression: { c: { $gt: 1 } } },
    ]);
    await Promise.all([indexed, plain].map((collection) => collection.insertMany(documents)));
    for (let question = 0; question < 250; question++) {
      const asked = filter();
      const direction = pick(2) === 0 ? 1 : -1;
      const sort = { [['a', 'b', 'c'][pick(3)] ?? 'a']: direction, _id: direction } as const;
      const limit = pick(3) * 5;
      const [with_, without] = await Promise.all(
        [indexed, plain].map((collection) => collection.find(asked).sort(sort).limit(limit).toArray()),
      );
      expect(with_, JSON.stringify({ asked, sort, limit })).toEqual(without);
    }
  });
});
