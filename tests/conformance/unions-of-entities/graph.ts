import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const hits = [
  { __typename: 'Guest', id: 'g1', name: 'Ada', mail: 'ada@example.org' },
  { __typename: 'Hotel', id: 'h1', name: 'Fjordview' },
  { __typename: 'Flight', id: 'f1', number: 'WF7' },
  { __typename: 'Guest', id: 'g2', name: 'Grace', mail: null },
  { __typename: 'Hotel', id: 'h2', name: 'Station' },
];
const known = (typename: string) => ({
  __resolveReference: ({ id }: Keyed) =>
    hits.find((hit) => hit.id === id && hit.__typename === typename) ?? null,
});
const stays: Record<string, string[]> = { g1: ['h1', 'h2'], g2: [] };
const seats: Record<string, number> = { f1: 50 };
const keyed = ({ id, __typename }: { id: string; __typename: string }) => ({ id, __typename });
const byId = (id: string) => hits.filter((hit) => hit.id === id);
const pages = [
  { top: 'f1', hits: [null, 'g1', 'h1'] },
  { top: null, hits: ['g1', null, 'g1'] },
];
const likes: Record<string, string[]> = { g1: ['f1', 'g2', 'h1'], g2: ['g1'] };

const liked = ({ id }: Keyed) => (likes[id] ?? []).flatMap(byId);
const stayed = ({ id }: Keyed) => (stays[id] ?? []).flatMap(byId);
const free = ({ id }: Keyed) => seats[id] ?? null;
const rating = ({ id }: Keyed) => id.length + id.charCodeAt(1);
function pagesOf(hit: (id: string) => unknown) {
  const orNull = (id: string | null) => (id === null ? null : hit(id));
  return pages.map((page) => ({ top: orNull(page.top), hits: page.hits.map(orNull) }));
}
const key = { __resolveReference: ({ id }: Keyed) => ({ id }) };

/** What is found is a guest, a hotel or a flight; who finds them knows no more of them than that. */
export const hitsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    search: {
      typeDefs: `
        type Query { hits: [Hit!]! hit(id: ID!): Hit pages: [Page!]! }
        type Page { top: Hit hits: [Hit] }
        union Hit = Guest | Hotel | Flight
        type Guest @key(fields: "id", resolvable: false) { id: ID! }
        type Hotel @key(fields: "id", resolvable: false) { id: ID! }
        type Flight @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {
        Query: {
          hits: () => hits.map(keyed),
          hit: (_root: unknown, { id }: Keyed) => byId(id).map(keyed)[0],
          pages: () => pagesOf((id) => byId(id).map(keyed)[0]),
        },
      },
    },
    guests: {
      typeDefs: `
        type Guest @key(fields: "id") { id: ID! name: String! mail: String likes: [Liked!]! stayed: [Hotel!]! }
        union Liked = Guest | Flight | Hotel
        type Hotel @key(fields: "id", resolvable: false) { id: ID! }
        type Flight @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {
        Guest: {
          ...known('Guest'),
          likes: (guest: Keyed) => liked(guest).map((hit) => (hit.__typename === 'Guest' ? hit : keyed(hit))),
          stayed: (guest: Keyed) => stayed(guest).map(keyed),
        },
      },
    },
    hotels: {
      typeDefs: 'type Hotel @key(fields: "id") { id: ID! name: String! rating: Int! }',
      resolvers: { Hotel: { ...known('Hotel'), rating } },
    },
    flights: {
      typeDefs: 'type Flight @key(fields: "id") { id: ID! number: String! }',
      resolvers: { Flight: known('Flight') },
    },
    seats: {
      typeDefs: `
        type Flight @key(fields: "id") { id: ID! free: Int }
        type Guest @key(fields: "id") { id: ID! rating: Float }`,
      resolvers: { Flight: { ...key, free }, Guest: { ...key, rating: () => 4.5 } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { hits: [Hit!]! hit(id: ID!): Hit pages: [Page!]! }
      type Page { top: Hit hits: [Hit] }
      union Hit = Guest | Hotel | Flight
      union Liked = Guest | Flight | Hotel
      type Guest { id: ID! name: String! mail: String likes: [Liked!]! stayed: [Hotel!]! rating: Float }
      type Hotel { id: ID! name: String! rating: Int! }
      type Flight { id: ID! number: String! free: Int }`,
    resolvers: {
      Query: {
        hits: () => hits,
        hit: (_root: unknown, { id }: Keyed) => byId(id)[0],
        pages: () => pagesOf((id) => byId(id)[0]),
      },
      Guest: { likes: liked, stayed, rating: () => 4.5 },
      Hotel: { rating },
      Flight: { free },
    },
  },
};
