import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const regions = [
  { __typename: 'Country', id: 'no', name: 'Norway', parent: null },
  { __typename: 'Area', id: 'w', name: 'West', parent: 'no' },
  { __typename: 'City', id: 'b', name: 'Bergen', parent: 'w' },
  { __typename: 'City', id: 'v', name: 'Voss', parent: 'w' },
  { __typename: 'Area', id: 'n', name: 'North', parent: 'no' },
];
const populations: Record<string, number | null> = { no: 5, w: 2, b: 1, v: null, n: 0 };
const byId = (id: string | null) => regions.find((region) => region.id === id) ?? null;
const children = ({ id }: Keyed) => regions.filter(({ parent }) => parent === id);
const parent = ({ parent: of }: { parent: string | null }) => byId(of);
const population = ({ id }: Keyed) => populations[id];
const keyed = ({ __typename, id }: { __typename: string; id: string }) => ({ __typename, id });
/** The nearest of more people, which who counts them knows. */
const bigger = ({ id }: Keyed) =>
  regions.filter((region) => (populations[region.id] ?? 0) > (populations[id] ?? 0)).at(-1) ?? null;
const sum = (of: { population: number | null; children: { population: number | null }[] }) =>
  of.children.reduce((total, child) => total + (child.population ?? 0), of.population ?? 0);
const total = (region: Keyed) =>
  sum({
    population: population(region) ?? null,
    children: children(region).map((child) => ({ population: population(child) ?? null })),
  });
const region = (_root: unknown, { id }: Keyed) => byId(id);
const types = ['Country', 'Area', 'City'];
const onEach = (resolvers: object) => Object.fromEntries(types.map((type) => [type, resolvers]));

export const recursionGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    regions: {
      typeDefs: `
        type Query { region(id: ID!): Region }
        interface Region { id: ID! name: String! parent: Region children: [Region!]! }
        ${types.map((type) => `type ${type} implements Region @key(fields: "id") { id: ID! name: String! parent: Region children: [Region!]! }`).join('\n')}`,
      resolvers: {
        Query: { region },
        ...onEach({ __resolveReference: ({ id }: Keyed) => byId(id), parent, children }),
      },
    },
    people: {
      typeDefs: `
        interface Region { id: ID! population: Int bigger: Region }
        ${types.map((type) => `type ${type} implements Region @key(fields: "id") { id: ID! population: Int bigger: Region }`).join('\n')}`,
      resolvers: onEach({
        ...{ __resolveReference: ({ id }: Keyed) => ({ id }), population },
        bigger(of: Keyed) {
          const found = bigger(of);
          return found && keyed(found);
        },
      }),
    },
    sums: {
      typeDefs: `
        type Country @key(fields: "id") {
          id: ID! population: Int @external children: [Region!]! @external
          total: Int! @requires(fields: "population children { population }")
        }
        interface Region { population: Int }
        type Area implements Region @key(fields: "id") {
          id: ID! population: Int @external children: [Region!]! @external
          total: Int! @requires(fields: "population children { population }")
        }
        type City implements Region @key(fields: "id") { id: ID! population: Int @external }`,
      resolvers: {
        Country: { __resolveReference: (reference: object) => reference, total: sum },
        Area: { __resolveReference: (reference: object) => reference, total: sum },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { region(id: ID!): Region }
      interface Region { id: ID! name: String! parent: Region children: [Region!]! population: Int bigger: Region }
      type Country implements Region {
        id: ID! name: String! parent: Region children: [Region!]! population: Int bigger: Region total: Int!
      }
      type Area implements Region {
        id: ID! name: String! parent: Region children: [Region!]! population: Int bigger: Region total: Int!
      }
      type City implements Region {
        id: ID! name: String! parent: Region children: [Region!]! population: Int bigger: Region
      }`,
    resolvers: {
      Query: { region },
      ...onEach({ parent, children, population, bigger }),
      Country: { parent, children, population, bigger, total },
      Area: { parent, children, population, bigger, total },
    },
  },
};
