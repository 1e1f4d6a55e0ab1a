import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Fees of rooms are computed from fields of another subgraph; guests and their stays lead to rooms. */
export const feesGraph: ConformanceGraph = {
  subgraphs: {
    rooms: `
      type Query { rooms: [Room!]! }
      type Room @key(fields: "id") {
        id: ID! name: String! nightly: Int! area: Int beds: [Bed!]! terrace: Terrace
      }
      type Bed { width: Int! length: Int! }
      type Terrace { area: Int! }`,
    fees: `
      type Room @key(fields: "id") {
        id: ID!
        nightly: Int! @external
        area: Int @external
        beds: [Bed!]! @external
        terrace: Terrace @external
        cleaningFee: Float @requires(fields: "nightly area")
        cleaningNote: String! @requires(fields: "area nightly")
        linen: [Int!]! @requires(fields: "beds { width }")
        sweeping: String @requires(fields: "terrace { area }")
        open: Boolean!
      }
      type Bed { width: Int! @external }
      type Terrace { area: Int! @external }`,
    guests: `
      type Query { guest(id: ID!): Guest }
      type Guest @key(fields: "id") { id: ID! name: String! @shareable }`,
    stays: `
      type Guest @key(fields: "id") { id: ID! name: String! @external stays: [Stay!]! }
      type Room @key(fields: "id") { id: ID! stays: [Stay!]! }
      type Stay { id: ID! guest: Guest! @provides(fields: "name") room: Room! }`,
  },
  roots: { rooms: all('Room'), guest: find('Guest') },
  entities: {
    Room: {
      r1: {
        ...{
          name: 'Birch',
          nightly: 100,
          area: 20,
          terrace: { area: 4 },
          open: true,
          stays: refs('s0', 's2'),
        },
        beds: [
          { width: 90, length: 200 },
          { width: 140, length: 210 },
        ],
      },
      r2: {
        ...{ name: 'Alder', nightly: 250, area: null, terrace: null, open: false, stays: refs('s3') },
        beds: [],
      },
      r3: {
        ...{ name: 'Rowan', nightly: 80, area: 12, terrace: { area: 0 }, open: true, stays: refs('s1') },
        beds: [{ width: 90, length: 190 }],
      },
    },
    Guest: {
      g1: { name: 'Ada', stays: refs('s0', 's1', 's2') },
      g2: { name: 'Grace', stays: refs('s3') },
    },
    Stay: {
      s0: { guest: ref('g1'), room: ref('r1') },
      s1: { guest: ref('g1'), room: ref('r3') },
      s2: { guest: ref('g1'), room: ref('r1') },
      s3: { guest: ref('g2'), room: ref('r2') },
    },
  },
  fields: {
    Room: {
      cleaningFee: ({ nightly, area }: { nightly: number; area: number | null }) =>
        area === null ? null : nightly / 10 + area,
      cleaningNote: ({ id, nightly, area }: { id: string; nightly: number; area: number | null }) =>
        `${id}: ${nightly}, ${area}`,
      linen: ({ beds }: { beds: { width: number }[] }) => beds.map(({ width }) => width * 2),
      sweeping: ({ terrace }: { terrace: { area: number } | null }) => `${terrace?.area ?? 'no'} m²`,
    },
  },
};
