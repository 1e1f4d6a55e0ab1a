import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { guestsGraph } from './guests.ts';
import { roomsGraph } from './rooms.ts';

describe('a key of which a part is null', () => {
  const graph = serveGraph(roomsGraph);

  it('is a key all the same', async () => {
    const { fetches } = await graph.expectSame('{ rooms { view } }');

    expect(entityFetches(fetches)).toEqual([
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

  it('joins where a field may not be null', async () => {
    await graph.expectSame('{ rooms { price number wing { floor letter } } }');
  });

  it('joins whatever the client calls its parts', async () => {
    await graph.expectSame('{ rooms { wing: number number: wing { letter: floor floor: letter } view } }');
    await graph.expectSame('{ room { wing: view number: price view: wing { letter } } }');
  });

  it('joins under conditions', async () => {
    const query = `query ($winged: Boolean!) {
      rooms { wing @include(if: $winged) { letter @skip(if: $winged) floor } view }
    }`;
    await graph.expectSame(query, { winged: true });
    await graph.expectSame(query, { winged: false });
  });
});

describe('a key that is null, or that nobody can tell', () => {
  const graph = serveGraph(guestsGraph);

  it('leads to nothing', async () => {
    await graph.expectSame('{ beds { bed guest { passport name } } }');
  });

  it('leads to nothing where the subgraph between does not know the entity', async () => {
    await graph.expectSame('{ beds { guest { crossings } } }');
    await graph.expectSame('{ beds { guest { crossings name visa passport } bed } }');
  });

  it('is no error', async () => {
    const { errors } = await graph.expectSame('{ lastBed { guest { visa name crossings } } }');

    expect(errors).toBeUndefined();
  });

  it('is an error where what it leads to may not be null', async () => {
    await graph.expectSame('{ beds { bed guest { stamps name } } }');
    await graph.expectSame('{ lastBed { guest { stamps: name crossings: stamps } } }');
  });

  it('leads to nothing whatever the client calls it', async () => {
    await graph.expectSame('{ beds { guest { passport: visa visa: crossings name: passport } } }');
    await graph.expectSame('{ beds { guest { visa: name passport: stamps } } }');
  });

  it('leads nowhere for those alone who lack it', async () => {
    const { fetches } = await graph.expectSame('{ beds { guest { crossings } } }');
    const border = entityFetches(fetches).filter(([subgraph]) => subgraph === 'border');

    expect(border).toHaveLength(1);
    expect(border[0]?.[1]).toContainEqual({ __typename: 'Guest', visa: 'v1' });
  });
});
