import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const single = { __typename: 'Single', number: 1, view: 'sea', desk: true };
const twin = { __typename: 'Twin', number: 2, view: 'yard', beds: 2 };
const hotel = { __typename: 'Hotel', id: 'h1', title: 'Fjordview', rooms: [single, twin] };
const flight = { __typename: 'Flight', id: 'f1', title: 'To Oslo' };
const found = ({ id }: Keyed) => [hotel, flight].find((known) => known.id === id) ?? null;
const picks = () => [hotel, flight];
const withoutTitle = ({ id }: Keyed) => ({ ...found({ id }), title: undefined });

/** A front page shows some of what others have, and says so. */
export const frontPageGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    front: {
      typeDefs: `
        type Query {
          featured: Stay @shareable @provides(fields: "rooms { number view }")
          picks: [Pick] @shareable @provides(fields: "... on Hotel { title }")
          plain: [Pick]
        }
        interface Stay { id: ID! rooms: [Room] }
        interface Room { number: Int! view: String }
        union Pick = Hotel | Flight
        type Hotel implements Stay @key(fields: "id") { id: ID! title: String @external rooms: [Room] @external }
        type Flight @key(fields: "id") { id: ID! }
        type Single implements Room { number: Int! @external view: String @external }
        type Twin implements Room { number: Int! @external view: String @external }`,
      resolvers: {
        Query: { featured: () => hotel, picks, plain: () => picks().map(withoutTitle) },
        Room: { __resolveType: (room: { __typename: string }) => room.__typename },
      },
    },
    stays: {
      typeDefs: `
        type Query { featured: Stay @shareable picks: [Pick] @shareable }
        interface Stay { id: ID! rooms: [Room] }
        interface Room { number: Int! view: String }
        union Pick = Hotel | Flight
        type Hotel implements Stay @key(fields: "id") { id: ID! title: String @shareable rooms: [Room] @shareable }
        type Flight @key(fields: "id") { id: ID! title: String @shareable }
        type Single implements Room { number: Int! @shareable view: String @shareable desk: Boolean! }
        type Twin implements Room { number: Int! @shareable view: String @shareable beds: Int! }`,
      resolvers: {
        Query: { featured: () => hotel, picks },
        Hotel: { __resolveReference: found },
        Flight: { __resolveReference: found },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { featured: Stay picks: [Pick] plain: [Pick] }
      interface Stay { id: ID! rooms: [Room] }
      interface Room { number: Int! view: String }
      union Pick = Hotel | Flight
      type Hotel implements Stay { id: ID! title: String rooms: [Room] }
      type Flight { id: ID! title: String }
      type Single implements Room { number: Int! view: String desk: Boolean! }
      type Twin implements Room { number: Int! view: String beds: Int! }`,
    resolvers: { Query: { featured: () => hotel, picks, plain: picks } },
  },
};

const staff = { __typename: 'Staff', id: 's1', name: 'Odd', badge: 'B1' };
const guest = { __typename: 'Guest', id: 'g1', name: 'Ada', tier: 'GOLD' };
const other = { __typename: 'Guest', id: 'g2', name: 'Grace', tier: 'SECRET' };
const people = [guest, staff, other];
const stays: Record<string, number> = { g1: 3, s1: 0, g2: 8 };
const stayed = ({ id }: Keyed) => stays[id];
const key = { __resolveReference: ({ id }: Keyed) => ({ id }) };
const person = (_root: unknown, { id }: Keyed) => people.find((known) => known.id === id);
const root = {
  people: () => people,
  strict: () => people,
  person,
  mixed: () => [[guest], [other, staff]],
  guests: () => [guest, other],
};

/** Staff are people, which no client may know; nor that there is a secret tier, or what badges are. */
export const peopleGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    people: {
      typeDefs: `
        type Query {
          people: [Person]! strict: [Person!] person(id: ID!): Anyone mixed: [[Anyone]!]! guests: [Guest!]! all: [Badged!] @inaccessible
        }
        interface Person { id: ID! name: String! secret: String @inaccessible }
        interface Badged @inaccessible { badge: String }
        union Anyone = Guest | Staff
        type Guest implements Person & Badged @key(fields: "id") {
          id: ID! name: String! tier: Tier secret: String badge: String @inaccessible
        }
        type Staff implements Person & Badged @key(fields: "id") @inaccessible {
          id: ID! name: String! secret: String badge: String
        }
        enum Tier { GOLD SECRET @inaccessible }`,
      resolvers: {
        Query: { ...root, all: () => people },
        Guest: { __resolveReference: (wanted: Keyed) => person(null, wanted) },
        Staff: { __resolveReference: (wanted: Keyed) => person(null, wanted) },
      },
    },
    stays: {
      typeDefs: `
        type Guest @key(fields: "id") { id: ID! stayed: Int! }
        type Staff @key(fields: "id") { id: ID! stayed: Int! }`,
      resolvers: { Guest: { ...key, stayed }, Staff: { ...key, stayed } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { people: [Person]! strict: [Person!] person(id: ID!): Anyone mixed: [[Anyone]!]! guests: [Guest!]! }
      interface Person { id: ID! name: String! }
      union Anyone = Guest
      type Guest implements Person { id: ID! name: String! tier: Tier secret: String stayed: Int! }
      enum Tier { GOLD }`,
    resolvers: { Query: root, Guest: { stayed } },
  },
};
