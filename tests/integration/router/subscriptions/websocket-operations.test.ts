import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { respondNever } from '../../../kit/faults.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startSubscriptionStack, parcelMoved } from '../../../kit/graphs/subscription-stack.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { connectSocket } from '../../../kit/raw-socket.ts';
import type { RawSocket } from '../../../kit/raw-socket.ts';

describe('operations over WebSocket', () => {
  const limit = 3;
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;
  let client: RawSocket;

  beforeAll(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all, { LIMIT_SOCKET_OPERATIONS: String(limit) });
  });
  beforeEach(async () => {
    client = await connectSocket(router.url);
  });
  afterEach(async () => {
    for (const subgraph of library.all) {
      subgraph.respondWith(null);
      subgraph.requests.length = 0;
      subgraph.abortedRequests = 0;
    }
    await client.leave();
  });
  afterAll(async () => {
    await router.close();
    await library.close();
  });

  const slowQuery = '{ everybody { id } }';
  const mutation = 'mutation { rename(id: "1", name: "Ada") { id } }';
  const untilAsked = (times: number) =>
    vi.waitFor(() => {
      expect(library.people.requests).toHaveLength(times);
    });
  const untilAborted = (times: number) =>
    vi.waitFor(() => {
      expect(library.people.abortedRequests).toBe(times);
    });

  it('a query receives next and complete', async () => {
    client.subscribe('1', '{ __typename }');
    await client.until('complete', '1');

    expect(client.messages.slice(1)).toEqual([
      { type: 'next', id: '1', payload: { data: { __typename: 'Query' } } },
      { type: 'complete', id: '1' },
    ]);
  });

  it('complete from the client aborts the query’s subgraph fetch', async () => {
    library.people.respondWith(respondNever);
    client.subscribe('1', slowQuery);
    await untilAsked(1);

    client.complete('1');

    await untilAborted(1);
    client.subscribe('2', '{ __typename }');
    await client.until('complete', '2');
    expect(client.messages.filter(({ id }) => id === '1')).toEqual([]);
  });

  it('complete ends only its own operation', async () => {
    const answers: (() => void)[] = [];
    library.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"everybody":[]}}'));
    });
    client.subscribe('1', slowQuery);
    await untilAsked(1);
    client.subscribe('2', slowQuery);
    await untilAsked(2);
    client.complete('1');
    await untilAborted(1);

    for (const answer of answers) answer();

    expect(await client.until('next', '2')).toMatchObject({ payload: { data: { everybody: [] } } });
  });

  it('closing the socket aborts its queries', async () => {
    library.people.respondWith(respondNever);
    const other = await connectSocket(router.url);
    for (const id of ['1', '2', '3']) other.subscribe(id, slowQuery);
    await vi.waitFor(() => {
      expect(library.people.requests.length).toBeGreaterThan(0);
    });

    await other.leave();

    await vi.waitFor(() => {
      expect(library.people.abortedRequests).toBe(library.people.requests.length);
    });
  });

  it('an aborted operation frees its place in the operation limit', async () => {
    library.people.respondWith(respondNever);
    for (let round = 1; round <= limit + 2; round += 1) {
      client.subscribe(`q${round}`, slowQuery);
      await untilAsked(round);
      client.complete(`q${round}`);
      await untilAborted(round);
    }

    expect(client.messages.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('an operation with a long message counts once for each 4 KB, until it has ended', async () => {
    library.people.respondWith(respondNever);
    const twoUnits = `${slowQuery}${' '.repeat(6_000)}`;
    client.subscribe('1', twoUnits);
    await untilAsked(1);
    client.subscribe('2', twoUnits);
    expect(await client.until('error', '2')).toMatchObject({
      payload: [{ extensions: { code: 'OPERATION_TOO_LARGE', limit: 'socketOperations' } }],
    });
    client.subscribe('3', slowQuery);
    await untilAsked(2);
    for (const id of ['1', '3']) client.complete(id);
    await untilAborted(2);
    // A single operation is allowed at any length.
    client.subscribe('4', `${slowQuery}${' '.repeat(20_000)}`);
    await untilAsked(3);
    client.complete('4');
    await untilAborted(3);
  });

  it('a completed mutation counts towards the limit until it has run', async () => {
    const answers: (() => void)[] = [];
    library.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"rename":{"__typename":"Person","id":"1"}}}'));
    });
    for (let round = 1; round <= limit; round += 1) {
      client.subscribe(`m${round}`, mutation);
      await untilAsked(round);
      client.complete(`m${round}`);
    }

    client.subscribe('more', mutation);

    expect(await client.until('error', 'more')).toMatchObject({
      payload: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }],
    });
    expect(library.people.requests).toHaveLength(limit);
    library.people.respondWith(null);
    for (const answer of answers) answer();
    let tries = 0;
    await vi.waitFor(() => {
      tries += 1;
      client.subscribe(`again${tries}`, '{ __typename }');
      expect(client.messages.map(({ type }) => type)).toContain('complete');
    });
    expect(library.people.abortedRequests).toBe(0);
  });

  it.each([
    ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown operationName', { operationName: 'A' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', { query: 'query ($id: ID!) { person(id: $id) { id } }' }, 'BAD_USER_INPUT'],
  ])('%s: only an error message with its code', async (_name, payload, code) => {
    client.say({ type: 'subscribe', id: '1', payload: { query: '{ __typename }', ...payload } });
    await client.until('error', '1');
    client.subscribe('2', '{ __typename }');
    await client.until('complete', '2');

    expect(client.messages.filter(({ id }) => id === '1')).toMatchObject([
      { type: 'error', payload: [{ extensions: { code } }] },
    ]);
    expect(router.logs.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe('errors of fields over WebSocket', () => {
  it('arrive in a next message, beside the data', async () => {
    const library = await startLibrary();
    const router = await startRouterUnderTest(library.all);
    await library.people.stop();
    const client = await connectSocket(router.url);
    client.subscribe('1', '{ everybody { id } }');
    await client.until('complete', '1');
    await client.leave();
    await router.close();
    await library.close();

    expect(client.messages.slice(1)).toMatchObject([
      {
        type: 'next',
        payload: { data: { everybody: null }, errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] },
      },
      { type: 'complete' },
    ]);
  });
});

describe('subscriptions over WebSocket', () => {
  it('a subscription that does not validate receives only an error message', async () => {
    const stack = await startSubscriptionStack('WebSocket');
    const client = await connectSocket(stack.router.url);
    client.subscribe('1', 'subscription { nothing }');
    await client.until('error', '1');
    client.subscribe('2', '{ __typename }');
    await client.until('complete', '2');
    await client.leave();
    await stack.close();

    expect(client.messages.filter(({ id }) => id === '1')).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
  });

  it('closing the socket ends subscriptions with a reused id', async () => {
    const stack = await startSubscriptionStack('WebSocket');
    try {
      const { id } = stack.parcels.create('nobody');
      const client = await connectSocket(stack.router.url);
      client.subscribe('1', parcelMoved, { id });
      client.complete('1');
      client.subscribe('1', parcelMoved, { id });
      await client.until('next', '1');

      await client.leave();

      await vi.waitFor(async () => {
        expect(await stack.parcels.subscriberCount(`Parcel:${id}`)).toBe(0);
        expect(await stack.router.metrics()).toContain(
          'router_open_subscriptions{field="parcelMoved",service="router"} 0',
        );
      });
    } finally {
      await stack.close();
    }
  });
});
