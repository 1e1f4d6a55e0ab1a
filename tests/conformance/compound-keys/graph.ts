import type { GraphDefinition } from '../support/graph.ts';

interface Seat {
  flight: { airline: string; number: number; date?: string };
  row: number;
  letter: string;
}

const flights = [
  { airline: 'WF', number: 7, date: '2027-05-01', from: 'OSL', gates: ['B7', 'B9'], delay: 10 },
  { airline: 'WF', number: 7, date: '2027-05-02', from: 'OSL', gates: [], delay: null },
  { airline: 'SK', number: 7, date: '2027-05-01', from: 'BGO', gates: null, delay: 0 },
];
type Flight = (typeof flights)[number];
type FlightKey = Pick<Flight, 'airline' | 'number' | 'date'>;
const [first, second, third] = flights as [Flight, Flight, Flight];

const flightOf = ({ airline, number, date }: FlightKey) =>
  flights.find((known) => known.airline === airline && known.number === number && known.date === date) ??
  null;

const seats = [
  { flight: first, row: 1, letter: 'A', guest: { name: 'Ada', at: [1, 'A'] }, fare: 300 },
  { flight: first, row: 1, letter: 'B', guest: null, fare: 280 },
  { flight: third, row: 1, letter: 'A', guest: { name: 'Bo', at: [1, 'A'] }, fare: null },
];
const seatOf = ({ flight, row, letter }: Seat) =>
  seats.find(
    (seat) =>
      seat.flight.airline === flight.airline &&
      seat.flight.number === flight.number &&
      seat.row === row &&
      seat.letter === letter,
  ) ?? null;
const seatsOf = (flight: FlightKey) =>
  seats.filter((seat) => flightOf(seat.flight) === flightOf(flight)).map((seat) => ({ ...seat, flight }));

/** Flights are known by three fields, in whatever order a subgraph names them; seats by those of their flight too. */
export const flightsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    schedule: {
      typeDefs: `
        type Query { flights: [Flight!]! flight(airline: String!, number: Int!, date: String = "2027-05-01"): Flight }
        type Flight @key(fields: "airline number date") { airline: String! number: Int! date: String! from: String! }`,
      resolvers: {
        Query: { flights: () => flights, flight: (_root: unknown, key: FlightKey) => flightOf(key) },
        Flight: { __resolveReference: flightOf },
      },
    },
    airport: {
      typeDefs: `
        type Query { departures: [[Flight]!]! }
        type Flight @key(fields: "date number airline") {
          date: String! airline: String! number: Int! gates: [String!] delay: Int
        }`,
      resolvers: {
        Query: { departures: () => [[first, null, third], [], [second, first]] },
        Flight: { __resolveReference: flightOf },
      },
    },
    cabin: {
      typeDefs: `
        type Query { freeSeat: Seat }
        type Flight @key(fields: "airline number date", resolvable: true) {
          airline: String! number: Int! date: String! seats: [Seat!]!
        }
        type Seat @key(fields: "flight { airline number } row letter") {
          flight: Flight! row: Int! letter: String! guest: Guest
        }
        type Guest { name: String! }`,
      resolvers: {
        Query: { freeSeat: () => seats[1] },
        Flight: { __resolveReference: (key: FlightKey) => key, seats: seatsOf },
        Seat: { __resolveReference: seatOf },
      },
    },
    fares: {
      typeDefs: `
        type Query { dearestSeat: Seat }
        type Flight @key(fields: "airline number", resolvable: false) { airline: String! @shareable number: Int! @shareable }
        type Seat @key(fields: "letter row flight { number airline }") { letter: String! row: Int! flight: Flight! fare: Int }`,
      resolvers: { Query: { dearestSeat: () => seats[0] }, Seat: { __resolveReference: seatOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        flights: [Flight!]! flight(airline: String!, number: Int!, date: String = "2027-05-01"): Flight
        departures: [[Flight]!]! freeSeat: Seat dearestSeat: Seat
      }
      type Flight {
        airline: String! number: Int! date: String! from: String! gates: [String!] delay: Int seats: [Seat!]!
      }
      type Seat { flight: Flight! row: Int! letter: String! guest: Guest fare: Int }
      type Guest { name: String! }`,
    resolvers: {
      Query: {
        flights: () => flights,
        flight: (_root: unknown, key: FlightKey) => flightOf(key),
        departures: () => [[first, null, third], [], [second, first]],
        freeSeat: () => seats[1],
        dearestSeat: () => seats[0],
      },
      Flight: { seats: seatsOf },
    },
  },
};
