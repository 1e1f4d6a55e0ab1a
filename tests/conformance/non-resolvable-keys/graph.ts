import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id?: string;
  email?: string;
  badge?: { country: string; number: number };
}

const guides = [
  {
    id: 'g1',
    email: 'a@x.example',
    badge: { country: 'NO', number: 1, year: 2019 },
    name: 'Ada',
    title: null,
  },
  {
    id: 'g2',
    email: 'b@x.example',
    badge: { country: 'SE', number: 1, year: 2020 },
    name: 'Bo',
    title: 'Dr',
  },
];
const [ada, bo] = guides;
const walks = [
  { id: 'w1', guides: [ada, bo, ada], lead: bo },
  { id: 'w2', guides: [], lead: null },
];
const guideOf = (key: Keyed) => guides.find(({ id, email }) => id === key.id || email === key.email) ?? null;
const refuse = () => {
  throw new Error('this subgraph resolves no guides');
};
const hotels = [{ code: 'h1', name: 'Fjordview' }];
const greeting = ({ name, title }: { name: string; title: string | null }) =>
  [title, name].filter(Boolean).join(' ');

/**
 * Walks only name guides, who are known by each subgraph in ways that others cannot be asked by: by a badge nobody
 * resolves, by an e-mail that only the office does, and by an id.
 */
export const walksGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    walks: {
      typeDefs: `
        type Query { walks: [Walk!]! lead: Guide }
        type Walk @key(fields: "id") { id: ID! guides: [Guide!]! lead: Guide }
        type Guide
          @key(fields: "badge { country number }", resolvable: false)
          @key(fields: "email", resolvable: false) { badge: Badge! email: String! }
        type Badge { country: String! @shareable number: Int! @shareable }`,
      resolvers: { Query: { walks: () => walks, lead: () => bo }, Guide: { __resolveReference: refuse } },
    },
    office: {
      typeDefs: `
        type Guide
          @key(fields: "email")
          @key(fields: "id", resolvable: false)
          @key(fields: "id badge { number country }", resolvable: false) {
          id: ID! email: String! badge: Badge! name: String! title: String
        }
        type Badge { country: String! @shareable number: Int! @shareable year: Int! }`,
      resolvers: { Guide: { __resolveReference: guideOf } },
    },
    greetings: {
      typeDefs: `
        type Query { greeter: Guide }
        type Guide
          @key(fields: "email", resolvable: false)
          @key(fields: "badge { country number }", resolvable: false)
          @key(fields: "id badge { country number }", resolvable: true) {
          id: ID! email: String! badge: Badge!
          name: String! @external title: String @external greeting: String! @requires(fields: "title name")
          favourite: Hotel
        }
        type Badge { country: String! @shareable number: Int! @shareable }
        type Hotel @key(fields: "code", resolvable: false) { code: ID! }`,
      resolvers: {
        Query: { greeter: () => ada },
        Guide: {
          __resolveReference: (key: Keyed) => {
            if (key.id === undefined || key.badge === undefined)
              throw new Error('known by id and badge only');
            return key;
          },
          greeting,
          favourite: ({ id }: Keyed) => (id === 'g1' ? hotels[0] : { code: 'gone' }),
        },
      },
    },
    hotels: {
      typeDefs: 'type Hotel @key(fields: "code") { code: ID! name: String }',
      resolvers: {
        Hotel: {
          __resolveReference: ({ code }: { code: string }) => hotels.find((hotel) => hotel.code === code),
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { walks: [Walk!]! lead: Guide greeter: Guide }
      type Walk { id: ID! guides: [Guide!]! lead: Guide }
      type Guide { id: ID! email: String! badge: Badge! name: String! title: String greeting: String! favourite: Hotel }
      type Badge { country: String! number: Int! year: Int! }
      type Hotel { code: ID! name: String }`,
    resolvers: {
      Query: { walks: () => walks, lead: () => bo, greeter: () => ada },
      Guide: { greeting, favourite: ({ id }: Keyed) => (id === 'g1' ? hotels[0] : { code: 'gone' }) },
    },
  },
};
