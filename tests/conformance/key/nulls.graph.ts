import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** A part of the key of a room may be null, or lie in a null object. */
export const roomsGraph: ConformanceGraph = {
  subgraphs: {
    hotel: `
      type Query { rooms: [Room]! room: Room }
      type Room @key(fields: "number wing { letter }") { number: Int! wing: Wing }
      type Wing { letter: String @shareable floor: Int }`,
    views: `
      type Room @key(fields: "number wing { letter }") { number: Int! wing: Wing view: String price: Int! }
      type Wing { letter: String @shareable }`,
  },
  roots: { rooms: refs('sea', null, 'fjord', 'yard', 'street'), room: ref('sea') },
  entities: {
    Room: {
      fjord: { number: 101, wing: { letter: 'A', floor: 1 }, view: 'the fjord', price: 90 },
      street: { number: 101, wing: { letter: null, floor: 2 }, view: 'the street', price: 70 },
      sea: { number: 101, wing: null, view: 'the sea', price: 120 },
      yard: { number: 102, wing: null, view: null, price: 50 },
    },
  },
};

const unregistered = (passport: string | null) => ({
  __typename: 'Guest',
  passport,
  visa: null,
  name: null,
  crossings: null,
  stamps: null,
});

/** The border knows guests by a visa; the registry knows the visas of some guests. */
export const guestsGraph: ConformanceGraph = {
  subgraphs: {
    beds: `
      type Query { beds: [Bed!]! lastBed: Bed! }
      type Bed { bed: Int! guest: Guest }
      type Guest @key(fields: "passport") { passport: ID }`,
    registry: `
      type Guest @key(fields: "passport") @key(fields: "visa") { passport: ID visa: ID name: String }`,
    border: 'type Guest @key(fields: "visa") { visa: ID crossings: Int stamps: Int! }',
  },
  roots: {
    beds: [
      { bed: 0, guest: ref('ada') },
      { bed: 1, guest: ref('bo') },
      { bed: 2, guest: ref('cy') },
      { bed: 3, guest: unregistered('p4') },
      { bed: 4, guest: unregistered(null) },
      { bed: 9, guest: null },
      { bed: 10, guest: ref('ada') },
    ],
    lastBed: { bed: 3, guest: unregistered('p4') },
  },
  entities: {
    Guest: {
      ada: { passport: 'p1', visa: 'v1', name: 'Ada', crossings: 7, stamps: 14 },
      bo: { passport: 'p2', visa: null, name: 'Bo', crossings: null, stamps: null },
      cy: { passport: 'p3', visa: 'v-unknown', name: 'Cy', crossings: null, stamps: null },
    },
  },
  deviations: {
    border: {
      Guest: {
        __resolveReference: (guest: { crossings: number | null } | null) =>
          guest?.crossings === null ? null : guest,
      },
    },
  },
};
