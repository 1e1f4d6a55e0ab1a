import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const known = [{ __typename: 'Hotel', id: 'h1', name: 'Fjordview', stars: 4 }];
const found = ({ id }: Keyed) => known.find((stay) => stay.id === id) ?? null;
const given = { __resolveReference: (reference: object) => reference };
export const shown = [
  { id: 'h1', note: 'near' },
  { id: 'gone', note: 'closed' },
];
const note = ({ id }: Keyed) => shown.find((stay) => stay.id === id)?.note;
/** To the oracle, what nobody knows is of no type at all. */
const all = shown.map((stay) => ({ ...stay, ...found(stay) }));

/** A catalogue has lost a stay of which somebody still has a note. */
export const notesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    catalogue: {
      typeDefs: `
        type Query { stays: [Stay!]! }
        interface Stay @key(fields: "id") { id: ID! name: String nickname: String! }
        type Hotel implements Stay @key(fields: "id") { id: ID! name: String nickname: String! stars: Int! }`,
      resolvers: {
        Query: { stays: () => known },
        Hotel: { __resolveReference: found, nickname: () => 'Fjordy' },
        Stay: { __resolveReference: found },
      },
    },
    notes: {
      typeDefs: `
        type Query { noted: [Stay]! gone: Stay surely: [Stay!] }
        type Stay @key(fields: "id") @interfaceObject { id: ID! note: String! }`,
      resolvers: {
        Query: { noted: () => shown, gone: () => shown[1], surely: () => shown },
        Stay: { ...given, note },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { stays: [Stay!]! noted: [Stay]! gone: Stay surely: [Stay!] }
      interface Stay { id: ID! name: String nickname: String! note: String! }
      type Hotel implements Stay { id: ID! name: String nickname: String! note: String! stars: Int! }`,
    resolvers: {
      Query: { stays: () => known, noted: () => all, gone: () => all[1], surely: () => all },
      Hotel: { note, nickname: () => 'Fjordy' },
    },
  },
};

const voucher = { code: 'V1' };

/** Each subgraph has an interface whose implementations it leaves to the other; those of one are missing. */
export const giftsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    shop: {
      typeDefs: `
        type Query { sold: Voucher vouchers: [Voucher!]! tour: Tour! }
        interface Voucher @key(fields: "code") { code: ID! }
        type Tour @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
      resolvers: { Query: { sold: () => voucher, vouchers: () => [], tour: () => ({ id: 'w1' }) } },
    },
    gifts: {
      typeDefs: `
        type Query { given: Voucher }
        type Voucher @key(fields: "code", resolvable: false) @interfaceObject { code: ID! message: String }
        interface Tour @key(fields: "id") { id: ID! }
        type Walk implements Tour @key(fields: "id") { id: ID! steps: Int! }`,
      resolvers: {
        Query: { given: () => voucher },
        Voucher: { message: () => 'enjoy' },
        Tour: { __resolveReference: ({ id }: Keyed) => ({ __typename: 'Walk', id, steps: 9000 }) },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { sold: Voucher vouchers: [Voucher!]! tour: Tour! given: Voucher }
      interface Voucher { code: ID! message: String }
      interface Tour { id: ID! }
      type Walk implements Tour { id: ID! steps: Int! }`,
    resolvers: {
      Query: {
        ...{ sold: () => voucher, vouchers: () => [], given: () => voucher },
        tour: () => ({ __typename: 'Walk', id: 'w1', steps: 9000 }),
      },
    },
  },
};
