import { all } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Fields are overridden under labels: by a share of the traffic, or by a name. */
export const labelledGraph: ConformanceGraph = {
  subgraphs: {
    legacy: `
      type Query { departures: [Flight!]! oldFlights: [Flight!]! }
      type Flight @key(fields: "id") { id: ID! gate: String belt: Int hall: String }`,
    gates: `
      type Query {
        departures: [Flight!]! @override(from: "legacy", label: "percent(100)")
        newFlights: [Flight!]!
      }
      type Flight @key(fields: "id") {
        id: ID!
        gate: String @override(from: "legacy", label: "percent(100)")
        belt: Int @override(from: "legacy", label: "percent(0)")
        hall: String @override(from: "legacy", label: "summer")
        sign: String!
      }`,
  },
  roots: { departures: all('Flight'), oldFlights: all('Flight'), newFlights: all('Flight') },
  entities: {
    Flight: {
      f1: { gate: 'old B7', belt: 3, hall: 'old B' },
      f2: { gate: null, belt: 4, hall: 'old A' },
    },
  },
  fields: {
    Flight: { sign: ({ gate }: { gate: string | null }) => `Go to ${gate ?? 'the desk'}` },
  },
};
