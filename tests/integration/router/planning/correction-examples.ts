import type { TextCorrection } from '../../../../router/planning/corrections/correct-module.ts';
import { externalRequiredFields } from '../../../../router/planning/corrections/external-required-fields.ts';
import { mergeWithParent } from '../../../../router/planning/corrections/merge-with-parent.ts';
import { mergedFetchParents } from '../../../../router/planning/corrections/merged-fetch-parents.ts';
import { unionMembers } from '../../../../router/planning/corrections/union-members.ts';

/** A graph and a query that the planner plans wrongly without one correction. */
export interface CorrectionExample {
  correction: TextCorrection;
  /** SDL by subgraph name. */
  subgraphs: Record<string, string>;
  query: string;
  /** The right fetches in order, as `subgraph: fields`. */
  fetches: string[];
}

/** `payout` requires `commission`, which requires `gross`, which requires `levy`: alternately in two subgraphs. */
const rooms = {
  hotels: `
    type Query { rooms: [Room!]! }
    type Room @key(fields: "id") {
      id: ID! price: Int!
      levy: Float! @external
      gross: Float! @requires(fields: "levy")
      commission: Float! @external
      payout: Float! @requires(fields: "commission")
    }`,
  taxes: `
    type Room @key(fields: "id") {
      id: ID!
      price: Int! @external
      levy: Float! @requires(fields: "price")
      gross: Float! @external
      commission: Float! @requires(fields: "gross")
    }`,
};
const payoutFetches = [
  'hotels: {rooms{__typename id price}}',
  'taxes: ...on Room{levy}',
  'hotels: ...on Room{gross}',
  'taxes: ...on Room{commission}',
  'hotels: ...on Room{payout}',
];

/** Both subgraphs resolve `extras`; their unions differ by one member. */
const plans = {
  hotels: `
    type Query { hotelPlan: Plan }
    type Plan @key(fields: "id") { id: ID! extras: Extras @shareable }
    type Extras { items: [Extra!]! @shareable }
    union Extra = Breakfast | Spa
    type Breakfast { label: String! @shareable }
    type Spa { pools: Int! }`,
  flights: `
    type Plan @key(fields: "id") { id: ID! extras: Extras @shareable }
    type Extras { items: [Extra!]! @shareable }
    union Extra = Breakfast | Lounge
    type Breakfast { label: String! @shareable }
    type Lounge { gate: String! }`,
};

/** An `@interfaceObject` whose field requires a field of the interface's own subgraph. */
const vehicles = {
  fleet: `
    type Query { vehicles: [Vehicle!]! }
    interface Vehicle @key(fields: "id") { id: ID! name: String! }
    type Ferry implements Vehicle @key(fields: "id") { id: ID! name: String! }
    type Train implements Vehicle @key(fields: "id") { id: ID! name: String! }`,
  routes: `
    type Query { departures: [Departure!]! }
    type Departure { vehicle: Vehicle! }
    type Vehicle @key(fields: "id") @interfaceObject { id: ID! distance: Int! }`,
  energy: `
    type Vehicle @key(fields: "id") @interfaceObject {
      id: ID! name: String! @external
      slug: String! @requires(fields: "name")
    }`,
};

export const correctionExamples: Record<string, CorrectionExample> = {
  mergeWithParent: {
    correction: mergeWithParent,
    ...{ subgraphs: rooms, query: '{ rooms { payout } }', fetches: payoutFetches },
  },
  externalRequiredFields: {
    correction: externalRequiredFields,
    ...{ subgraphs: rooms, query: '{ rooms { payout } }', fetches: payoutFetches },
  },
  unionMembers: {
    correction: unionMembers,
    subgraphs: plans,
    query: '{ hotelPlan { extras { items { ... on Breakfast { label } ... on Spa { pools } } } } }',
    fetches: ['hotels: {hotelPlan{extras{items{__typename ...on Breakfast{label}...on Spa{pools}}}}}'],
  },
  mergedFetchParents: {
    correction: mergedFetchParents,
    subgraphs: vehicles,
    query: '{ departures { vehicle { ... on Ferry { slug } slug } } }',
    fetches: [
      'routes: {departures{vehicle{__typename id}}}',
      'fleet: ...on Vehicle{__typename name}',
      'energy: ...on Vehicle{slug}',
    ],
  },
};
