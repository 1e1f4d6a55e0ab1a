import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const people = [
  { __typename: 'Adult', id: 'p1', name: 'Ada', age: 40 },
  { __typename: 'Child', id: 'p2', name: 'Bo', age: 6 },
  { __typename: 'Child', id: 'p3', name: null, age: null },
];
const [ada, bo, cy] = people;
const hotel = { __typename: 'Hotel', id: 'h1', guests: [ada, null, bo, cy], stars: 4 };
const tent = { __typename: 'Tent', id: 't1', guests: [], stars: null };
const told = people.map(({ __typename, id, name }) => ({ __typename, id, name }));
const toldStay = { __typename: 'Hotel', id: 'h1', guests: [told[0], null, told[1], told[2]] };
const personOf = ({ id }: Keyed) => people.find((person) => person.id === id) ?? null;

const finds = [
  { __typename: 'Room', id: 'r1', title: 'Attic', beds: 2 },
  { __typename: 'Boat', id: 'b1', title: 'Wave', masts: 1 },
  { __typename: 'Room', id: 'r2', title: null, beds: 1 },
];
const findOf = ({ id }: Keyed) => finds.find((find) => find.id === id) ?? null;
const untitled = () =>
  finds.map(({ title, ...find }) => (find.__typename === 'Room' ? { ...find, title } : find));

/** What is provided lies on an interface within an interface, and on one member of a union. */
export const peopleGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    front: {
      typeDefs: `
        type Query { stay: Stay @shareable tent: Stay finds: [Find] @shareable }
        interface Stay { id: ID! }
        type Hotel implements Stay @key(fields: "id") { id: ID! }
        type Tent implements Stay @key(fields: "id") { id: ID! }
        union Find = Room | Boat
        type Room @key(fields: "id") { id: ID! }
        type Boat @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          ...{
            stay: () => ({ __typename: 'Hotel', id: 'h1' }),
            tent: () => ({ __typename: 'Tent', id: 't1' }),
          },
          finds: () => finds,
        },
      },
    },
    board: {
      typeDefs: `
        type Query {
          stay: Stay @shareable @provides(fields: "guests { id name }")
          finds: [Find] @shareable @provides(fields: "... on Room { title }")
        }
        interface Stay { id: ID! guests: [Person] }
        interface Person { id: ID! name: String }
        type Hotel implements Stay { id: ID! @shareable guests: [Person] @external }
        type Adult implements Person { id: ID! @external name: String @external }
        type Child implements Person { id: ID! @external name: String @external }
        union Find = Room | Boat
        type Room @key(fields: "id") { id: ID! title: String @external }
        type Boat @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { stay: () => toldStay, finds: untitled } },
    },
    people: {
      typeDefs: `
        interface Stay { id: ID! guests: [Person] }
        interface Person { id: ID! name: String }
        type Hotel implements Stay @key(fields: "id") { id: ID! guests: [Person] @shareable stars: Int }
        type Tent implements Stay @key(fields: "id") { id: ID! guests: [Person] stars: Int }
        type Adult implements Person @key(fields: "id") { id: ID! name: String @shareable age: Int }
        type Child implements Person @key(fields: "id") { id: ID! name: String @shareable age: Int }
        type Room @key(fields: "id") { id: ID! title: String @shareable beds: Int! }
        type Boat @key(fields: "id") { id: ID! title: String @shareable masts: Int! }`,
      resolvers: {
        Hotel: { __resolveReference: () => hotel },
        Tent: { __resolveReference: () => tent },
        Adult: { __resolveReference: personOf },
        Child: { __resolveReference: personOf },
        Room: { __resolveReference: findOf },
        Boat: { __resolveReference: findOf },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { stay: Stay tent: Stay finds: [Find] }
      interface Stay { id: ID! guests: [Person] }
      interface Person { id: ID! name: String }
      type Hotel implements Stay { id: ID! guests: [Person] stars: Int }
      type Tent implements Stay { id: ID! guests: [Person] stars: Int }
      type Adult implements Person { id: ID! name: String age: Int }
      type Child implements Person { id: ID! name: String age: Int }
      union Find = Room | Boat
      type Room { id: ID! title: String beds: Int! }
      type Boat { id: ID! title: String masts: Int! }`,
    resolvers: { Query: { stay: () => hotel, tent: () => tent, finds: () => finds } },
  },
};
