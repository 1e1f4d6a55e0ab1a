import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { respondJson } from '../../../kit/faults.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../../kit/router.ts';

let shop: FakeSubgraph;
let stock: FakeSubgraph;
let router: RouterUnderTest;

beforeAll(async () => {
  const log: string[] = [];
  shop = await startFakeSubgraph({
    name: 'shop',
    typeDefs: `
      type Query { a: Product b: Product c: Product many(size: Int!): [Product!]! others: [Product!]! }
      type Mutation { sell: Product }
      type Product @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        ...{ a: () => ({ id: '1' }), b: () => ({ id: '2' }), c: () => ({ id: '1' }) },
        many: (_parent: unknown, { size }: { size: number }) => [{ id: 'x'.repeat(size) }],
        others: () => [{ id: '2' }, { id: '3' }, { id: '2' }],
      },
      Mutation: { sell: () => (log.push('sell'), { id: '1' }) },
    },
  });
  stock = await startFakeSubgraph({
    name: 'stock',
    typeDefs: `
      type Query { ok: Boolean }
      type Product @key(fields: "id") { id: ID! stock: Int sold: String price(in: String): String broken: Int }`,
    resolvers: {
      Product: {
        stock: ({ id }: { id: string }) => Number(id) * 10,
        sold: () => log.join(),
        price: ({ id }: { id: string }, args: { in: string }) => `${id} ${args.in}`,
        broken({ id }: { id: string }) {
          if (id === '1') throw Object.assign(new Error('Broken.'), { extensions: { code: 'BROKEN' } });
          return 0;
        },
      },
    },
  });
  router = await startRouterUnderTest([shop, stock]);
});
beforeEach(() => {
  stock.requests.length = 0;
  stock.respondWith(null);
});
afterAll(async () => {
  await router.close();
  await Promise.all([shop.stop(), stock.stop()]);
});

const sent = () => stock.requests.map(({ query, variables }) => ({ query, variables }));
const product = (id: string) => ({ __typename: 'Product', id });
const placesOf = ({ errors = [] }: RouterResponse) => errors.map(({ path }) => path);

/** Answers the requests with this text by a responder, and all others by the resolvers. */
function respondTo(text: string, respond: (response: ServerResponse) => void): void {
  stock.respondWith((response) => {
    if (stock.requests.at(-1)?.query.includes(text) === true) respond(response);
    else response.end(resolved());
  });
}

/** The answer of the resolvers to the last request. */
function resolved(): string {
  const { variables = {} } = stock.requests.at(-1) ?? {};
  const representations = variables['representations'] as { id: string }[];
  return JSON.stringify({
    data: { _entities: representations.map(({ id }) => ({ stock: Number(id) * 10, price: `${id} EUR` })) },
  });
}

describe('entity fetches of one subgraph at different paths', () => {
  it('with the same selection share a request, in which each entity stands once', async () => {
    const { data, errors } = await router.ask('{ a { stock } b { stock } c { stock } others { stock } }');

    expect({ data, errors }).toEqual({
      data: {
        ...{ a: { stock: 10 }, b: { stock: 20 }, c: { stock: 10 } },
        others: [{ stock: 20 }, { stock: 30 }, { stock: 20 }],
      },
    });
    expect(sent().map(({ variables }) => variables)).toEqual([
      { representations: [product('1'), product('2'), product('3')] },
    ]);
  });

  it('with different selections share a request with aliases', async () => {
    const { data } = await router.ask('{ a { stock } others { price(in: "EUR") stock } }');

    expect(data).toEqual({
      a: { stock: 10 },
      others: ['2', '3', '2'].map((id) => ({ price: `${id} EUR`, stock: Number(id) * 10 })),
    });
    expect(sent()).toEqual([
      {
        query: expect.stringMatching(/entities0:_entities\(.*entities1:_entities\(/) as string,
        variables: {
          representations: [product('1')],
          representations1: [product('2'), product('3')],
        },
      },
    ]);
  });

  it('with different selections of the same entities: the representations are sent once', async () => {
    const { data } = await router.ask('{ a { stock } c { price(in: "NOK") } }');

    expect(data).toEqual({ a: { stock: 10 }, c: { price: '1 NOK' } });
    expect(sent().map(({ variables }) => variables)).toEqual([{ representations: [product('1')] }]);
  });

  it('variables of the client keep their values, also under the names of the router', async () => {
    const { data, errors } = await router.ask(
      `query ($representations1: String, $x: String, $y: String) {
        a { price(in: $representations1) } b { price(in: $x) } entities0: c { entities1: price(in: $y) }
      }`,
      { variables: { representations1: 'EUR', x: 'NOK' } },
    );

    expect({ data, errors }).toEqual({
      data: { a: { price: '1 EUR' }, b: { price: '2 NOK' }, entities0: { entities1: '1 undefined' } },
    });
    expect(sent()).toHaveLength(1);
  });

  it('a null is no reason to ask, and the others are merged', async () => {
    const { data } = await router.ask('{ a { stock } none: many(size: 0) { id } b { stock } }');

    expect(data).toMatchObject({ a: { stock: 10 }, b: { stock: 20 } });
    expect(sent()).toHaveLength(1);
  });

  it('MERGE_FETCHES=false: each place has a request', async () => {
    const unmerged = await startRouterUnderTest([shop, stock], { MERGE_FETCHES: 'false' });
    const { data } = await unmerged.ask('{ a { stock } b { stock } c { stock } }');
    await unmerged.close();

    expect(data).toEqual({ a: { stock: 10 }, b: { stock: 20 }, c: { stock: 10 } });
    expect(sent()).toHaveLength(3);
  });

  it('more representations than fit into a body are sent in a request for each place', async () => {
    const query = `query ($size: Int!) { many(size: $size) { price(in: "EUR") } a { stock } b { stock } }`;
    const { errors } = await router.ask(query, { variables: { size: 300_000 } });

    expect(errors).toBeUndefined();
    expect(sent()).toHaveLength(3);
  });
});

describe('a merged request fails', () => {
  it('an error of an entity stands at all of its places, and only there', async () => {
    const answer = await router.ask('{ a { broken } b { broken } other: c { x: broken stock } }');

    expect(answer.data).toEqual({ a: { broken: null }, b: { broken: 0 }, other: { x: null, stock: 10 } });
    expect(placesOf(answer)).toEqual([
      ['a', 'broken'],
      ['other', 'x'],
    ]);
    expect(errorCodes(answer)).toEqual(['BROKEN', 'BROKEN']);
    expect(sent()).toHaveLength(1);
  });

  it('without a response: each field is null with its own error', async () => {
    stock.respondWith((response) => response.destroy());
    const answer = await router.ask('{ a { stock } b { price } }');

    expect(answer.data).toEqual({ a: { stock: null }, b: { price: null } });
    expect(errorCodes(answer)).toEqual(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE']);
    expect(placesOf(answer)).toEqual([
      ['a', 'stock'],
      ['b', 'price'],
    ]);
  });

  it('an answer that lacks the entities of a place nulls only that place', async () => {
    stock.respondWith(respondJson({ data: { entities0: [{ stock: 1 }] } }));
    const answer = await router.ask('{ a { stock } b { price } }');

    expect(answer.data).toEqual({ a: { stock: 1 }, b: { price: null } });
    expect(errorCodes(answer)).toEqual(['SUBGRAPH_INVALID_RESPONSE']);
  });

  it('a failed merged request is repeated as a request for each place', async () => {
    respondTo('entities1', (response) =>
      response.end('{"data":null,"errors":[{"message":"Unknown type.","path":["entities1"]}]}'),
    );
    const { data, errors } = await router.ask('{ a { stock } b { price(in: "EUR") } }');

    expect({ data, errors }).toEqual({ data: { a: { stock: 10 }, b: { price: '2 EUR' } } });
    expect(sent()).toHaveLength(3);
  });

  it('a subgraph that refuses the merged document is asked one by one, and not again for both', async () => {
    respondTo('entities1', (response) => {
      response.statusCode = 400;
      response.end(
        '{"errors":[{"message":"Too many aliases.","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}',
      );
    });
    const query = '{ b { stock } c { price(in: "EUR") } }';
    for (const requests of [3, 5]) {
      const { data, errors } = await router.ask(query);
      expect({ data, errors }).toEqual({ data: { b: { stock: 20 }, c: { price: '1 EUR' } } });
      expect(sent()).toHaveLength(requests);
    }
  });
});

describe('merging in mutations', () => {
  it('the entities of each field are fetched before the next field is executed', async () => {
    const { data } = await router.ask('mutation { a: sell { sold } b: sell { sold } }');

    expect(data).toEqual({ a: { sold: 'sell' }, b: { sold: 'sell,sell' } });
    expect(sent()).toHaveLength(2);
  });
});
