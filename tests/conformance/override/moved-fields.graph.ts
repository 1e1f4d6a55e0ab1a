import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** The gates have taken over fields of flights, a root field, and a field of a subgraph that is gone. */
export const flightsGraph: ConformanceGraph = {
  subgraphs: {
    legacy: `
      type Query { board: [Flight] @shareable oldFlights: [Flight]! departures: [Flight!]! }
      type Flight @key(fields: "id") { id: ID! gate: String belt: Int hall: String @external
        call: String! @requires(fields: "hall") }`,
    gates: `
      type Query { board: [Flight] @shareable departures: [Flight!]! @override(from: "legacy") newFlight: Flight }
      type Flight @key(fields: "id") {
        id: ID! gate: String @override(from: "legacy") code: String! delay: Int @override(from: "paper")
        hall: String @override(from: "legacy")
      }`,
    signs: `
      type Query { signed: Flight }
      type Flight @key(fields: "id") {
        id: ID! gate: String @external code: String! @external sign: String! @requires(fields: "gate code")
      }`,
  },
  roots: {
    ...{ board: refs('f1', 'f2'), oldFlights: refs('f2', null, 'f1'), departures: refs('f2', 'f1') },
    ...{ newFlight: ref('f1'), signed: ref('f2') },
  },
  entities: {
    Flight: {
      f1: { gate: 'B7', belt: 3, code: 'WF7', delay: 5, hall: 'B' },
      f2: { gate: null, belt: null, code: 'SK9', delay: null, hall: null },
    },
  },
  fields: {
    Flight: {
      sign: ({ gate, code }: { gate: string | null; code: string }) => `${code} from ${gate ?? 'anywhere'}`,
      call: ({ hall }: { hall: string | null }) => `All to ${hall ?? 'the exit'}`,
    },
  },
};
