import { all, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** A part of the key of a room lies in a nested object. */
export const nestedKeysGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      type Query { rooms: [Room!]! }
      type Room @key(fields: "hotel { chain code } number") { hotel: Hotel! number: Int! }
      type Hotel { chain: String! code: String! @shareable }`,
    views: `
      type Room @key(fields: "hotel { chain code } number") { hotel: Hotel! @external number: Int! @external view: String }
      type Hotel { chain: String! @external code: String! @external }`,
  },
  roots: { rooms: all('Room') },
  entities: {
    Room: {
      oslo: { hotel: { chain: 'N', code: 'OSL' }, number: 101, view: 'the fjord' },
      bergen: { hotel: { chain: 'N', code: 'BGO' }, number: 101, view: null },
    },
  },
};

const house = (town: string) => ({ street: { town, name: 'Strandgaten' }, number: 1 });

/** The key of a flat lies two levels deep, and flats lead to further flats by these keys. */
export const flatsGraph: ConformanceGraph = {
  subgraphs: {
    flats: `
      type Query { flats: [Flat] streets: [[Flat]] }
      type Flat @key(fields: "house { street { town name } number } floor") {
        house: House! floor: Int! door: String
      }
      type House { street: Street! @shareable number: Int! @shareable }
      type Street { town: String! @shareable name: String! @shareable }`,
    rents: `
      type Flat @key(fields: "house { street { town name } number } floor") {
        house: House! floor: Int! rent: Int above: [Flat!]!
      }
      type House { street: Street! @shareable number: Int! @shareable }
      type Street { town: String! @shareable name: String! @shareable }`,
  },
  roots: {
    flats: refs('b0', null, 'b1', 'o0', 'b0'),
    streets: [refs('b1', null, 'b0'), null, [], refs('o0')],
  },
  entities: {
    Flat: {
      b0: { house: house('Bergen'), floor: 0, door: 'red', rent: 100, above: refs('b1', 'o0') },
      b1: { house: house('Bergen'), floor: 1, door: null, rent: 99, above: refs('b2', 'o0') },
      b2: { house: house('Bergen'), floor: 2, door: 'green', rent: 98, above: [] },
      o0: { house: house('Oslo'), floor: 0, door: 'blue', rent: null, above: refs('o1', 'o0') },
      o1: { house: house('Oslo'), floor: 1, door: null, rent: null, above: refs('b2') },
    },
  },
};
