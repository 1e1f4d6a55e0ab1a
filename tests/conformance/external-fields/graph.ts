import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const guests = [
  { id: 'g1', name: 'Ada', nickname: 'A', room: 101, vip: true },
  { id: 'g2', name: 'Bo', nickname: null, room: null, vip: false },
];
const [ada, bo] = guests;
const guestOf = ({ id }: Keyed) => guests.find((guest) => guest.id === id) ?? null;
/** What a subgraph says of what it does not own, if it is asked in spite of that. */
const never = () => 'never';

/** Fields are marked external that are keys, that somebody provides, and for no reason at all. */
export const guestsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    desk: {
      typeDefs: `
        type Query { anyGuest: Guest known: Guest @provides(fields: "name") arrivals: [Guest!]! }
        type Guest @extends @key(fields: "id") { id: ID! @external name: String! @external room: Int }`,
      resolvers: {
        Query: {
          anyGuest: () => ({ id: 'g1', room: 101 }),
          known: () => ada,
          arrivals: () => [{ id: 'g2' }, { id: 'g1', room: 101 }],
        },
        Guest: {
          __resolveReference: ({ id }: Keyed) => ({ id, room: guestOf({ id })?.room }),
          name: ({ name }: { name?: string }) => name ?? never(),
        },
      },
    },
    people: {
      typeDefs: `
        type Query { guest(id: ID!): Guest }
        type Guest @key(fields: "id") { id: ID! name: String! @shareable nickname: String }`,
      resolvers: {
        Query: { guest: (_root: unknown, key: Keyed) => guestOf(key) },
        Guest: { __resolveReference: guestOf },
      },
    },
    lounge: {
      typeDefs: `
        type Query { loungers: [Guest] }
        extend type Guest @key(fields: "id") { id: ID! @external vip: Boolean }`,
      resolvers: {
        Query: { loungers: () => [{ id: 'g2', vip: false }, null, { id: 'g1', vip: true }] },
        Guest: { __resolveReference: guestOf },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { anyGuest: Guest known: Guest arrivals: [Guest!]! guest(id: ID!): Guest loungers: [Guest] }
      type Guest { id: ID! name: String! room: Int nickname: String vip: Boolean }`,
    resolvers: {
      Query: {
        ...{
          anyGuest: () => ada,
          known: () => ada,
          arrivals: () => [bo, ada],
          loungers: () => [bo, null, ada],
        },
        guest: (_root: unknown, key: Keyed) => guestOf(key),
      },
    },
  },
};
