import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Rewrite } from '../planning/planner.ts';
import { compileRepresentation } from './representations.ts';

const schema = buildSchema(`
  type Query { stay: Stay }
  interface Stay { id: ID }
  type Hotel implements Stay { id: ID }
`);

const writer = (rewrites: Rewrite[]) =>
  compileRepresentation({
    ...{ schema, rewrites },
    selections: ['__typename', 'id'].map((name) => ({ type: 'Field', name, sentAs: name, selections: [] })),
    identifies: () => true,
  });

describe('a representation', () => {
  it('is written with the input rewrites of the fetch', () => {
    const write = writer([{ type: 'SetValue', path: ['... on Hotel', '__typename'], value: 'Stay' }]);

    expect(write.whole({ __typename: 'Hotel', id: '1' })).toBe('{"__typename":"Stay","id":"1"}');
  });

  it.each([[['... on Hotel']], [['id', '... on Hotel']], [[]]])(
    'rejects an input rewrite of a type condition: %j',
    (path) => {
      expect(() => writer([{ type: 'SetValue', path, value: 'Stay' }])).toThrow(
        'Expected an input rewrite of a field',
      );
    },
  );
});
