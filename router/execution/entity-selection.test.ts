import { describe, expect, it } from 'vitest';
import { entityFieldsOf, withoutEntityFields } from './entity-selection.ts';

const operation = `query ($representations: [_Any!]!, $by: Int!, $deep: Boolean!) {
  _entities(representations: $representations) { __typename ...Named ... on Cabin { age(by: $by) } }
}
fragment Named on Hotel { name @include(if: $deep) years: age(by: $by) }`;

describe('the selection of an entity fetch', () => {
  it('has a type for each field', () => {
    expect(entityFieldsOf(operation)).toEqual([
      { type: 'Hotel', field: 'name', responseName: 'name' },
      { type: 'Hotel', field: 'age', responseName: 'years' },
      { type: 'Cabin', field: 'age', responseName: 'age' },
    ]);
  });

  it('without some fields: their fragments and variables are gone too', () => {
    expect(withoutEntityFields(operation, ({ field }) => field === 'age')).toBe(
      'query($representations:[_Any!]!$deep:Boolean!){_entities(representations:$representations){__typename ...on Hotel{name@include(if:$deep)}}}',
    );
  });

  it('without all fields: there is nothing to fetch', () => {
    expect(withoutEntityFields(operation, () => true)).toBeNull();
  });
});
