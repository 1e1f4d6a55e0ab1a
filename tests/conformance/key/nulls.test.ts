import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { guestsGraph, roomsGraph } from './nulls.graph.ts';

describe('@key with null fields', () => {
  const graph = serveGraph(roomsGraph);

  it('a key with a null field is sent as a representation', async () => {
    const { entityFetches } = await graph.expectSame('{ rooms { view } }');

    expect(entityFetches).toEqual([
      [
        'views',
        [
          { __typename: 'Room', number: 101, wing: null },
          { __typename: 'Room', number: 101, wing: { letter: 'A' } },
          { __typename: 'Room', number: 102, wing: null },
          { __typename: 'Room', number: 101, wing: { letter: null } },
        ],
      ],
    ]);
  });

  it('non-null fields are joined by it', async () => {
    await graph.expectSame('{ rooms { price number wing { floor letter } } }');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ rooms { wing: number number: wing { letter: floor floor: letter } view } }');
    await graph.expectSame('{ room { wing: view number: price view: wing { letter } } }');
  });

  it('conditions change no join', async () => {
    const query = `query ($winged: Boolean!) {
      rooms { wing @include(if: $winged) { letter @skip(if: $winged) floor } view }
    }`;
    await graph.expectSameForAll(query);
  });
});

describe('@key that is null, or unknown to the subgraph between', () => {
  const graph = serveGraph(guestsGraph);

  it('fields of the entity are null', async () => {
    await graph.expectSame('{ beds { bed guest { passport name } } }');
  });

  it('fields are null where the subgraph between does not know the entity', async () => {
    await graph.expectSame('{ beds { guest { crossings } } }');
    await graph.expectSame('{ beds { guest { crossings name visa passport } bed } }');
  });

  it('null fields come without an error', async () => {
    const { errors } = await graph.expectSame('{ lastBed { guest { visa name crossings } } }');

    expect(errors).toBeUndefined();
  });

  it('a non-null field is null with an error', async () => {
    await graph.expectSame('{ beds { bed guest { stamps name } } }');
    await graph.expectSame('{ lastBed { guest { stamps: name crossings: stamps } } }');
  });

  it('aliases change no null', async () => {
    await graph.expectSame('{ beds { guest { passport: visa visa: crossings name: passport } } }');
    await graph.expectSame('{ beds { guest { visa: name passport: stamps } } }');
  });

  it('only entities with the key are sent', async () => {
    const { entityFetches } = await graph.expectSame('{ beds { guest { crossings } } }');
    const border = entityFetches.filter(([subgraph]) => subgraph === 'border');

    expect(border).toHaveLength(1);
    expect(border[0]?.[1]).toContainEqual({ __typename: 'Guest', visa: 'v1' });
  });
});
