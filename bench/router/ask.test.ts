import { expect, it } from 'vitest';
import { createComparison } from './ask.ts';

it('accepts answers equal to the first, in any order of fields', () => {
  const compare = createComparison();
  compare('one', '{"data":{"a":1,"b":[2]}}');
  compare('one', '{"data":{"b":[2],"a":1},"extensions":{}}');
  compare('three', '{"data":{"a":2}}');
  expect(() => {
    compare('one', '{"data":{"a":1,"b":[3]}}');
  }).toThrow('one: expected the answer of the first target');
});

it.each(['{"data":{"a":1},"errors":[{"message":"half of it"}]}', '{"data":null}', '{}'])(
  'refuses %s',
  (answer) => {
    expect(() => {
      createComparison()('one', answer);
    }).toThrow('one: expected data without errors');
  },
);
