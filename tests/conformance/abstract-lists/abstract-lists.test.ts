import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const room = { __typename: 'Room', id: 'r1', floor: 3 };
const suite = { __typename: 'Suite', id: 's1', floor: 9, bath: true };
const desk = { __typename: 'Desk', floor: 1, plug: 'C' };
const units = [room, suite];
const guests: Record<string, string | null> = { r1: 'Ada', s1: null };
const prices: Record<string, number> = { r1: 90 };

const grid = [[room, null, desk], [], null, [suite, room]];
const cube = [[[suite], []], [[null, desk]]];
const found = ({ id }: Keyed) => units.find((unit) => unit.id === id) ?? null;
const guest = ({ id }: Keyed) => guests[id];
const price = ({ id }: Keyed) => prices[id];
const key = { __resolveReference: ({ id }: Keyed) => ({ id }) };
const root = {
  ...{
    grid: () => grid,
    cube: () => cube,
    row: () => grid[0],
    strict: () => [room, null],
    hidden: () => null,
  },
  pairs: () => [
    { left: room, right: [suite] },
    { left: null, right: null },
    { left: desk, right: [room, null, room] },
  ],
};
const fields = `
  grid: [[Unit]] cube: [[[Unit]!]!]! row: [Unit] strict: [Unit!] hidden: [[Unit]] pairs: [Pair!]!`;
const unit = 'interface Unit { floor: Int! } type Desk implements Unit { floor: Int! plug: String! }';

describe('lists of an interface or a union', () => {
  const graph = serveGraph({
    world: () => ({}),
    subgraphs: {
      building: {
        typeDefs: `
          type Query { ${fields} }
          ${unit}
          union Any = Room | Suite | Desk
          type Pair { left: Any right: [Any] }
          type Room implements Unit @key(fields: "id") { id: ID! floor: Int! }
          type Suite implements Unit @key(fields: "id") { id: ID! floor: Int! bath: Boolean! }`,
        resolvers: { Query: root, Room: { __resolveReference: found }, Suite: { __resolveReference: found } },
      },
      guests: {
        typeDefs: `
          type Room @key(fields: "id") { id: ID! guest: String }
          type Suite @key(fields: "id") { id: ID! guest: String }`,
        resolvers: { Room: { ...key, guest }, Suite: { ...key, guest } },
      },
      prices: {
        typeDefs: `
          type Room @key(fields: "id") { id: ID! price: Int }
          type Suite @key(fields: "id") { id: ID! price: Int! }`,
        resolvers: { Room: { ...key, price }, Suite: { ...key, price } },
      },
    },
    oracle: {
      typeDefs: `
        type Query { ${fields} }
        ${unit}
        union Any = Room | Suite | Desk
        type Pair { left: Any right: [Any] }
        type Room implements Unit { id: ID! floor: Int! guest: String price: Int }
        type Suite implements Unit { id: ID! floor: Int! bath: Boolean! guest: String price: Int! }`,
      resolvers: { Query: root, Room: { guest, price }, Suite: { guest, price } },
    },
  });

  const ofUnit = '__typename floor ... on Room { guest } ... on Suite { guest bath } ... on Desk { plug }';

  it('may be nested, and hold nulls at each depth', async () => {
    await graph.expectSame(`{ grid { ${ofUnit} } }`);
    await graph.expectSame(`{ cube { ${ofUnit} } row { ${ofUnit} } }`);
    await graph.expectSame('{ hidden { floor ... on Room { guest } } }');
  });

  it('are asked for once for each entity, at whatever depth', async () => {
    const { fetches } = await graph.expectSame('{ grid { ... on Room { guest } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['building', 'guests']);
    expect(fetches[1]?.variables['representations']).toHaveLength(1);
  });

  it('ask for several types of entities at once', async () => {
    const { fetches } = await graph.expectSame('{ grid { ... on Room { guest } ... on Suite { guest } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['building', 'guests']);
  });

  it('are of things that need no more, of which nobody is asked', async () => {
    const { fetches } = await graph.expectSame(
      '{ pairs { left { ... on Desk { floor } ... on Suite { guest } } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['building']);
  });

  it('are within one another under several names', async () => {
    await graph.expectSame(`{
      pairs { left { ... on Room { guest } ... on Desk { plug } } right { ... on Suite { bath } ... on Room { floor guest } } }
      again: pairs { right { __typename ... on Room { guest } ... on Unit { floor } } }
    }`);
  });

  it('lose what may not be null, up to where something may', async () => {
    await graph.expectSame('{ grid { floor ... on Suite { price } } }');
    await graph.expectSame('{ cube { floor ... on Suite { price } } }');
    await graph.expectSame('{ strict { floor } row { floor } }');
    await graph.expectSame('{ strict { ... on Room { guest } } }');
    await graph.expectSame(
      '{ pairs { left { __typename } right { ... on Suite { price } ... on Room { floor } } } }',
    );
  });
});
