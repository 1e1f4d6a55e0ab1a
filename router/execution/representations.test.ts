import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { FetchDataRewrite } from '../planning/planner.ts';
import { compileRepresentation } from './representations.ts';

const schema = buildSchema(`
  type Query { stay: Stay }
  interface Stay { id: ID }
  type Hotel implements Stay { id: ID }
`);

const writer = (rewrites: FetchDataRewrite[]) =>
  compileRepresentation({
    ...{ schema, rewrites },
    selections: [
      { kind: 'Field', name: '__typename' },
      { kind: 'Field', name: 'id' },
    ],
    ownName: (field) => field,
    identify: () => true,
  });

describe('what a subgraph is told of an entity', () => {
  it('is written as the plan changes it', () => {
    const write = writer([{ kind: 'ValueSetter', path: ['... on Hotel', '__typename'], setValueTo: 'Stay' }]);

    expect(write({ __typename: 'Hotel', id: '1' })).toBe('{"__typename":"Stay","id":"1"}');
  });

  it.each([[['... on Hotel']], [['id', '... on Hotel']], [[]]])(
    'is not guessed where the plan changes what is no field: %j',
    (path) => {
      expect(() => writer([{ kind: 'ValueSetter', path, setValueTo: 'Stay' }])).toThrow(
        'the plan changes no field',
      );
    },
  );
});
