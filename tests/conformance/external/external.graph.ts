import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Fields are external that are keys, that are provided, and for no reason. */
export const guestsGraph: ConformanceGraph = {
  subgraphs: {
    desk: `
      type Query { anyGuest: Guest known: Guest @provides(fields: "name") arrivals: [Guest!]! }
      type Guest @extends @key(fields: "id") { id: ID! @external name: String! @external room: Int }`,
    people: `
      type Query { guest(id: ID!): Guest }
      type Guest @key(fields: "id") { id: ID! name: String! @shareable nickname: String }`,
    lounge: `
      type Query { loungers: [Guest] }
      extend type Guest @key(fields: "id") { id: ID! @external vip: Boolean }`,
  },
  roots: {
    ...{ anyGuest: ref('g1'), known: ref('g1'), arrivals: refs('g2', 'g1'), guest: find('Guest') },
    loungers: refs('g2', null, 'g1'),
  },
  entities: {
    Guest: {
      g1: { name: 'Ada', nickname: 'A', room: 101, vip: true },
      g2: { name: 'Bo', nickname: null, room: null, vip: false },
    },
  },
};
