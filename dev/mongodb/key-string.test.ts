import { Binary, Long, MaxKey, MinKey, ObjectId } from 'bson';
import { expect, it } from 'vitest';
import { complement, encodeKey, encodeValue } from './key-string.ts';

/** https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ */
const ascending: unknown[] = [
  new MinKey(),
  null,
  NaN,
  -Infinity,
  -1e300,
  -2,
  -1.5,
  0,
  5e-324,
  1,
  Long.fromString('9007199254740992'),
  Long.fromString('9007199254740993'),
  Infinity,
  '',
  '\0',
  '\0a',
  'A',
  'a',
  'a\0',
  'a\0b',
  'aa',
  'é',
  '日本',
  {},
  { a: 1 },
  { a: 1, b: 1 },
  { b: 0 },
  [],
  [1],
  [1, 2],
  [2],
  new Binary(Buffer.from([9])),
  new Binary(Buffer.from([0, 0])),
  new ObjectId('000000000000000000000000'),
  new ObjectId('ffffffffffffffffffffffff'),
  false,
  true,
  new Date(-5),
  new Date(0),
  new Date(9e12),
  /a/,
  new MaxKey(),
];

it('orders values of all BSON types, ascending and descending, alone and as the first field of a key', () => {
  for (let at = 1; at < ascending.length; at++) {
    const [lesser, greater] = [ascending[at - 1], ascending[at]];
    expect(encodeValue(lesser) < encodeValue(greater), `${String(lesser)} < ${String(greater)}`).toBe(true);
    expect(
      encodeKey([lesser, 9], [true, false]) > encodeKey([greater, 1], [true, false]),
      `descending, at ${at}`,
    ).toBe(true);
    expect(
      encodeKey([lesser, 9], [false, false]) < encodeKey([greater, 1], [false, false]),
      `compound, at ${at}`,
    ).toBe(true);
  }
});

it('encodes equal numbers of different types alike, and a missing value as null', () => {
  expect(encodeValue(5)).toBe(encodeValue(Long.fromNumber(5)));
  expect(encodeValue(-0)).toBe(encodeValue(0));
  expect(encodeValue(undefined)).toBe(encodeValue(null));
});

it('complements bounds for descending fields', () => {
  expect(complement(complement('abc'))).toBe('abc');
  expect(complement('a')).toBe(`${String.fromCharCode(158)}\uffff`);
});
