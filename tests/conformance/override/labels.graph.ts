import { all } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Fields are overridden under labels: for all requests, none, half of them, or by a name. */
export const labelledGraph: ConformanceGraph = {
  subgraphs: {
    legacy: `
      type Query { departures: [Flight!]! oldFlights: [Flight!]! }
      type Flight @key(fields: "id") { id: ID! gate: String belt: Int hall: String desk: Int }`,
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
        desk: Int @override(from: "legacy", label: "percent(50)")
        sign: String!
      }`,
  },
  roots: { departures: all('Flight'), oldFlights: all('Flight'), newFlights: all('Flight') },
  entities: {
    Flight: {
      f1: { gate: 'old B7', belt: 3, hall: 'old B', desk: 1 },
      f2: { gate: null, belt: 4, hall: 'old A', desk: 2 },
    },
  },
  fields: {
    Flight: { sign: ({ gate }: { gate: string | null }) => `Go to ${gate ?? 'the desk'}` },
  },
};

export const summerGraph: ConformanceGraph = { ...labelledGraph, overrideLabels: { summer: true } };
