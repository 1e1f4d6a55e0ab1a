import type { GraphDefinition } from '../support/graph.ts';

const carriers = [
  { id: 'c1', country: 'NO', flagship: 'l1' },
  { id: 'c2', country: 'SE', flagship: 'l2' },
];
const legs = [
  { id: 'l1', number: 'WF7', fare: { amount: 100 }, carrier: 'c1' },
  { id: 'l2', number: 'SK9', fare: { amount: 200 }, carrier: 'c2' },
  { id: 'l3', number: 'WF8', fare: null, carrier: 'c1' },
];
type Leg = (typeof legs)[number];
interface CarrierKey {
  id: string;
  country?: string;
}
interface LegKey {
  id: string;
  number?: string;
  carrier?: CarrierKey;
}
interface ItineraryKey {
  legs: LegKey[];
  fastest?: { id: string };
}

const carrierOf = ({ id, country }: CarrierKey) =>
  carriers.find((known) => known.id === id && (country === undefined || known.country === country)) ?? null;
const legOf = ({ id, number, carrier }: LegKey) =>
  legs.find(
    (leg) =>
      leg.id === id &&
      (number === undefined || leg.number === number) &&
      (carrier === undefined || (leg.carrier === carrier.id && carrierOf(carrier) !== null)),
  ) ?? null;
const carrier = (leg: Leg) => carrierOf({ id: leg.carrier });
const flagship = (of: (typeof carriers)[number]) => legOf({ id: of.flagship });
const itinerary = { legs: [legs[1], legs[0], legs[1], legs[2]], first: legs[1], fastest: legs[0] };
const empty = { legs: [], first: null, fastest: null };
const itineraryOf = ({ legs: keys }: ItineraryKey) => {
  const found = keys.map(legOf);
  return { legs: found, first: found[0] ?? null, fastest: found[1] ?? null };
};

/**
 * An itinerary has no number: it is known by its legs, the more of each the further one goes, and at last also by the
 * one that is the fastest.
 */
export const itinerariesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    search: {
      typeDefs: `
        type Query { best: Itinerary! none: Itinerary! }
        type Itinerary @key(fields: "legs { id }") { legs: [Leg!]! }
        type Leg @extends @key(fields: "id") { id: String! @external carrier: Carrier @shareable }
        type Carrier @key(fields: "id") { id: String! country: String @shareable flagship: Leg! @shareable }`,
      resolvers: {
        Query: { best: () => itinerary, none: () => empty },
        Itinerary: { __resolveReference: itineraryOf },
        Leg: { __resolveReference: legOf, carrier },
        Carrier: { __resolveReference: carrierOf, flagship },
      },
    },
    timetable: {
      typeDefs: 'type Leg @key(fields: "id") @key(fields: "id number") { id: String! number: String! }',
      resolvers: { Leg: { __resolveReference: legOf } },
    },
    picks: {
      typeDefs: `
        type Itinerary @key(fields: "legs { id number }") { legs: [Leg!]! first: Leg @shareable fastest: Leg @shareable }
        type Leg @key(fields: "id number") { id: String! number: String }`,
      resolvers: { Itinerary: { __resolveReference: itineraryOf }, Leg: { __resolveReference: legOf } },
    },
    fares: {
      typeDefs: `
        type Itinerary @key(fields: "legs { id number carrier { id country } } fastest { id }") {
          legs: [Leg!]! first: Leg @shareable fastest: Leg @shareable total: Int!
        }
        type Leg @key(fields: "id number carrier { id country }") {
          id: String! number: String carrier: Carrier fare: Fare
        }
        type Carrier @key(fields: "id country") { id: String! country: String }
        type Fare { amount: Int! }`,
      resolvers: {
        Itinerary: {
          __resolveReference: itineraryOf,
          total: ({ legs: of }: { legs: Leg[] }) =>
            of.reduce((sum, { fare }) => sum + (fare?.amount ?? 0), 0),
        },
        Leg: { __resolveReference: legOf, carrier },
        Carrier: { __resolveReference: carrierOf },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { best: Itinerary! none: Itinerary! }
      type Itinerary { legs: [Leg!]! first: Leg fastest: Leg total: Int! }
      type Leg { id: String! number: String carrier: Carrier fare: Fare }
      type Carrier { id: String! country: String flagship: Leg! }
      type Fare { amount: Int! }`,
    resolvers: {
      Query: { best: () => itinerary, none: () => empty },
      Itinerary: {
        total: ({ legs: of }: { legs: Leg[] }) => of.reduce((sum, { fare }) => sum + (fare?.amount ?? 0), 0),
      },
      Leg: { carrier },
      Carrier: { flagship },
    },
  },
};
