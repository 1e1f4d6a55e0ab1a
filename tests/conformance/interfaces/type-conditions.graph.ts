import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const fields = 'sights: [Sight!]! museum: Museum! open: [Open!]! ticketed: [Ticketed!]! natural: [Natural!]!';
const abstracts = `
  interface Sight { id: ID! name: String! }
  interface Open { opens: String! }
  interface Ticketed implements Open & Sight { id: ID! name: String! opens: String! fee: Int! }
  union Natural = Fjord | Park`;

/** Sights of three types, which interfaces and a union cut in different ways. */
export const typeConditionsGraph: ConformanceGraph = {
  subgraphs: {
    sights: `
      type Query { ${fields} }
      ${abstracts}
      type Museum implements Sight & Open & Ticketed @key(fields: "id") {
        id: ID! name: String! opens: String! fee: Int!
      }
      type Fjord implements Sight @key(fields: "id") { id: ID! name: String! depth: Int! }
      type Park implements Sight & Open @key(fields: "id") { id: ID! name: String! opens: String! }`,
    guides: `
      interface Guided { guide: String }
      type Museum implements Guided @key(fields: "id") { id: ID! guide: String }
      type Park implements Guided @key(fields: "id") { id: ID! guide: String }
      type Fjord @key(fields: "id") { id: ID! guide: String }`,
  },
  roots: {
    ...{ sights: refs('m1', 'f1', 'p1'), museum: ref('m1'), open: refs('m1', 'p1'), ticketed: refs('m1') },
    natural: refs('f1', 'p1'),
  },
  entities: {
    Museum: { m1: { name: 'Ship Museum', opens: '10:00', fee: 12, guide: 'Liv' } },
    Fjord: { f1: { name: 'Geiranger', depth: 260, guide: null } },
    Park: { p1: { name: 'Slottsparken', opens: '06:00', guide: 'Odd' } },
  },
};
