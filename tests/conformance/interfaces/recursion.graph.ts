import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

interface Counted {
  population: number | null;
}

const types = ['Country', 'Area', 'City'];
const total = ({ population, children }: Counted & { children: Counted[] }) =>
  children.reduce((sum, child) => sum + (child.population ?? 0), population ?? 0);

/** Regions have parents and children of the same interface; the total requires a field of the children. */
export const recursionGraph: ConformanceGraph = {
  subgraphs: {
    regions: `
      type Query { region(id: ID!): Region }
      interface Region { id: ID! name: String! parent: Region children: [Region!]! }
      ${types.map((type) => `type ${type} implements Region @key(fields: "id") { id: ID! name: String! parent: Region children: [Region!]! }`).join('\n')}`,
    people: `
      interface Region { id: ID! population: Int bigger: Region }
      ${types.map((type) => `type ${type} implements Region @key(fields: "id") { id: ID! population: Int bigger: Region }`).join('\n')}`,
    sums: `
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
  },
  roots: { region: find('Region') },
  entities: {
    Country: { no: { name: 'Norway', parent: null, children: refs('w', 'n'), population: 5, bigger: null } },
    Area: {
      w: { name: 'West', parent: ref('no'), children: refs('b', 'v'), population: 2, bigger: ref('no') },
      n: { name: 'North', parent: ref('no'), children: [], population: 0, bigger: ref('b') },
    },
    City: {
      b: { name: 'Bergen', parent: ref('w'), children: [], population: 1, bigger: ref('w') },
      v: { name: 'Voss', parent: ref('w'), children: [], population: null, bigger: ref('b') },
    },
  },
  fields: { Country: { total }, Area: { total } },
};
