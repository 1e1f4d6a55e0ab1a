import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { createRendezvous } from '../../../kit/rendezvous.ts';
import type { Rendezvous } from '../../../kit/rendezvous.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

// The graph and operations of Hive Gateway's tests of its optimizations, in which it needs 2 requests to each subgraph:
// https://github.com/graphql-hive/gateway/blob/main/packages/federation/tests/optimizations.test.ts

interface Product {
  upc: string;
  price: number;
  weight: number;
}

const products: Product[] = [
  { upc: '1', price: 899, weight: 100 },
  { upc: '2', price: 1_299, weight: 1_000 },
  { upc: '3', price: 54, weight: 50 },
];
const reviews = [
  { id: '1', author: { id: '1' }, product: { upc: '1' } },
  { id: '2', author: { id: '1' }, product: { upc: '2' } },
  { id: '3', author: { id: '2' }, product: { upc: '3' } },
  { id: '4', author: { id: '2' }, product: { upc: '1' } },
];

/** @param reach awaited before each root field */
function startShop(reach: (field: string) => Promise<void>): Promise<FakeSubgraph[]> {
  return Promise.all([
    startFakeSubgraph({
      name: 'accounts',
      typeDefs: `
        type Query { users: [User] }
        type User @key(fields: "id") { id: ID! name: String username: String @shareable }`,
      resolvers: {
        Query: { users: () => reach('users').then(() => [{ id: '1' }, { id: '2' }]) },
        User: {
          name: ({ id }: { id: string }) => `Name ${id}`,
          username: ({ id }: { id: string }) => `user${id}`,
        },
      },
    }),
    startFakeSubgraph({
      name: 'products',
      typeDefs: `
        type Query { topProducts: [Product] }
        type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
      resolvers: {
        Query: { topProducts: () => reach('topProducts').then(() => products) },
        Product: {
          __resolveReference: ({ upc }: Product) => products.find((product) => product.upc === upc),
          name: ({ upc }: Product) => `Product ${upc}`,
        },
      },
    }),
    startFakeSubgraph({
      name: 'inventory',
      typeDefs: `
        type Product @key(fields: "upc") {
          upc: String! weight: Int @external price: Int @external inStock: Boolean
          shippingEstimate: Int @requires(fields: "price weight")
        }`,
      resolvers: {
        Product: {
          inStock: ({ upc }: Product) => upc !== '2',
          shippingEstimate: ({ price, weight }: Product) => (price > 1_000 ? 0 : weight / 2),
        },
      },
    }),
    startFakeSubgraph({
      name: 'reviews',
      typeDefs: `
        type Review { id: ID! body: String author: User @provides(fields: "username") product: Product }
        type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
        type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
      resolvers: {
        Review: { body: ({ id }: { id: string }) => `Body ${id}` },
        User: {
          username: ({ id }: { id: string }) => `user${id}`,
          reviews: ({ id }: { id: string }) => reviews.filter(({ author }) => author.id === id),
        },
        Product: { reviews: ({ upc }: Product) => reviews.filter(({ product }) => product.upc === upc) },
      },
    }),
  ]);
}

const fragments = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }`;
const reviewsOfAuthor = `author { ...User reviews { ...Review product { ...Product } } }`;

let subgraphs: FakeSubgraph[];
let router: RouterUnderTest;
const requests = () =>
  Object.fromEntries(
    subgraphs.flatMap(({ name, requests: received }) =>
      received.length === 0 ? [] : [[name, received.length] as const],
    ),
  );
beforeEach(() => {
  for (const subgraph of subgraphs) subgraph.requests.length = 0;
});

describe('requests for users, products and reviews, each at several places', () => {
  let unmerged: RouterUnderTest;
  let together: Rendezvous;

  beforeAll(async () => {
    subgraphs = await startShop((field) => together.arrive(field));
    [router, unmerged] = await Promise.all([
      startRouterUnderTest(subgraphs),
      startRouterUnderTest(subgraphs, { MERGE_FETCHES: 'false' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([router.close(), unmerged.close()]);
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  // Hive Gateway needs as many, 2 of each. Here the reviews need one less. The inventory needs one more: `inStock` does
  // not wait for the price and weight that only `shippingEstimate` needs.
  it('16 without merging, and 8 with it where both root fields are answered at once', async () => {
    const query = `{
      users { ...User reviews { ...Review product { ...Product reviews { ...Review ${reviewsOfAuthor} } } } }
      topProducts { ...Product reviews { ...Review ${reviewsOfAuthor} } }
    } ${fragments}`;
    const ask = async (asked: RouterUnderTest) => {
      together = createRendezvous(['users', 'topProducts']);
      const { data, errors } = await asked.ask(query);
      return { data, errors };
    };
    const plain = await ask(unmerged);
    expect(requests()).toEqual({ accounts: 3, products: 4, inventory: 7, reviews: 2 });
    for (const subgraph of subgraphs) subgraph.requests.length = 0;
    const merged = await ask(router);

    expect(requests()).toEqual({ accounts: 2, products: 2, inventory: 3, reviews: 1 });
    expect(merged).toEqual(plain);
    expect(plain.errors).toBeUndefined();
  });

  it('@provides: none for a field that comes with its entity', async () => {
    together = createRendezvous(['topProducts']);
    const { errors } = await router.ask('{ topProducts { name reviews { body author { username } } } }');

    expect({ errors, requests: requests() }).toEqual({ requests: { products: 1, reviews: 1 } });
  });
});
