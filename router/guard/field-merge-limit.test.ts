import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { fieldMergeLimit } from './field-merge-limit.ts';

const schema = buildSchema('type Query { id: ID self: Query other(n: Int): Query }');
const times = (count: number, of: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => of(at)).join(' ');

const refusal = (text: string) =>
  validate(schema, parse(text), [fieldMergeLimit]).map(({ extensions }) => extensions['code']);

describe('field merge limit', () => {
  it.each([
    ['a field', `{ ${times(300, () => 'self { id }')} }`],
    ['a nested field', `{ self { self { ${times(300, () => 'other(n: 1) { id }')} } } }`],
    [
      'a field in fragments',
      `{ ${times(300, (at) => `...F${at}`)} } ${times(300, (at) => `fragment F${at} on Query { id }`)}`,
    ],
    ['a field in inline fragments', `{ ${times(300, () => '... { id }')} }`],
    ['a field within a repeated field', `{ ${times(150, () => 'self { self { id } }')} }`],
  ])('%s selected hundreds of times: refused', (_name, text) => {
    expect(refusal(text)[0]).toBe('OPERATION_TOO_LARGE');
  });

  it.each([
    ['a field selected a hundred times', `{ ${times(100, () => 'id')} }`],
    ['many fields', `{ ${times(1_000, (at) => `a${at}: id`)} }`],
    ['a field in many places', `{ ${times(500, (at) => `a${at}: self { id }`)} }`],
    [
      'forty fragments with the same ten fields',
      `{ ${times(40, (at) => `...F${at}`)} } ${times(40, (at) => `fragment F${at} on Query { ${times(10, (n) => `a${n}: id`)} }`)}`,
    ],
    [
      'a cycle of fragments through many fields, beside a deep selection',
      `{ ...A ${'self { '.repeat(100)} id ${'}'.repeat(100)} } fragment A on Query { ${times(30, (at) => `a${at}: self { ...A }`)} }`,
    ],
    ['a cycle of fragments', '{ ...A } fragment A on Query { ...B id } fragment B on Query { ...A id }'],
  ])('%s: allowed', (_name, text) => {
    expect(refusal(text)).toEqual([]);
  });
});
