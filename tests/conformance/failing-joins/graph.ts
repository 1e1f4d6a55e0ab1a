import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}
interface World {
  /** Fields that fail, as `Type.field`, or `Type.field:id` for one entity. */
  failing: ReadonlySet<string>;
}

const owner = { id: 'g1', name: 'Ada', phone: '1' };
const hotels = [
  { id: 'h1', name: 'Fjordview', city: 'OSL', price: 90, rating: 4, owner, tags: ['sea', 'sun'] },
  { id: 'h2', name: 'Harbour', city: null, price: 70, rating: null, owner: null, tags: [] },
  { id: 'h3', name: 'Hill', city: 'BGO', price: 50, rating: 2, owner, tags: null },
];
const hotelOf = ({ id }: Keyed) => hotels.find((hotel) => hotel.id === id) ?? null;
const guestOf = ({ id }: Keyed) => (id === owner.id ? owner : null);

/** Resolves a field as it is, or fails as the world says. */
const field =
  (type: string, name: string) =>
  (source: object, _arguments: unknown, { failing }: World) => {
    const { id } = source as Keyed;
    if (failing.has(`${type}.${name}`) || failing.has(`${type}.${name}:${id}`))
      throw new Error(`${type}.${name} failed`);
    return (source as Record<string, unknown>)[name];
  };
const fields = (type: string, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, field(type, name)]));
const query = {
  hotel: (_root: unknown, key: Keyed) => hotelOf(key),
  hotels: () => [hotels[0], null, hotels[1], hotels[2]],
  strict: () => hotels,
  groups: () => [[hotels[0], hotels[1]], [], [hotels[2]]],
};
const root = 'type Query { hotel(id: ID!): Hotel hotels: [Hotel]! strict: [Hotel!] groups: [[Hotel!]]! }';

/** A graph in which any field may fail: null as far up as the schema says, and the rest as if nothing had been. */
export const hotelsGraph = (...failing: string[]): GraphDefinition<World> => ({
  world: () => ({ failing: new Set(failing) }),
  subgraphs: {
    catalogue: {
      typeDefs: `
        ${root}
        type Hotel @key(fields: "id") { id: ID! name: String! city: String tags: [String!] }`,
      resolvers: { Query: query, Hotel: fields('Hotel', 'name', 'city', 'tags') },
    },
    prices: {
      typeDefs: `
        type Hotel @key(fields: "id") {
          id: ID! price: Int! rating: Int owner: Guest
          name: String! @external city: String @external
          label: String @requires(fields: "name") sign: String! @requires(fields: "city")
        }
        type Guest @key(fields: "id") { id: ID! }`,
      resolvers: {
        Hotel: {
          __resolveReference: (reference: Keyed) => ({ ...hotelOf(reference), ...reference }),
          ...fields('Hotel', 'price', 'rating', 'owner'),
          label: ({ name }: { name: string }) => `The ${name}`,
          sign: ({ city }: { city: string | null }) => `to ${city ?? 'nowhere'}`,
        },
      },
    },
    guests: {
      typeDefs: 'type Guest @key(fields: "id") { id: ID! name: String! phone: String }',
      resolvers: { Guest: { __resolveReference: guestOf, ...fields('Guest', 'name', 'phone') } },
    },
  },
  oracle: {
    typeDefs: `
      ${root}
      type Hotel {
        id: ID! name: String! city: String tags: [String!] price: Int! rating: Int owner: Guest label: String sign: String!
      }
      type Guest { id: ID! name: String! phone: String }`,
    resolvers: {
      Query: query,
      Hotel: {
        ...fields('Hotel', 'name', 'city', 'tags', 'price', 'rating', 'owner'),
        label: ({ name }: { name: string }) => `The ${name}`,
        sign: ({ city }: { city: string | null }) => `to ${city ?? 'nowhere'}`,
      },
      Guest: fields('Guest', 'name', 'phone'),
    },
  },
});
