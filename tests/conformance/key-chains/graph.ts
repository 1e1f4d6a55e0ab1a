import type { GraphDefinition } from '../support/graph.ts';

const vendors = [
  { code: 'WF', country: 'NO', name: 'Widerfly', homepage: 'https://w.example' },
  { code: 'WF', country: 'SE', name: 'Westfarer', homepage: null },
];
const trips = [
  {
    id: 't1',
    ref: 'A-1',
    vendor: vendors[0],
    title: 'Fjords',
    price: 90,
    seats: 4,
    map: 'west',
    weather: 'rain',
  },
  {
    id: 't2',
    ref: 'A-2',
    vendor: vendors[1],
    title: 'Woods',
    price: 70,
    seats: null,
    map: 'east',
    weather: null,
  },
];
type Trip = (typeof trips)[number];
type Vendor = (typeof vendors)[number];
interface Key {
  id?: string;
  ref?: string;
  vendor?: Partial<Vendor>;
}

const fits = (trip: Trip, { id, ref, vendor }: Key) =>
  (id === undefined || trip.id === id) &&
  (ref === undefined || trip.ref === ref) &&
  (vendor?.code === undefined || trip.vendor?.code === vendor.code) &&
  (vendor?.country === undefined || trip.vendor?.country === vendor.country);
/** Finds by the fields that a key must have, and by no others. */
const findBy =
  (...needed: string[]) =>
  (key: Key) => {
    const given = [
      ...(['id', 'ref'] as const).filter((name) => key[name] !== undefined),
      ...(['code', 'country'] as const).filter((name) => key.vendor?.[name] !== undefined),
    ];
    if (needed.some((name) => !given.includes(name as never)))
      throw new Error(`known by ${needed.join()} only`);
    return trips.find((trip) => fits(trip, key)) ?? null;
  };

/**
 * From the leaflets to the weather there is one way: the first subgraph knows a trip by its id, the second gives it a
 * reference, the third a vendor, the fourth the vendor's country, and only the last knows the weather.
 */
export const tripsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    leaflets: {
      typeDefs: `
        type Query { trips: [Trip]! trip: Trip groups: [[Trip!]]! }
        type Trip @key(fields: "id") { id: ID! title: String! }`,
      resolvers: {
        Query: {
          trips: () => [trips[1], null, trips[0], trips[1]],
          trip: () => trips[0],
          groups: () => [[trips[1]], null, [], trips],
        },
        Trip: { __resolveReference: findBy('id') },
      },
    },
    references: {
      typeDefs: 'type Trip @key(fields: "id") @key(fields: "ref") { id: ID! ref: String! seats: Int }',
      resolvers: { Trip: { __resolveReference: (key: Key) => findBy('id' in key ? 'id' : 'ref')(key) } },
    },
    vendors: {
      typeDefs: `
        type Trip @key(fields: "ref") @key(fields: "ref vendor { code }") { ref: String! vendor: Vendor @shareable price: Int }
        type Vendor { code: ID! @shareable }`,
      resolvers: { Trip: { __resolveReference: findBy('ref') } },
    },
    countries: {
      typeDefs: `
        type Trip @key(fields: "ref vendor { code }") @key(fields: "vendor { code country } ref") {
          ref: String! vendor: Vendor @shareable map: String
        }
        type Vendor { code: ID! @shareable country: String! @shareable }`,
      resolvers: { Trip: { __resolveReference: findBy('ref', 'code') } },
    },
    weather: {
      typeDefs: `
        type Trip @key(fields: "ref vendor { country code }") { ref: String! vendor: Vendor @shareable weather: String }
        type Vendor @key(fields: "code country") { code: ID! @shareable country: String! @shareable name: String! }`,
      resolvers: {
        Trip: { __resolveReference: findBy('ref', 'code', 'country') },
        Vendor: {
          __resolveReference: ({ code, country }: Vendor) =>
            vendors.find((vendor) => vendor.code === code && vendor.country === country) ?? null,
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { trips: [Trip]! trip: Trip groups: [[Trip!]]! }
      type Trip {
        id: ID! title: String! ref: String! seats: Int vendor: Vendor price: Int map: String weather: String
      }
      type Vendor { code: ID! country: String! name: String! }`,
    resolvers: {
      Query: {
        trips: () => [trips[1], null, trips[0], trips[1]],
        trip: () => trips[0],
        groups: () => [[trips[1]], null, [], trips],
      },
    },
  },
};
