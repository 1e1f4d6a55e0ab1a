import type { TextCorrection } from '../../../../router/planning/corrections/correct-module.ts';
import { externalRequiredFields } from '../../../../router/planning/corrections/external-required-fields.ts';
import {
  interfaceObjectKeys,
  interfaceObjectRequires,
} from '../../../../router/planning/corrections/interface-object-requires.ts';
import { interfaceObjectSiblings } from '../../../../router/planning/corrections/interface-object-siblings.ts';
import { interfaceObjectTypename } from '../../../../router/planning/corrections/interface-object-typename.ts';
import { mergeWithParent } from '../../../../router/planning/corrections/merge-with-parent.ts';
import { mergedFetchTypes } from '../../../../router/planning/corrections/merged-fetch-types.ts';
import { mergedFetchParents } from '../../../../router/planning/corrections/merged-fetch-parents.ts';
import { reusedFragments } from '../../../../router/planning/corrections/reused-fragments.ts';
import { unionMembers } from '../../../../router/planning/corrections/union-members.ts';
import {
  interfacesWithoutTypes,
  splitFields,
} from '../../../../router/planning/corrections/unresolvable-fields.ts';

/** A graph and a query that the planner plans wrongly without one correction. */
export interface CorrectionExample {
  correction: TextCorrection;
  /** SDL by subgraph name. */
  subgraphs: Record<string, string>;
  query: string;
  /** Corrections without which the example is planned, because they hide its fault. */
  without?: readonly TextCorrection[];
  /** The right fetches in order, as `subgraph: fields`, and ` of Type` where representations are of another type. */
  fetches?: string[];
  /** The planning error where the query has no right plan. */
  refusal?: string;
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
    type Spa { pools: Int saunas: Int! }`,
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

/** Interface objects of two subgraphs, whose fields require fields of the interface and of each other. */
const notes = {
  types: `
    type Query { all: [M!]! }
    interface M @key(fields: "id") { id: ID! r: Int }
    type E1 implements M @key(fields: "id") { id: ID! r: Int }
    type E2 implements M @key(fields: "id") { id: ID! r: Int }`,
  notes: `
    type Query { noted: [M!]! }
    type M @key(fields: "id") @interfaceObject {
      id: ID! r: Int @external plain: Int note: Int @requires(fields: "r")
    }`,
  rates: `
    type Query { rated: [M!]! }
    type M @key(fields: "id") @interfaceObject {
      id: ID! note: Int @external plain: Int @external rate: Int @requires(fields: "note plain")
    }`,
};

/** No leg is a ship. */
const legs = {
  lines: `
    type Query { leg: Leg }
    interface Leg { id: ID! }
    type Ferry implements Leg @key(fields: "id") { id: ID! name: String }
    type Ship { seats(deck: Int!): Int }
    union Vehicle = Ferry | Ship`,
  berths: 'type Ferry @key(fields: "id") { id: ID! cars: Int }',
};

/** Each subgraph resolves the id of one type. */
const nodes = {
  people: `
    type Query { node: Node @shareable }
    interface Node { id: ID! }
    type Guest implements Node @key(fields: "id") { id: ID! }
    type Chat implements Node @key(fields: "id") { id: ID! @external lines: Int }`,
  talk: `
    type Query { node: Node @shareable }
    interface Node { id: ID! }
    type Guest implements Node @key(fields: "id") { id: ID! @external chats: Int }
    type Chat implements Node @key(fields: "id") { id: ID! }`,
};

/** No object type implements `Voucher`. */
const vouchers = {
  shop: `
    type Query { sold: Voucher sales: Int }
    interface Voucher @key(fields: "code") { code: ID! }`,
  gifts: `type Voucher @key(fields: "code", resolvable: false) @interfaceObject { code: ID! message: String }`,
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
    query: '{ hotelPlan { extras { items { ... on Breakfast { label } ... on Spa { pools saunas } } } } }',
    fetches: ['hotels: {hotelPlan{extras{items{__typename ...on Breakfast{label}...on Spa{pools saunas}}}}}'],
  },
  mergedFetchParents: {
    correction: mergedFetchParents,
    without: [interfaceObjectKeys],
    subgraphs: vehicles,
    query: '{ departures { vehicle { ... on Ferry { slug } slug } } }',
    fetches: [
      'routes: {departures{vehicle{__typename id}}}',
      'fleet: ...on Vehicle{__typename name}',
      'energy: ...on Vehicle{slug}',
    ],
  },
  interfaceObjectRequires: {
    correction: interfaceObjectRequires,
    subgraphs: notes,
    query: '{ rated { plain note ... on E2 { rate } } }',
    fetches: [
      'rates: {rated{__typename id}}',
      'types: ...on M{__typename id ...on E1{__typename id r}...on E2{__typename id r}}',
      'notes: ...on M{note plain} of E1,E2',
      'rates: ...on M{rate} of E2',
    ],
  },
  interfaceObjectKeys: {
    correction: interfaceObjectKeys,
    subgraphs: notes,
    query: '{ noted { note ... on E2 { rate } } }',
    fetches: [
      'notes: {noted{__typename id}}',
      'types: ...on M{__typename r}',
      'notes: ...on M{note}',
      'types: ...on M{__typename ...on E1{__typename id r}...on E2{__typename id r}}',
      'notes: ...on M{note plain} of E1,E2',
      'rates: ...on M{rate} of E2',
    ],
  },
  interfaceObjectSiblings: {
    correction: interfaceObjectSiblings,
    subgraphs: notes,
    query: '{ all { plain ... on E2 { note } } }',
    fetches: [
      'types: {all{__typename id ...on E2{__typename id r}}}',
      'notes: ...on M{plain}',
      'notes: ...on M{note} of E2',
    ],
  },
  reusedFragments: {
    correction: reusedFragments,
    subgraphs: legs,
    query: `query ($deck: Int!) { leg { ...Seats } }
      fragment Seats on Vehicle { ... on Ship { seats(deck: $deck) } ... on Ferry { name } }`,
    fetches: ['lines: {leg{__typename ...on Ferry{name}}}'],
  },
  interfacesWithoutTypes: {
    correction: interfacesWithoutTypes,
    subgraphs: vouchers,
    query: '{ sold { message } sales }',
    refusal: 'Expected a subgraph that resolves Voucher.message, found an interface without object types.',
  },
  splitFields: {
    correction: splitFields,
    subgraphs: nodes,
    query: '{ node { id } }',
    refusal: 'Expected a subgraph that resolves Node.id, found none that does so for all types.',
  },
  interfaceObjectTypename: {
    correction: interfaceObjectTypename,
    subgraphs: notes,
    query: '{ rated { rate } }',
    fetches: [
      'rates: {rated{__typename id}}',
      'types: ...on M{__typename ...on E1{__typename id r}...on E2{__typename id r}}',
      'notes: ...on M{note plain} of E1,E2',
      'rates: ...on M{rate}',
    ],
  },
  mergedFetchTypes: {
    correction: mergedFetchTypes,
    subgraphs: notes,
    query: '{ all { plain ... on E2 { rate } } }',
    fetches: [
      'types: {all{__typename id ...on E2{__typename id r}}}',
      'notes: ...on M{plain}',
      'notes: ...on M{note plain} of E1,E2',
      'rates: ...on M{rate} of E2',
    ],
  },
};
