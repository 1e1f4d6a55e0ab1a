import type { Model } from 'mongoose';
import { expect, it } from 'vitest';
import { childPagesLoader } from './keyset-pages.ts';

interface Row {
  _id: string;
  placedAt: Date;
}

const row = (_id: string, day: number): Row => ({ _id, placedAt: new Date(Date.UTC(2027, 0, day)) });

/** A collection whose unions return their rows in an arbitrary order, as MongoDB may. */
function shuffling(rows: readonly { at: number; row: Row }[]): Model<Row> {
  const aggregation = { option: () => aggregation, exec: () => Promise.resolve(rows) };
  return {
    collection: { collectionName: 'rows' },
    aggregate: () => aggregation,
  } as unknown as Model<Row>;
}

it('pages of several parents are sorted, newest first, whatever order $unionWith returns', async () => {
  const loader = childPagesLoader(
    shuffling([
      { at: 1, row: row('d', 2) },
      { at: 0, row: row('a', 1) },
      { at: 0, row: row('c', 3) },
      { at: 1, row: row('e', 2) },
      { at: 0, row: row('b', 2) },
    ]),
    'placedAt',
    { run: (call) => call() },
  );
  const pageOf = (userId: string) => loader.load({ filter: { userId }, page: { first: 10, after: null } });

  const [first, second] = await Promise.all([pageOf('one'), pageOf('two')]);

  expect(first.map(({ _id }) => _id)).toEqual(['c', 'b', 'a']);
  expect(second.map(({ _id }) => _id)).toEqual(['e', 'd']);
});
