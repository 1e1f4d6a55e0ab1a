import type { GraphDefinition } from '../support/graph.ts';

/** Says what a resolver was given, whatever the order of its arguments; nothing is added and nothing is lost. */
const told = (_root: unknown, args: Record<string, unknown>) => {
  const given = Object.entries(args).toSorted(([some], [other]) => (some < other ? -1 : 1));
  return given.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');
};
const json = (_root: unknown, args: { json?: unknown }) => args.json ?? 'nothing';

const inputs = `
  scalar Json
  enum Season { SUMMER WINTER }
  input Who { name: String! age: Int = 30 seasons: [Season!] = [WINTER] dates: [[String!]] friend: Who extra: Json }`;
const roots = {
  stays: `
    plain(int: Int): String!
    defaults(words: [String!] = ["a", "b"], season: Season = WINTER, n: Int! = 2): String!
    whole(who: Who!): String!
    kinds(id: ID!, float: Float, string: String, flag: Boolean): String!
    lists(of: [[Int!]]): String!
    echo(json: Json): Json`,
  guests: 'guest: Guest!',
};
const wish = 'wish(who: Who = { name: "nobody" }): String!';
const offer = 'offer(who: Who, n: Int = 1): String! kept(json: Json): Json';

/** Fields that say which arguments they got, at the root and of an entity that two subgraphs complete. */
export const stayGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    stays: {
      typeDefs: `
        ${inputs}
        type Query { ${roots.stays} }
        type Guest @key(fields: "id") { id: ID! ${offer} }`,
      resolvers: {
        Query: { plain: told, defaults: told, whole: told, kinds: told, lists: told, echo: json },
        Guest: { offer: told, kept: json },
      },
    },
    guests: {
      typeDefs: `${inputs} type Query { ${roots.guests} } type Guest @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { guest: () => ({ id: 'g1' }) } },
    },
    wishes: {
      typeDefs: `${inputs} type Guest @key(fields: "id") { id: ID! ${wish} }`,
      resolvers: { Guest: { wish: told } },
    },
  },
  oracle: {
    typeDefs: `
      ${inputs}
      type Query { ${roots.stays} ${roots.guests} }
      type Guest { id: ID! ${wish} ${offer} }`,
    resolvers: {
      Query: {
        ...{ plain: told, defaults: told, whole: told, kinds: told, lists: told, echo: json },
        guest: () => ({ id: 'g1' }),
      },
      Guest: { wish: told, offer: told, kept: json },
    },
  },
};
