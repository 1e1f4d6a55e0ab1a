import { describe, expect, it } from 'vitest';
import { answerOf } from './answer.ts';

function ask(query: string, variables: Record<string, unknown> = {}): unknown {
  return JSON.parse(answerOf(JSON.stringify({ query, variables })));
}

describe('a stub subgraph', () => {
  it('resolves hotels with `first` as a literal and as a variable', () => {
    const expected = { data: { hotels: [{ id: 'hotel-1' }, { id: 'hotel-2' }] } };
    expect(ask('{ hotels(first: 2) { id } }')).toEqual(expected);
    expect(ask('query ($n: Int!) { hotels(first: $n) { id } }', { n: 2 })).toEqual(expected);
  });

  it('resolves aliases, fragments and __typename', () => {
    const query = `
      query { found: hotels(first: 1) { __typename ...Parts ... { key: id } } }
      fragment Parts on Hotel { reviews { author { ... on Guest { name } ... on Hotel { city } } } }`;
    const { data } = ask(query) as { data: { found: { reviews: unknown[] }[] } };
    expect(data.found).toMatchObject([{ __typename: 'Hotel', key: 'hotel-1' }]);
    expect(data.found[0]?.reviews[0]).toEqual({ author: { name: expect.any(String) as string } });
  });

  it('resolves representations in order, including repeated and unknown ones', () => {
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Guest { id } ... on Hotel { name } } }`;
    const hotel = { __typename: 'Hotel', id: 'hotel-1' };
    const representations = [
      { __typename: 'Guest', id: 'guest-2' },
      hotel,
      { __typename: 'Hotel', id: 'none' },
      hotel,
    ];
    expect(ask(query, { representations })).toEqual({
      data: { _entities: [{ id: 'guest-2' }, { name: 'Lisbon Grand 1' }, null, { name: 'Lisbon Grand 1' }] },
    });
  });

  it('refuses unknown fields', () => {
    expect(() => ask('{ flights { id } }')).toThrow('expected hotels or _entities, received flights');
    expect(() => ask('{ hotels(first: 1) { pool } }')).toThrow('received pool');
  });
});
