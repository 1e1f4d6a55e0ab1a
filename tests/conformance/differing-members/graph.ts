import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const guest = { __typename: 'Guest', id: 'g1', name: 'Ada', tags: ['early', null], level: 3 };
const agent = { __typename: 'Agent', id: 'a1', name: 'Odd', tags: ['night'], level: 5 };
const robot = { __typename: 'Robot', id: null, name: 'R2', tags: null, level: null };
const users = [guest, agent, robot];
const friends = () => users;
const guests = () => [guest];
const points = () => 9;

export const differingMembersGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    guests: {
      typeDefs: `
        type Query { guests: [Guest!]! }
        type Guest @key(fields: "id") { id: ID name: String @shareable tags: [String] @shareable level: Int @shareable points: Int! }`,
      resolvers: { Query: { guests }, Guest: { __resolveReference: () => guest, points } },
    },
    users: {
      typeDefs: `
        type Query { users: [User!]! account: Account }
        union User = Guest | Agent | Robot
        interface Account { name: String }
        type Guest implements Account @key(fields: "id") {
          id: ID! name: String! @shareable tags: [String]! @shareable level: Int! @shareable friends: [User!]!
        }
        type Agent implements Account { id: ID name: String tags: [String] level: Int friends: [User!]! }
        type Robot implements Account { id: ID name: String tags: [String] level: Int friends: [User!]! }`,
      resolvers: {
        Query: { users: () => users, account: () => agent },
        ...{ Guest: { __resolveReference: ({ id }: Keyed) => (id === 'g1' ? guest : null), friends } },
        ...{ Agent: { friends }, Robot: { friends } },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { guests: [Guest!]! users: [User!]! account: Account }
      union User = Guest | Agent | Robot
      interface Account { name: String }
      type Guest implements Account { id: ID name: String tags: [String] level: Int points: Int! friends: [User!]! }
      type Agent implements Account { id: ID name: String tags: [String] level: Int friends: [User!]! }
      type Robot implements Account { id: ID name: String tags: [String] level: Int friends: [User!]! }`,
    resolvers: {
      Query: { guests, users: () => users, account: () => agent },
      ...{ Guest: { points, friends }, Agent: { friends }, Robot: { friends } },
    },
  },
};
