import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Fields are provided on an interface within an interface, and on a single member of a union. */
export const peopleGraph: ConformanceGraph = {
  subgraphs: {
    front: `
      type Query { stay: Stay @shareable tent: Stay finds: [Find] @shareable }
      interface Stay { id: ID! }
      type Hotel implements Stay @key(fields: "id") { id: ID! }
      type Tent implements Stay @key(fields: "id") { id: ID! }
      union Find = Room | Boat
      type Room @key(fields: "id") { id: ID! }
      type Boat @key(fields: "id") { id: ID! }`,
    board: `
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
    people: `
      interface Stay { id: ID! guests: [Person] }
      interface Person { id: ID! name: String }
      type Hotel implements Stay @key(fields: "id") { id: ID! guests: [Person] @shareable stars: Int }
      type Tent implements Stay @key(fields: "id") { id: ID! guests: [Person] stars: Int }
      type Adult implements Person @key(fields: "id") { id: ID! name: String @shareable age: Int }
      type Child implements Person @key(fields: "id") { id: ID! name: String @shareable age: Int }
      type Room @key(fields: "id") { id: ID! title: String @shareable beds: Int! }
      type Boat @key(fields: "id") { id: ID! title: String @shareable masts: Int! }`,
  },
  roots: { stay: ref('h1'), tent: ref('t1'), finds: refs('r1', 'b1', 'r2') },
  entities: {
    Adult: { p1: { name: 'Ada', age: 40 } },
    Child: { p2: { name: 'Bo', age: 6 }, p3: { name: null, age: null } },
    Hotel: { h1: { guests: refs('p1', null, 'p2', 'p3'), stars: 4 } },
    Tent: { t1: { guests: [], stars: null } },
    Room: { r1: { title: 'Attic', beds: 2 }, r2: { title: null, beds: 1 } },
    Boat: { b1: { title: 'Wave', masts: 1 } },
  },
};
