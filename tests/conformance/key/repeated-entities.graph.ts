import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** The same few hotels and guests in many places. */
export const staysGraph: ConformanceGraph = {
  subgraphs: {
    stays: `
      type Query { stays: [Stay!]! ruins: [Stay!]! favourite: Hotel }
      type Stay { night: Int! hotel: Hotel guests: [Guest] }
      type Hotel @key(fields: "id") { id: ID! nights(since: Int! = 1): Int! }
      type Guest @key(fields: "id") { id: ID! }`,
    hotels: `
      type Hotel @key(fields: "id") { id: ID! name: String! stars: Int owner: Guest! }
      type Guest @key(fields: "id") { id: ID! }`,
    guests: 'type Guest @key(fields: "id") { id: ID! name: String! phone: String }',
  },
  roots: {
    stays: [
      { night: 1, hotel: ref('h1'), guests: refs('g1', 'g2', 'g1') },
      { night: 2, hotel: ref('h1'), guests: refs('g1') },
      { night: 3, hotel: null, guests: [] },
      { night: 4, hotel: ref('h2'), guests: refs('g2', null, 'g1') },
      { night: 5, hotel: ref('h1'), guests: null },
    ],
    ruins: [
      { night: 0, hotel: ref('broken'), guests: [] },
      { night: 1, hotel: ref('h1'), guests: [] },
      { night: 2, hotel: ref('broken'), guests: [] },
    ],
    favourite: ref('h1'),
  },
  entities: {
    Guest: { g1: { name: 'Ada', phone: '1' }, g2: { name: 'Bo', phone: null } },
    Hotel: {
      h1: { name: 'Fjordview', stars: 5, owner: ref('g1'), occupied: [1, 2, 5] },
      h2: { name: 'Harbour', stars: 3, owner: ref('g1'), occupied: [4] },
      broken: { name: 'Ruin', owner: ref('g2'), occupied: [] },
    },
  },
  fields: {
    Hotel: {
      nights: ({ occupied }: { occupied: number[] }, { since }: { since: number }) =>
        occupied.filter((night) => night >= since).length,
    },
  },
  failing: ['Hotel.stars:broken'],
};
