import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const sights = [
  { __typename: 'Museum', id: 'm1', name: 'Ship Museum', opens: '10:00', fee: 12 },
  { __typename: 'Fjord', id: 'f1', name: 'Geiranger', depth: 260 },
  { __typename: 'Park', id: 'p1', name: 'Slottsparken', opens: '06:00' },
];
const guides: Record<string, string | null> = { m1: 'Liv', f1: null, p1: 'Odd' };
const found = ({ id }: Keyed) => sights.find((sight) => sight.id === id) ?? null;
const guide = ({ id }: Keyed) => guides[id];
const guided = { __resolveReference: ({ id }: Keyed) => ({ id }), guide };
const root = {
  sights: () => sights,
  museum: () => sights[0],
  open: () => sights.filter(({ opens }) => opens !== undefined),
  ticketed: () => sights.slice(0, 1),
  natural: () => sights.slice(1),
};
const fields = 'sights: [Sight!]! museum: Museum! open: [Open!]! ticketed: [Ticketed!]! natural: [Natural!]!';
const abstracts = `
  interface Sight { id: ID! name: String! }
  interface Open { opens: String! }
  interface Ticketed implements Open & Sight { id: ID! name: String! opens: String! fee: Int! }
  union Natural = Fjord | Park`;

export const typeConditionsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    sights: {
      typeDefs: `
        type Query { ${fields} }
        ${abstracts}
        type Museum implements Sight & Open & Ticketed @key(fields: "id") {
          id: ID! name: String! opens: String! fee: Int!
        }
        type Fjord implements Sight @key(fields: "id") { id: ID! name: String! depth: Int! }
        type Park implements Sight & Open @key(fields: "id") { id: ID! name: String! opens: String! }`,
      resolvers: {
        Query: root,
        ...Object.fromEntries(
          ['Museum', 'Fjord', 'Park'].map((type) => [type, { __resolveReference: found }]),
        ),
      },
    },
    guides: {
      typeDefs: `
        interface Guided { guide: String }
        type Museum implements Guided @key(fields: "id") { id: ID! guide: String }
        type Park implements Guided @key(fields: "id") { id: ID! guide: String }
        type Fjord @key(fields: "id") { id: ID! guide: String }`,
      resolvers: { Museum: guided, Park: guided, Fjord: guided },
    },
  },
  oracle: {
    typeDefs: `
      type Query { ${fields} }
      ${abstracts}
      interface Guided { guide: String }
      type Museum implements Sight & Open & Ticketed & Guided {
        id: ID! name: String! opens: String! fee: Int! guide: String
      }
      type Fjord implements Sight { id: ID! name: String! depth: Int! guide: String }
      type Park implements Sight & Open & Guided { id: ID! name: String! opens: String! guide: String }`,
    resolvers: { Query: root, Museum: { guide }, Fjord: { guide }, Park: { guide } },
  },
};
