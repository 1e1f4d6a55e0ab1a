import type { GraphDefinition } from '../support/graph.ts';

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

export const abstractListsGraph: GraphDefinition<object> = {
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
};
