import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const flights = [
  { id: 'f1', gate: 'B7', belt: 3, code: 'WF7', delay: 5, hall: 'B' },
  { id: 'f2', gate: null, belt: null, code: 'SK9', delay: null, hall: null },
];
const [first, second] = flights;
const flightOf = ({ id }: Keyed) => flights.find((flight) => flight.id === id) ?? null;
/** What nobody may ask a subgraph for any more. */
const never = () => {
  throw new Error('this is told by another subgraph now');
};
const sign = ({ gate, code }: { gate: string | null; code: string }) => `${code} from ${gate ?? 'anywhere'}`;
const call = ({ hall }: { hall: string | null }) => `All to ${hall ?? 'the exit'}`;

/**
 * The gates have taken fields over from the old system, which still has them: some of a flight, a field of the query,
 * and from a subgraph that is gone. Others need what they have taken over.
 */
export const flightsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    legacy: {
      typeDefs: `
        type Query { board: [Flight] @shareable oldFlights: [Flight]! departures: [Flight!]! }
        type Flight @key(fields: "id") { id: ID! gate: String belt: Int hall: String @external
          call: String! @requires(fields: "hall") }`,
      resolvers: {
        Query: { board: () => flights, oldFlights: () => [second, null, first], departures: never },
        Flight: {
          ...{
            __resolveReference: (key: Keyed) => ({ ...key, belt: flightOf(key)?.belt }),
            gate: never,
            call,
          },
        },
      },
    },
    gates: {
      typeDefs: `
        type Query { board: [Flight] @shareable departures: [Flight!]! @override(from: "legacy") newFlight: Flight }
        type Flight @key(fields: "id") {
          id: ID! gate: String @override(from: "legacy") code: String! delay: Int @override(from: "paper")
          hall: String @override(from: "legacy")
        }`,
      resolvers: {
        Query: { board: () => flights, departures: () => [second, first], newFlight: () => first },
        Flight: { __resolveReference: flightOf },
      },
    },
    signs: {
      typeDefs: `
        type Query { signed: Flight }
        type Flight @key(fields: "id") {
          id: ID! gate: String @external code: String! @external sign: String! @requires(fields: "gate code")
        }`,
      resolvers: {
        Query: { signed: () => ({ id: 'f2' }) },
        Flight: { __resolveReference: (flight: object) => flight, sign },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        board: [Flight] oldFlights: [Flight]! departures: [Flight!]! newFlight: Flight signed: Flight
      }
      type Flight {
        id: ID! gate: String belt: Int code: String! delay: Int hall: String call: String! sign: String!
      }`,
    resolvers: {
      Query: {
        ...{
          board: () => flights,
          oldFlights: () => [second, null, first],
          departures: () => [second, first],
        },
        ...{ newFlight: () => first, signed: () => second },
      },
      Flight: { call, sign },
    },
  },
};
