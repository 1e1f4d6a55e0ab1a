import { find, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** An implementation, an interface, a field of an interface, and an enum value are inaccessible. */
export const peopleGraph: ConformanceGraph = {
  subgraphs: {
    people: `
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
    stays: `
      type Guest @key(fields: "id") { id: ID! stayed: Int! }
      type Staff @key(fields: "id") { id: ID! stayed: Int! }`,
  },
  merged: `
    type Query { people: [Person]! strict: [Person!] person(id: ID!): Anyone mixed: [[Anyone]!]! guests: [Guest!]! }
    interface Person { id: ID! name: String! }
    union Anyone = Guest
    type Guest implements Person { id: ID! name: String! tier: Tier secret: String stayed: Int! }
    enum Tier { GOLD }`,
  roots: {
    ...{ people: refs('g1', 's1', 'g2'), strict: refs('g1', 's1', 'g2'), person: find('Person') },
    ...{ mixed: [refs('g1'), refs('g2', 's1')], guests: refs('g1', 'g2') },
  },
  entities: {
    Guest: {
      g1: { name: 'Ada', tier: 'GOLD', secret: null, stayed: 3 },
      g2: { name: 'Grace', tier: 'SECRET', secret: null, stayed: 8 },
    },
    Staff: { s1: { name: 'Odd', stayed: 0 } },
  },
};
