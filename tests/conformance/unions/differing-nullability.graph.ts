import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const friends = refs('g1', 'a1', 'r2');

/** Fields of a member are non-null in a subgraph and nullable in the graph. */
export const differingMembersGraph: ConformanceGraph = {
  subgraphs: {
    guests: `
      type Query { guests: [Guest!]! }
      type Guest @key(fields: "id") { id: ID name: String @shareable tags: [String] @shareable level: Int @shareable points: Int! }`,
    users: `
      type Query { users: [User!]! account: Account }
      union User = Guest | Agent | Robot
      interface Account { name: String }
      type Guest implements Account @key(fields: "id") {
        id: ID! name: String! @shareable tags: [String]! @shareable level: Int! @shareable friends: [User!]!
      }
      type Agent implements Account { id: ID name: String tags: [String] level: Int friends: [User!]! }
      type Robot implements Account { id: ID name: String tags: [String] level: Int friends: [User!]! }`,
  },
  roots: { guests: refs('g1'), users: friends, account: ref('a1') },
  entities: {
    Guest: { g1: { name: 'Ada', tags: ['early', null], level: 3, points: 9, friends } },
    Agent: { a1: { name: 'Odd', tags: ['night'], level: 5, friends } },
    Robot: { r2: { id: null, name: 'R2', tags: null, level: null, friends } },
  },
};
