import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const flights = [
  { id: 'f1', gate: 'old B7', belt: 3, hall: 'old B' },
  { id: 'f2', gate: null, belt: 4, hall: 'old A' },
];
const flightOf = ({ id }: Keyed) => flights.find((flight) => flight.id === id) ?? null;
const sign = ({ gate }: { gate?: string | null }) => `Go to ${gate ?? 'the desk'}`;
/** What is not taken over yet. */
const notYet = () => {
  throw new Error('this is told by the old system still');
};

/** The gates are about to take fields over, a part of the traffic at a time: for some by a share, for some by a name. */
export const labelledGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    legacy: {
      typeDefs: `
        type Query { departures: [Flight!]! oldFlights: [Flight!]! }
        type Flight @key(fields: "id") { id: ID! gate: String belt: Int hall: String }`,
      resolvers: {
        Query: { departures: () => flights, oldFlights: () => flights },
        Flight: { __resolveReference: flightOf },
      },
    },
    gates: {
      typeDefs: `
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
      resolvers: {
        Query: { departures: notYet, newFlights: () => flights.map(({ id }) => ({ id })) },
        Flight: {
          __resolveReference: ({ id }: Keyed) => ({ id }),
          ...{
            gate: notYet,
            belt: notYet,
            hall: notYet,
            sign: (flight: Keyed) => sign(flightOf(flight) ?? {}),
          },
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { departures: [Flight!]! oldFlights: [Flight!]! newFlights: [Flight!]! }
      type Flight { id: ID! gate: String belt: Int hall: String sign: String! }`,
    resolvers: {
      Query: { departures: () => flights, oldFlights: () => flights, newFlights: () => flights },
      Flight: { sign },
    },
  },
};
