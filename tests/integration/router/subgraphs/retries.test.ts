import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { resetConnection } from '../../../kit/faults.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';

/** Sends these bytes and closes the connection. */
const breakOff = (text: string) => (response: ServerResponse) => {
  const { socket } = response;
  socket?.write(text, () => socket.destroy());
};

describe('retries after a broken connection', () => {
  let subgraph: FakeSubgraph;
  let router: RouterUnderTest;

  beforeAll(async () => {
    subgraph = await startFakeSubgraph({
      name: 'numbers',
      typeDefs: 'type Query { one: Int two: Int } type Mutation { count: Int }',
      resolvers: { Query: { one: () => 1 }, Mutation: { count: () => 1 } },
    });
    router = await startRouterUnderTest([subgraph], { SUBGRAPH_TIMEOUT_MS: '2000' });
  });
  beforeEach(async () => {
    await subgraph.stop();
    await subgraph.start();
    subgraph.requests.length = 0;
  });
  afterEach(() => {
    subgraph.respondWith(null);
  });
  afterAll(async () => {
    await router.close();
    await subgraph.stop();
  });

  /** Has a connection that has carried a request. */
  async function keepConnection(): Promise<void> {
    expect((await router.ask('{ one }')).data).toEqual({ one: 1 });
    subgraph.requests.length = 0;
  }

  it('a query on a reused connection is retried once', async () => {
    await keepConnection();
    subgraph.respondWith((response) => {
      subgraph.respondWith(null);
      resetConnection(response);
    });

    expect(await router.ask('{ one }')).toMatchObject({ status: 200, data: { one: 1 } });
    expect(subgraph.requests).toHaveLength(2);
  });

  it('no second retry', async () => {
    await keepConnection();
    subgraph.respondWith(resetConnection);

    expect(errorCodes(await router.ask('{ one }'))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(subgraph.requests).toHaveLength(2);
  });

  it('mutations are not retried', async () => {
    await keepConnection();
    subgraph.respondWith(resetConnection);

    expect(errorCodes(await router.ask('mutation { count }'))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(subgraph.requests).toHaveLength(1);
  });

  it('no retry on a new connection', async () => {
    subgraph.respondWith(resetConnection);

    expect(errorCodes(await router.ask('{ one }'))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(subgraph.requests).toHaveLength(1);
  });

  it.each([
    ['a status line', 'HTTP/1.1 200 OK\r\n'],
    ['the headers', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n'],
    ['part of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"data"'],
  ])('no retry after %s arrived', async (_name, text) => {
    await keepConnection();
    subgraph.respondWith(breakOff(text));

    expect(errorCodes(await router.ask('{ one }'))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(subgraph.requests).toHaveLength(1);
  });

  it('the retry shares the timeout of the first attempt', async () => {
    await keepConnection();
    const held: ServerResponse[] = [];
    subgraph.respondWith((response) => held.push(response));
    const arrived = (count: number) =>
      vi.waitFor(() => {
        expect(held).toHaveLength(count);
      });

    const askedTwice = router.ask('{ one }');
    await arrived(1);
    const askedLater = router.ask('{ two }');
    await arrived(2);
    held.forEach((response, index) => {
      if (index === 0) resetConnection(response);
    });
    await arrived(3);

    const first = Promise.race([askedTwice.then(() => 'twice'), askedLater.then(() => 'later')]);
    expect(await first).toBe('twice');
    expect(errorCodes(await askedTwice)).toEqual(['SUBGRAPH_TIMEOUT']);
    expect(errorCodes(await askedLater)).toEqual(['SUBGRAPH_TIMEOUT']);
  });
});
