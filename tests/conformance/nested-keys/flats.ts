import type { GraphDefinition } from '../support/graph.ts';

interface Key {
  house: { street: { town: string; name: string }; number: number };
  floor: number;
}
interface Flat extends Key {
  door: string | null;
}

const street = { town: 'Bergen', name: 'Strandgaten' };
const [ground, first, second]: Flat[] = [
  { house: { street, number: 1 }, floor: 0, door: 'red' },
  { house: { street, number: 1 }, floor: 1, door: null },
  { house: { street: { ...street, town: 'Oslo' }, number: 1 }, floor: 0, door: 'blue' },
];
const flats = [ground, null, first, second, ground];
const keyOf = ({ house, floor }: Key) =>
  JSON.stringify([house.street.town, house.street.name, house.number, floor]);
const flatOf = (key: Key) => flats.find((flat) => flat && keyOf(flat) === keyOf(key)) ?? null;
const rent = ({ house, floor }: Key) => (house.street.town === 'Oslo' ? null : 100 - floor);
const above = ({ house, floor }: Key) => [
  { house, floor: floor + 1 },
  { house: { ...house, street: { ...house.street, town: 'Oslo' } }, floor: 0 },
];
const known = (key: Key) => above(key).map((flat) => flatOf(flat) ?? { ...flat, door: null });
const streets = [[first, null, ground], null, [], [second]];

/** The key of a flat lies two levels deep, and what its owners say leads to flats by such keys again. */
export const flatsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    flats: {
      typeDefs: `
        type Query { flats: [Flat] streets: [[Flat]] }
        type Flat @key(fields: "house { street { town name } number } floor") {
          house: House! floor: Int! door: String
        }
        type House { street: Street! @shareable number: Int! @shareable }
        type Street { town: String! @shareable name: String! @shareable }`,
      resolvers: {
        Query: { flats: () => flats, streets: () => streets },
        Flat: { __resolveReference: (key: Key) => flatOf(key) ?? { ...key, door: null } },
      },
    },
    rents: {
      typeDefs: `
        type Flat @key(fields: "house { street { town name } number } floor") {
          house: House! floor: Int! rent: Int above: [Flat!]!
        }
        type House { street: Street! @shareable number: Int! @shareable }
        type Street { town: String! @shareable name: String! @shareable }`,
      resolvers: { Flat: { __resolveReference: (key: Key) => key, rent, above } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { flats: [Flat] streets: [[Flat]] }
      type Flat { house: House! floor: Int! door: String rent: Int above: [Flat!]! }
      type House { street: Street! number: Int! }
      type Street { town: String! name: String! }`,
    resolvers: {
      Query: { flats: () => flats, streets: () => streets },
      Flat: { rent, above: known },
    },
  },
};
