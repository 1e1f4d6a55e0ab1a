import { ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const show = (_parent: unknown, args: Record<string, unknown>) =>
  Object.entries(args)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');
const echo = (_parent: unknown, { json }: { json?: unknown }) => json ?? 'nothing';

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

/** Fields show the arguments that they got: root fields, and fields of an entity in two subgraphs. */
export const stayGraph: ConformanceGraph = {
  subgraphs: {
    stays: `
      ${inputs}
      type Query { ${roots.stays} }
      type Guest @key(fields: "id") { id: ID! ${offer} }`,
    guests: `${inputs} type Query { ${roots.guests} } type Guest @key(fields: "id") { id: ID! }`,
    wishes: `${inputs} type Guest @key(fields: "id") { id: ID! ${wish} }`,
  },
  roots: { plain: show, defaults: show, whole: show, kinds: show, lists: show, echo, guest: ref('g1') },
  entities: { Guest: { g1: {} } },
  fields: { Guest: { wish: show, offer: show, kept: echo } },
};
