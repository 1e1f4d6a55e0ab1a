import type { GraphDefinition } from '../support/graph.ts';

interface Trip {
  id: string;
  /** What goes wrong with it. */
  flaw?: 'null' | 'error' | 'unknown';
}

const trips: Trip[] = [
  { id: 't1' },
  { id: 't2', flaw: 'null' },
  { id: 't3', flaw: 'error' },
  { id: 't4', flaw: 'unknown' },
  { id: 't5' },
];
const tripOf = ({ id }: { id: string }) => trips.find((trip) => trip.id === id);
const trip = (_root: unknown, key: { id: string }) => tripOf(key);

/** A value of a trip that may be flawed. */
const flawed =
  <Value>(value: (id: string) => Value) =>
  ({ id }: { id: string }): Value | null => {
    const { flaw } = tripOf({ id }) ?? {};
    if (flaw === 'error') throw new Error(`flawed: ${id}`);
    return flaw === undefined ? value(id) : null;
  };
const guide = flawed((id) => ({ id: `g-${id}`, name: `guide of ${id}` }));
const name = flawed((id) => `trip ${id}`);
const legs = ({ id }: { id: string }) => ['a', 'b'].map((leg) => ({ id: `${id}${leg}`, trip: id }));
const legOf = ({ id }: { id: string }) => ({ id, trip: id.slice(0, 2) });
const miles = ({ id, trip: of = id.slice(0, 2) }: { id: string; trip?: string }) =>
  id.endsWith('a') ? 7 : flawed(() => 3)({ id: of });
const failing = () => {
  throw new Error('failing');
};
const insured = ({ id }: { id: string }) => {
  if (id === 't1') throw new Error('nobody insures that');
  return true;
};
const known = (key: { id: string }) => {
  if (key.id === 't5') throw new Error(`there is no ${key.id} here`);
  return key;
};
const roots = {
  trips: () => trips,
  sure: () => trips.slice(0, 1),
  maybe: () => [null, ...trips],
  trip,
  sureTrip: trip,
  ...{ failing, sureFailing: failing, nothing: () => null, sureNothing: () => null },
  ...{ failingTrips: failing, grid: () => [[trips[0], trips[1]], [trips[2]], [trips[4]]] },
};
const queries = `
  trips: [Trip!]! sure: [Trip!]! maybe: [Trip] trip(id: ID!): Trip sureTrip(id: ID!): Trip!
  failing: String sureFailing: String! nothing: String sureNothing: String!
  failingTrips: [Trip!] grid: [[Trip!]]`;
const facts =
  'name: String sureName: String! guide: Guide sureGuide: Guide! legs: [Leg!] sureLegs: [Leg!]! looseLegs: [Leg]';
const others = {
  greeting: () => 'hello',
  sureGreeting: failing,
};

/** Trips of which another subgraph knows everything, or nothing, or fails to tell. */
export const flawsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    trips: {
      typeDefs: `
        type Query { ${queries} }
        type Trip @key(fields: "id") { id: ID! own: Int! }
        type Leg @key(fields: "id") { id: ID! }`,
      resolvers: { Query: roots, Trip: { own: () => 1 } },
    },
    facts: {
      typeDefs: `
        type Query { greeting: String sureGreeting: String! }
        type Trip @key(fields: "id") { id: ID! ${facts} }
        type Guide @key(fields: "id") { id: ID! name: String! }
        type Leg @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: others,
        Trip: {
          __resolveReference: (key: { id: string }) =>
            tripOf(key)?.flaw === 'unknown' ? null : { id: key.id },
          ...{ name, sureName: name, guide, sureGuide: guide, legs, sureLegs: legs, looseLegs: legs },
        },
      },
    },
    miles: {
      typeDefs: `
        type Leg @key(fields: "id") { id: ID! miles: Int! looseMiles: Int }
        type Guide @key(fields: "id") { id: ID! trusted: Boolean! rating: Int }
        type Trip @key(fields: "id") { id: ID! insured: Boolean }`,
      resolvers: {
        Leg: { miles, looseMiles: miles },
        Trip: { insured },
        Guide: { trusted: ({ id }: { id: string }) => (id === 'g-t1' ? true : null), rating: failing },
      },
    },
    registry: {
      typeDefs: 'type Trip @key(fields: "id") { id: ID! known: Boolean }',
      resolvers: {
        Trip: {
          known: () => true,
          __resolveReference: async (key: { id: string }) => {
            await Promise.resolve();
            return known(key);
          },
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { ${queries} greeting: String sureGreeting: String! }
      type Trip { id: ID! own: Int! ${facts} insured: Boolean known: Boolean }
      type Guide { id: ID! name: String! trusted: Boolean! rating: Int }
      type Leg { id: ID! miles: Int! looseMiles: Int }`,
    resolvers: {
      Query: { ...roots, ...others },
      Trip: {
        ...{ own: () => 1, name, sureName: name, guide, sureGuide: guide },
        ...{ insured, known: (key: Trip) => Boolean(known(key)) },
        legs: (whole: Trip) => (whole.flaw === 'unknown' ? null : legs(whole)),
        sureLegs: (whole: Trip) => (whole.flaw === 'unknown' ? null : legs(whole)),
        looseLegs: (whole: Trip) => (whole.flaw === 'unknown' ? null : legs(whole).map(legOf)),
      },
      Leg: { miles, looseMiles: miles },
      Guide: { trusted: ({ id }: { id: string }) => (id === 'g-t1' ? true : null), rating: failing },
    },
  },
};
