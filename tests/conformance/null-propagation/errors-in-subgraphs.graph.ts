import { failing, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

interface Trip {
  id: string;
  flaw?: 'null' | 'error' | 'unknown';
}

/** A field of a trip that is null or fails where the trip has a flaw. */
const flawed =
  (value: (trip: Trip) => unknown) =>
  (trip: Trip): unknown => {
    if (trip.flaw === 'error') throw new Error(`flawed: ${trip.id}`);
    return trip.flaw === undefined ? value(trip) : null;
  };
const guide = flawed(({ id }) => ref(`g-${id}`));
const name = flawed(({ id }) => `trip ${id}`);
const legs = ({ id, flaw }: Trip) => (flaw === 'unknown' ? null : refs(`${id}a`, `${id}b`));
const miles = ({ id, trip }: { id: string; trip: Trip }) => (id.endsWith('a') ? 7 : flawed(() => 3)(trip));
const trips: Record<string, { flaw?: Trip['flaw'] }> = {
  t1: {},
  t2: { flaw: 'null' },
  t3: { flaw: 'error' },
  t4: { flaw: 'unknown' },
  t5: {},
};
const entries = Object.keys(trips);

const queries = `
  trips: [Trip!]! sure: [Trip!]! maybe: [Trip] trip(id: ID!): Trip sureTrip(id: ID!): Trip!
  failing: String sureFailing: String! nothing: String sureNothing: String!
  failingTrips: [Trip!] grid: [[Trip!]]`;
const facts =
  'name: String sureName: String! guide: Guide sureGuide: Guide! legs: [Leg!] sureLegs: [Leg!]! looseLegs: [Leg]';

/** Each trip shows a flaw: null fields, failing fields, or a subgraph that does not know it. */
export const flawsGraph: ConformanceGraph = {
  subgraphs: {
    trips: `
      type Query { ${queries} }
      type Trip @key(fields: "id") { id: ID! own: Int! }
      type Leg @key(fields: "id") { id: ID! }`,
    facts: `
      type Query { greeting: String sureGreeting: String! }
      type Trip @key(fields: "id") { id: ID! ${facts} }
      type Guide @key(fields: "id") { id: ID! name: String! }
      type Leg @key(fields: "id") { id: ID! }`,
    miles: `
      type Leg @key(fields: "id") { id: ID! miles: Int! looseMiles: Int }
      type Guide @key(fields: "id") { id: ID! trusted: Boolean! rating: Int }
      type Trip @key(fields: "id") { id: ID! insured: Boolean }`,
    registry: 'type Trip @key(fields: "id") { id: ID! known: Boolean }',
  },
  roots: {
    ...{ trips: refs(...entries), sure: refs('t1'), maybe: refs(null, ...entries), trip: find('Trip') },
    ...{ sureTrip: find('Trip'), failing, sureFailing: failing, nothing: null, sureNothing: null },
    ...{ failingTrips: failing, grid: [refs('t1', 't2'), refs('t3'), refs('t5')] },
    ...{ greeting: 'hello', sureGreeting: failing },
  },
  entities: {
    Trip: Object.fromEntries(Object.entries(trips).map(([id, trip]) => [id, { ...trip, own: 1 }])),
    Leg: Object.fromEntries(
      entries.flatMap((id) => [
        [`${id}a`, { trip: ref(id) }],
        [`${id}b`, { trip: ref(id) }],
      ]),
    ),
    Guide: Object.fromEntries(
      entries.map((id) => [`g-${id}`, { name: `guide of ${id}`, trusted: id === 't1' ? true : null }]),
    ),
  },
  fields: {
    Trip: {
      ...{ name, sureName: name, guide, sureGuide: guide, legs, sureLegs: legs, looseLegs: legs },
      insured: () => true,
      known: () => true,
    },
    Leg: { miles, looseMiles: miles },
    Guide: { rating: failing },
  },
  failing: ['Trip.insured:t1'],
  deviations: {
    facts: { Trip: { __resolveReference: (trip: Trip) => (trip.flaw === 'unknown' ? null : trip) } },
    registry: {
      Trip: {
        async __resolveReference(trip: Trip) {
          await Promise.resolve();
          if (trip.id === 't5') failing();
          return trip;
        },
      },
    },
  },
};
