import { failing, refs } from '../../conformance/support/graph.ts';
import type { ConformanceGraph } from '../../conformance/support/graph.ts';
import type { World } from '../../conformance/support/world.ts';

interface Keyed {
  id: string;
}

const fails = (id: string, field: string) => (Number(id) * 7 + field.length) % 11 === 3;
const isNull = (id: string, field: string) => (Number(id) * 5 + field.length) % 7 === 2;

/** A field that fails for some ids, and is null for others. */
const unreliable =
  (field: string, value: (id: string, world: World) => unknown) =>
  ({ id }: Keyed, _args: unknown, world: World): unknown => {
    if (fails(id, field)) failing();
    return isNull(id, field) ? null : value(id, world);
  };
const room = (id: string, world: World) => world.find('Room', { id });
const tour = (id: string, world: World) => world.find('Tour', { id });
const thing = (id: string, world: World) => (Number(id) % 2 === 0 ? room(id, world) : tour(id, world));

const ids = ['1', '2', '3', '4', '5', '6'];
const labelled = (prefix: string, entity: (id: string) => object) =>
  Object.fromEntries(ids.map((id) => [`${prefix}${id}`, { id, ...entity(id) }]));
const rooms = refs(...ids.map((id) => `r${id}`));

/** Three subgraphs joined in a ring by every kind of key, with fields that fail and fields that are null. */
export const ringGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      interface Thing { id: ID! name: String }
      type Room implements Thing @key(fields: "id") @key(fields: "code") {
        id: ID! code: String! name: String must: String! next: Thing grid: [[Room]]
      }
      type Tour implements Thing @key(fields: "id") { id: ID! name: String }
      type Guide @key(fields: "id") { id: ID! }
      union Found = Room | Tour | Guide
      type Query { rooms: [Room] every: [Room!]! room(id: ID!): Room things: [Thing] found: [Found] }`,
    prices: `
      type Room @key(fields: "code") { code: String! price(currency: String! = "EUR"): String size: Int }
      type Tour @key(fields: "id") { id: ID! stars: Int guide: Guide }
      type Guide @key(fields: "id") { id: ID! tours: [Tour!] }`,
    labels: `
      type Room @key(fields: "id") {
        id: ID! price(currency: String! = "EUR"): String @external
        label: String @requires(fields: "price(currency: \\"USD\\")")
      }
      type Guide @key(fields: "id") { id: ID! badge: String! }`,
  },
  roots: {
    ...{ rooms, every: rooms, found: refs('r2', 't3', 'g4', null) },
    room: (_parent: unknown, { id }: Keyed, world: World) => room(id, world),
    things: (_parent: unknown, _args: unknown, world: World) => ids.map((id) => thing(id, world)),
  },
  entities: {
    Room: labelled('r', (id) => ({ code: `r${id}`, must: id === '5' ? null : `must ${id}` })),
    Tour: labelled('t', () => ({})),
    Guide: labelled('g', (id) => ({ badge: `badge ${id}` })),
  },
  fields: {
    Room: {
      name: unreliable('name', (id) => `Room ${id}`),
      size: unreliable('size', (id) => Number(id) * 10),
      next: unreliable('next', (id, world) => thing(String((Number(id) % 6) + 1), world)),
      grid: unreliable('grid', (id, world) => [[room(id, world), null], [room('1', world)]]),
      // It never fails: GraphQL does not say what a field is whose required field fails.
      price: ({ id }: Keyed, { currency }: { currency: string }) =>
        isNull(id, 'price') ? null : `${id}0 ${currency}`,
      label: ({ id, price }: Keyed & { price: string | null }) => `label ${id} of ${price}`,
    },
    Tour: {
      name: unreliable('name', (id) => `Tour ${id}`),
      stars: unreliable('stars', (id) => Number(id) % 5),
      guide: unreliable('guide', (id, world) => world.find('Guide', { id })),
    },
    Guide: { tours: unreliable('tours', (id, world) => [tour(id, world), tour('3', world)]) },
  },
};
