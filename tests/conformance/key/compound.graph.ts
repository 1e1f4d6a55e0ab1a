import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Flights have a key of three fields, in any order; the key of a seat includes fields of its flight. */
export const flightsGraph: ConformanceGraph = {
  subgraphs: {
    schedule: `
      type Query { flights: [Flight!]! flight(airline: String!, number: Int!, date: String = "2027-05-01"): Flight }
      type Flight @key(fields: "airline number date") { airline: String! number: Int! date: String! from: String! }`,
    airport: `
      type Query { departures: [[Flight]!]! }
      type Flight @key(fields: "date number airline") {
        date: String! airline: String! number: Int! gates: [String!] delay: Int
      }`,
    cabin: `
      type Query { freeSeat: Seat }
      type Flight @key(fields: "airline number date", resolvable: true) {
        airline: String! number: Int! date: String! seats: [Seat!]!
      }
      type Seat @key(fields: "flight { airline number } row letter") {
        flight: Flight! row: Int! letter: String! guest: Guest
      }
      type Guest { name: String! }`,
    fares: `
      type Query { dearestSeat: Seat }
      type Flight @key(fields: "airline number", resolvable: false) { airline: String! @shareable number: Int! @shareable }
      type Seat @key(fields: "letter row flight { number airline }") { letter: String! row: Int! flight: Flight! fare: Int }`,
  },
  roots: {
    ...{ flights: all('Flight'), flight: find('Flight'), freeSeat: ref('1B'), dearestSeat: ref('1A') },
    departures: [refs('first', null, 'third'), [], refs('second', 'first')],
  },
  entities: {
    Flight: {
      first: {
        ...{ airline: 'WF', number: 7, date: '2027-05-01', from: 'OSL', delay: 10 },
        ...{ gates: ['B7', 'B9'], seats: refs('1A', '1B') },
      },
      second: {
        airline: 'WF',
        number: 7,
        date: '2027-05-02',
        from: 'OSL',
        gates: [],
        delay: null,
        seats: [],
      },
      third: {
        ...{ airline: 'SK', number: 7, date: '2027-05-01', from: 'BGO', delay: 0 },
        ...{ gates: null, seats: refs('SK 1A') },
      },
    },
    Seat: {
      '1A': { flight: ref('first'), row: 1, letter: 'A', guest: { name: 'Ada' }, fare: 300 },
      '1B': { flight: ref('first'), row: 1, letter: 'B', guest: null, fare: 280 },
      'SK 1A': { flight: ref('third'), row: 1, letter: 'A', guest: { name: 'Bo' }, fare: null },
    },
  },
};
