import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { createRendezvous } from '../../../kit/rendezvous.ts';
import type { Rendezvous } from '../../../kit/rendezvous.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

let subgraphs: FakeSubgraph[];
let router: RouterUnderTest;
let rendezvous: Rendezvous;

/** A resolver that arrives at the rendezvous before it answers. */
function meeting(party: string, value: unknown) {
  return async (): Promise<unknown> => {
    await rendezvous.arrive(party);
    return value;
  };
}

beforeAll(async () => {
  subgraphs = await Promise.all([
    startFakeSubgraph({
      name: 'users',
      typeDefs: `
        type Query { me: User }
        type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: { Query: { me: meeting('me', { id: '1' }) }, User: { name: meeting('name', 'Ada') } },
    }),
    startFakeSubgraph({
      name: 'orders',
      typeDefs: `
        type Query { bestseller: Product }
        type User @key(fields: "id") { id: ID! orders: [Product!] }
        type Product @key(fields: "id") { id: ID! title: String }`,
      resolvers: {
        Query: { bestseller: meeting('bestseller', { id: '7' }) },
        User: { orders: meeting('orders', [{ id: '7' }, { id: '8' }]) },
        Product: { title: () => 'Atlas' },
      },
    }),
    startFakeSubgraph({
      name: 'reviews',
      typeDefs: `
        type Query { review: Review }
        type Review { text: String author: User }
        type User @key(fields: "id") { id: ID! reviews: Int }
        type Product @key(fields: "id") { id: ID! rating: Int }`,
      resolvers: {
        Query: { review: meeting('review', { text: 'Good.', author: { id: '1' } }) },
        User: { reviews: meeting('reviews', 3) },
        Product: { rating: meeting('rating', 5) },
      },
    }),
    startFakeSubgraph({
      name: 'stock',
      typeDefs: `
        type User @key(fields: "id") { id: ID! credit: Int }
        type Product @key(fields: "id") { id: ID! stock: Int }`,
      resolvers: { User: { credit: meeting('credit', 9) }, Product: { stock: meeting('stock', 2) } },
    }),
    startFakeSubgraph({
      name: 'offers',
      typeDefs: `
        type User @key(fields: "id") {
          id: ID! reviews: Int @external credit: Int @external offer: String @requires(fields: "reviews credit")
        }`,
      resolvers: {
        User: {
          __resolveReference: (reference: object) => reference,
          offer: meeting('offer', 'A discount'),
        },
      },
    }),
  ]);
  router = await startRouterUnderTest(subgraphs);
});
afterAll(async () => {
  await router.close();
  await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
});

/** Expects the answer although each of the fields waits for the requests of the others. */
async function expectTogether(fields: readonly string[], query: string, expected: object): Promise<void> {
  rendezvous = createRendezvous(fields);
  const { data, errors } = await router.ask(query);
  expect({ data, errors }).toEqual({ data: expected });
}

describe('parallel fetches of a plan', () => {
  it('root fields of different subgraphs are fetched concurrently', async () => {
    await expectTogether(
      ['me', 'bestseller', 'review'],
      '{ me { __typename } bestseller { title } review { text } }',
      { me: { __typename: 'User' }, bestseller: { title: 'Atlas' }, review: { text: 'Good.' } },
    );
  });

  it('fields of an entity in different subgraphs are fetched concurrently', async () => {
    await expectTogether(['orders', 'reviews', 'credit'], '{ me { name orders { id } reviews credit } }', {
      me: { name: 'Ada', orders: [{ id: '7' }, { id: '8' }], reviews: 3, credit: 9 },
    });
  });

  it('sequences of fetches run concurrently', async () => {
    await expectTogether(['orders', 'name'], '{ me { orders { id } } review { author { name } } }', {
      me: { orders: [{ id: '7' }, { id: '8' }] },
      review: { author: { name: 'Ada' } },
    });
  });

  it('parallel fetches at the end of a sequence run concurrently, and with those of another sequence', async () => {
    await expectTogether(
      ['rating', 'stock', 'name', 'credit'],
      '{ bestseller { rating stock } review { author { name credit } } }',
      { bestseller: { rating: 5, stock: 2 }, review: { author: { name: 'Ada', credit: 9 } } },
    );
  });

  it('parallel fetches after two others run concurrently', async () => {
    await expectTogether(['rating', 'stock'], '{ me { orders { rating stock } } }', {
      me: {
        orders: [
          { rating: 5, stock: 2 },
          { rating: 5, stock: 2 },
        ],
      },
    });
  });
});

describe('a fetch that needs the results of two others', () => {
  it('does not wait for a third that runs beside them', async () => {
    await expectTogether(['offer', 'orders'], '{ me { reviews credit orders { id } offer } }', {
      me: { reviews: 3, credit: 9, orders: [{ id: '7' }, { id: '8' }], offer: 'A discount' },
    });
  });

  it('does not keep the fetches after a third waiting', async () => {
    await expectTogether(['offer', 'stock'], '{ me { orders { stock } offer } }', {
      me: { orders: [{ stock: 2 }, { stock: 2 }], offer: 'A discount' },
    });
  });
});

describe('fetches with different @fromContext values', () => {
  let hotels: FakeSubgraph[];
  let graph: RouterUnderTest;
  let prices: Rendezvous;
  const schemas = {
    hotels: `
      type Query { hotels: [Hotel!] }
      type Hotel @key(fields: "id") @context(name: "stay") { id: ID! rate: String @external room: Room }
      type Room @key(fields: "id") {
        id: ID! price(code: String @fromContext(field: "$stay { rate }")): String
      }`,
    rates: 'type Hotel @key(fields: "id") { id: ID! rate: String }',
  };

  beforeAll(async () => {
    hotels = await Promise.all([
      startFakeSubgraph({
        name: 'hotels',
        typeDefs: schemas.hotels,
        resolvers: {
          Query: { hotels: () => ['low', 'high'].map((id) => ({ id, room: { id } })) },
          Room: {
            async price(_parent: unknown, { code }: { code: string }) {
              await prices.arrive(code);
              return code;
            },
          },
        },
      }),
      startFakeSubgraph({
        name: 'rates',
        typeDefs: schemas.rates,
        resolvers: { Hotel: { rate: ({ id }: { id: string }) => id } },
      }),
    ]);
    graph = await startRouterUnderTest(hotels);
  });
  afterAll(async () => {
    await graph.close();
    await Promise.all(hotels.map((subgraph) => subgraph.stop()));
  });

  it('run concurrently: a request has one value of each variable', async () => {
    prices = createRendezvous(['low', 'high']);
    const { data, errors } = await graph.ask('{ hotels { room { price } } }');

    const answered = { hotels: [{ room: { price: 'low' } }, { room: { price: 'high' } }] };
    expect({ data, errors }).toEqual({ data: answered });
  });
});
