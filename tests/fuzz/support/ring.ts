/** A graph in three subgraphs with all that joins them, and the same in one schema. Its resolvers go by ids alone. */
const fails = (id: string, field: string): boolean => (Number(id) * 7 + field.length) % 11 === 3;
const isNull = (id: string, field: string): boolean => (Number(id) * 5 + field.length) % 7 === 2;

/** What a field is: now and then an error, or null. */
function valueOf<T>(id: string, field: string, value: T): T | null {
  if (fails(id, field)) throw new Error(`${field} of ${id} fails`);
  return isNull(id, field) ? null : value;
}

const ids = ['1', '2', '3', '4', '5', '6'];
interface Ref {
  id: string;
}
const roomOf = (id: string) => ({ __typename: 'Room', id, code: `r${id}` });
const tourOf = (id: string) => ({ __typename: 'Tour', id });
const thing = (id: string) => (Number(id) % 2 === 0 ? roomOf(id) : tourOf(id));

const roomName = ({ id }: Ref) => valueOf(id, 'name', `Room ${id}`);
const tourName = ({ id }: Ref) => valueOf(id, 'name', `Tour ${id}`);
// It never fails: what a field that requires it is then, GraphQL does not say.
const price = ({ id }: Ref, { currency }: { currency: string }) =>
  isNull(id, 'price') ? null : `${id}0 ${currency}`;
const size = ({ id }: Ref) => valueOf(id, 'size', Number(id) * 10);
const stars = ({ id }: Ref) => valueOf(id, 'stars', Number(id) % 5);
const must = ({ id }: Ref) => (id === '5' ? null : `must ${id}`);
const next = ({ id }: Ref) => valueOf(id, 'next', thing(String((Number(id) % 6) + 1)));
const grid = ({ id }: Ref) => valueOf(id, 'grid', [[roomOf(id), null], [roomOf('1')]]);
const guide = ({ id }: Ref) => valueOf(id, 'guide', { __typename: 'Guide', id });
const rooms = () => ids.map(roomOf);
const room = (_: unknown, { id }: Ref) => (ids.includes(id) ? roomOf(id) : null);
const things = () => ids.map(thing);
const found = () => [roomOf('2'), tourOf('3'), { __typename: 'Guide', id: '4' }, null];
const label = (id: string, dear: unknown) => `label ${id} of ${String(dear)}`;
const tours = ({ id }: Ref) => valueOf(id, 'tours', [tourOf(id), tourOf('3')]);

export const subgraphs = {
  hotels: {
    typeDefs: `
      interface Thing { id: ID! name: String }
      type Room implements Thing @key(fields: "id") @key(fields: "code") {
        id: ID! code: String! name: String must: String! next: Thing grid: [[Room]]
      }
      type Tour implements Thing @key(fields: "id") { id: ID! name: String }
      type Guide @key(fields: "id") { id: ID! }
      union Found = Room | Tour | Guide
      type Query { rooms: [Room] every: [Room!]! room(id: ID!): Room things: [Thing] found: [Found] }`,
    resolvers: {
      Query: { rooms, every: rooms, room, things, found },
      Room: {
        __resolveReference: (ref: { id?: string; code?: string }) =>
          roomOf(ref.id ?? (ref.code ?? '').slice(1)),
        name: roomName,
        must,
        next,
        grid,
      },
      Tour: { __resolveReference: ({ id }: Ref) => tourOf(id), name: tourName },
      Guide: { __resolveReference: ({ id }: Ref) => ({ __typename: 'Guide', id }) },
    },
  },
  prices: {
    typeDefs: `
      type Room @key(fields: "code") { code: String! price(currency: String! = "EUR"): String size: Int }
      type Tour @key(fields: "id") { id: ID! stars: Int guide: Guide }
      type Guide @key(fields: "id") { id: ID! tours: [Tour!] }`,
    resolvers: {
      Room: {
        price: ({ code }: { code: string }, args: { currency: string }) => price({ id: code.slice(1) }, args),
        size: ({ code }: { code: string }) => size({ id: code.slice(1) }),
      },
      Tour: { stars, guide },
      Guide: { tours },
    },
  },
  labels: {
    typeDefs: `
      type Room @key(fields: "id") {
        id: ID! price(currency: String! = "EUR"): String @external
        label: String @requires(fields: "price(currency: \\"USD\\")")
      }
      type Guide @key(fields: "id") { id: ID! badge: String! }`,
    resolvers: {
      Room: { label: ({ id, price: dear }: Ref & { price: string | null }) => label(id, dear) },
      Guide: { badge: ({ id }: Ref) => `badge ${id}` },
    },
  },
};

function labelOf(ref: Ref): string {
  return label(ref.id, price(ref, { currency: 'USD' }));
}

export const oracle = {
  typeDefs: `
    interface Thing { id: ID! name: String }
    type Room implements Thing {
      id: ID! code: String! name: String must: String! next: Thing grid: [[Room]]
      price(currency: String! = "EUR"): String size: Int label: String
    }
    type Tour implements Thing { id: ID! name: String stars: Int guide: Guide }
    type Guide { id: ID! tours: [Tour!] badge: String! }
    union Found = Room | Tour | Guide
    type Query { rooms: [Room] every: [Room!]! room(id: ID!): Room things: [Thing] found: [Found] }`,
  resolvers: {
    Query: { rooms, every: rooms, room, things, found },
    Room: { name: roomName, must, next, grid, price, size, label: labelOf },
    Tour: { name: tourName, stars, guide },
    Guide: { tours, badge: ({ id }: Ref) => `badge ${id}` },
  },
};
