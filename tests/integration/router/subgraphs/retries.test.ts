import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilCircuit } from '../../../kit/circuits.ts';
import { resetConnection } from '../../../kit/faults.ts';
import type { Responder } from '../../../kit/faults.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';

/** Sends these bytes and closes the connection. */
const breakOff = (text: string) => (response: ServerResponse) => {
  const { socket } = response;
  socket?.write(text, () => socket.destroy());
};

const unavailable =
  (headers: Record<string, string> = {}): Responder =>
  (response) =>
    void response.writeHead(503, headers).end();

describe('retries of requests to a subgraph', () => {
  let subgraph: FakeSubgraph;
  let router: RouterUnderTest;

  beforeAll(async () => {
    subgraph = await startFakeSubgraph({
      name: 'numbers',
      typeDefs: 'type Query { one: Int two: Int } type Mutation { count: Int }',
      resolvers: { Query: { one: () => 1 }, Mutation: { count: () => 1 } },
    });
    subgraph.answersProbes = true;
  });
  beforeEach(async () => {
    router = await startRouterUnderTest([subgraph], { SUBGRAPH_TIMEOUT_MS: '2000' });
    subgraph.requests.length = 0;
  });
  afterEach(async () => {
    subgraph.respondWith(null);
    await router.close();
  });
  afterAll(() => subgraph.stop());

  /** The next requests fail; those after them are answered. */
  function failNext(count: number, how: Responder): void {
    let failures = 0;
    subgraph.respondWith((response) => {
      failures += 1;
      if (failures === count) subgraph.respondWith(null);
      how(response);
    });
  }

  /** Has a connection that has carried a request. */
  async function keepConnection(): Promise<void> {
    expect((await router.ask('{ one }')).data).toEqual({ one: 1 });
    subgraph.requests.length = 0;
  }

  it('a query is retried after its connection was reset', async () => {
    failNext(2, resetConnection);

    expect(await router.ask('{ one }')).toMatchObject({ status: 200, data: { one: 1 } });
    expect(subgraph.requests).toHaveLength(3);
    expect(await router.metrics()).toMatch(/router_subgraph_retries_total\{.*subgraph="numbers".*\} 2/);
  });

  it('a query is retried after a reused connection was reset', async () => {
    await keepConnection();
    failNext(1, resetConnection);

    expect(await router.ask('{ one }')).toMatchObject({ status: 200, data: { one: 1 } });
    expect(subgraph.requests).toHaveLength(2);
  });

  it.each([
    ['a status line', 'HTTP/1.1 200 OK\r\n'],
    ['the headers', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n'],
    ['part of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"data"'],
  ])('a query is retried after %s arrived', async (_name, text) => {
    failNext(1, breakOff(text));

    expect(await router.ask('{ one }')).toMatchObject({ status: 200, data: { one: 1 } });
  });

  it.each([502, 503, 504])('a query is retried after status %i', async (status) => {
    failNext(1, (response) => void response.writeHead(status).end());

    expect(await router.ask('{ one }')).toMatchObject({ status: 200, data: { one: 1 } });
  });

  it('a query is retried three times at most', async () => {
    subgraph.respondWith(resetConnection);

    expect(errorCodes(await router.ask('{ one }'))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(subgraph.requests).toHaveLength(4);
  });

  it('status 500 concerns one operation: it is not retried', async () => {
    subgraph.respondWith((response) => void response.writeHead(500).end());

    expect(errorCodes(await router.ask('{ one }'))).toEqual(['SUBGRAPH_INVALID_RESPONSE']);
    expect(subgraph.requests).toHaveLength(1);
  });

  it.each<[string, Responder]>([
    ['its connection was reset', resetConnection],
    ['status 503 without Retry-After', unavailable()],
  ])('a mutation is not retried after %s', async (_name, how) => {
    await keepConnection();
    subgraph.respondWith(how);

    const answer = await router.ask('mutation { count }');

    expect(answer.errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(answer.errors?.[0]?.extensions).not.toHaveProperty('sent');
    expect(subgraph.requests).toHaveLength(1);
  });

  it('a mutation is retried after status 503 with Retry-After: it was not executed', async () => {
    failNext(1, unavailable({ 'retry-after': '0' }));

    expect(await router.ask('mutation { count }')).toMatchObject({ status: 200, data: { count: 1 } });
    expect(subgraph.requests).toHaveLength(2);
  });

  it('Retry-After beyond the timeout: no retry', async () => {
    subgraph.respondWith(unavailable({ 'retry-after': '60' }));

    expect(errorCodes(await router.ask('mutation { count }'))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(subgraph.requests).toHaveLength(1);
  });

  it('a refused connection: a mutation is retried, and its error says that it was not sent', async () => {
    await subgraph.stop();
    const answer = await router.ask('mutation { count }');
    await subgraph.start();

    expect(answer.errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', sent: false } }]);
    expect(await router.metrics()).toMatch(/router_subgraph_retries_total\{.*\} 3/);
  });

  it('retries share the timeout of the first attempt', async () => {
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

  describe('retry budget', () => {
    /** Asks one by one. @returns the number of failed queries */
    async function askTimes(count: number): Promise<number> {
      let failures = 0;
      for (let query = 0; query < count; query += 1) {
        if ((await router.ask('{ one }')).errors !== undefined) failures += 1;
      }
      return failures;
    }
    const operations = () => subgraph.requests.filter(({ query }) => query.includes('one')).length;

    it('a subgraph that resets 30 % of its connections gets at most 20 % more requests', async () => {
      let request = 0;
      subgraph.respondWith((response) => {
        request += 1;
        if (request % 10 < 3) resetConnection(response);
        else response.setHeader('content-type', 'application/json').end('{"data":{"one":1}}');
      });

      const failures = await askTimes(200);

      expect(operations()).toBeGreaterThan(200);
      expect(operations()).toBeLessThanOrEqual(200 * 1.2 + 10);
      expect(failures).toBeLessThan(200 * 0.2);
    });

    it('a subgraph that resets every connection gets at most 20 % more requests', async () => {
      subgraph.respondWith(resetConnection);
      subgraph.answersProbes = true;

      const failures = await askTimes(100);

      expect(failures).toBe(100);
      expect(operations()).toBeLessThanOrEqual(100 * 1.2 + 10);
      subgraph.respondWith(null);
      await untilCircuit(router, 'numbers', 'closed');
    });
  });
});
