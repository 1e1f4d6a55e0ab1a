import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { priorityHeader, timeoutHeader } from '../../../../platform/http/request-deadline.ts';
import { eventually } from '../../../kit/eventually.ts';
import { respondJson } from '../../../kit/faults.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { connectSocket } from '../../../kit/raw-socket.ts';

const tooMany = respondJson({ errors: [{ message: 'busy', extensions: { code: 'OVERLOADED' } }] }, 503);

describe('a router under overload', () => {
  let numbers: FakeSubgraph;
  let words: FakeSubgraph;
  let router: RouterUnderTest;
  /** Responses of `numbers` that wait for `answerAll`. */
  let held: ServerResponse[] = [];

  beforeEach(async () => {
    numbers = await startFakeSubgraph({
      name: 'numbers',
      typeDefs: 'type Query { one: Int two: Int } type Mutation { count: Int }',
      resolvers: { Query: { one: () => 1, two: () => 2 }, Mutation: { count: () => 1 } },
    });
    words = await startFakeSubgraph({
      name: 'words',
      typeDefs: 'type Query { word: String }',
      resolvers: { Query: { word: () => 'word' } },
    });
    held = [];
    numbers.respondWith((response) => held.push(response));
  });
  afterEach(async () => {
    answerAll();
    await router.close();
    await Promise.all([numbers.stop(), words.stop()]);
  });

  /** No test waits for so long. */
  const waits = { LIMIT_WAIT_MS: '60000' };
  const start = async (settings: Record<string, string>) => {
    router = await startRouterUnderTest([numbers, words], { ...waits, ...settings });
  };

  function answerAll(): void {
    numbers.respondWith(null);
    const json = { 'content-type': 'application/json' };
    for (const response of held.splice(0)) {
      response.writeHead(200, json).end('{"data":{"one":1,"two":2,"count":1}}');
    }
  }
  const untilHeld = (count: number) =>
    eventually(() => {
      expect(held).toHaveLength(count);
    });
  const untilWaiting = (queue: string, count: number) =>
    eventually(async () => {
      expect(await router.metrics()).toMatch(
        new RegExp(`overload_waiting_requests\\{queue="${queue}".*\\} ${count}`),
      );
    });

  describe('operations in flight', () => {
    beforeEach(() => start({ LIMIT_IN_FLIGHT: '1', LIMIT_WAITING: '1' }));

    it('beyond LIMIT_WAITING: 503 with Retry-After and OVERLOADED, no subgraph is called', async () => {
      const first = router.ask('{ one }');
      await untilHeld(1);
      const second = router.ask('{ one }');
      await untilWaiting('operations', 1);

      const refused = await router.ask('{ word }');

      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(refused.errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryAfterMs: 1_000 } }]);
      expect(words.requests).toHaveLength(0);
      answerAll();
      expect([await first, await second]).toMatchObject([{ data: { one: 1 } }, { data: { one: 1 } }]);
      expect(await router.metrics()).toMatch(/overload_refusals_total\{queue="operations".*\} 1/);
    });

    it('a client takes no place of another: the refusal goes to the client that fills the queue', async () => {
      await router.close();
      const limits = { LIMIT_IN_FLIGHT: '1', LIMIT_WAITING: '3', TRUSTED_PROXIES: '127.0.0.1' };
      await start(limits);
      const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
      const first = router.ask('{ one }', from('192.0.2.1'));
      await untilHeld(1);
      const greedy = [];
      for (const query of ['{ a: two }', '{ b: two }', '{ c: two }']) {
        greedy.push(router.ask(query, from('192.0.2.1')));
        await untilWaiting('operations', greedy.length);
      }
      const other = router.ask('{ word }', from('192.0.2.2'));

      expect(errorCodes((await greedy[0]) ?? {})).toEqual(['OVERLOADED']);
      answerAll();
      expect(await other).toMatchObject({ status: 200, data: { word: 'word' } });
      await Promise.all([first, ...greedy]);
    });

    it('a mutation takes the place of a query that waits', async () => {
      const first = router.ask('{ one }');
      await untilHeld(1);
      const query = router.ask('{ one }');
      await untilWaiting('operations', 1);
      const mutation = router.ask('# booking\nmutation { count }');

      expect(errorCodes(await query)).toEqual(['OVERLOADED']);
      answerAll();
      expect(await mutation).toMatchObject({ status: 200, data: { count: 1 } });
      await first;
    });

    it.each(['{ two }', 'mutation { count }'])(
      '%s of a client that left does not begin',
      async (operation) => {
        const first = router.ask('{ one }');
        await untilHeld(1);
        const leaving = new AbortController();
        const left = router.ask(operation, { signal: leaving.signal });
        await untilWaiting('operations', 1);
        leaving.abort();
        await expect(left).rejects.toThrow();
        // The router learns of the closed connection before it answers a later request.
        await fetch(`${router.url}/health/live`);
        answerAll();
        await first;

        expect(await router.ask('{ word }')).toMatchObject({ data: { word: 'word' } });
        expect(numbers.requests).toHaveLength(1);
      },
    );

    it('over WebSocket: the refused operation ends with OVERLOADED', async () => {
      const socket = await connectSocket(router.url);
      const first = router.ask('{ one }');
      await untilHeld(1);
      socket.subscribe('waits', '{ one }');
      await untilWaiting('operations', 1);
      socket.subscribe('refused', '{ word }');

      expect(await socket.until('error', 'refused')).toMatchObject({
        payload: [{ extensions: { code: 'OVERLOADED' } }],
      });
      answerAll();
      await first;
      expect(await socket.until('next', 'waits')).toMatchObject({ payload: { data: { one: 1 } } });
      await socket.leave();
    });
  });

  it('LIMIT_WAIT_MS: an operation that waited for so long is refused', async () => {
    await start({ LIMIT_IN_FLIGHT: '1', LIMIT_WAIT_MS: '50' });
    const first = router.ask('{ one }');
    await untilHeld(1);

    expect(await router.ask('{ word }')).toMatchObject({ status: 503 });
    answerAll();
    await first;
  });

  describe('requests to a subgraph', () => {
    beforeEach(() => start({ SUBGRAPH_CONNECTIONS: '1', LIMIT_WAITING: '1' }));

    it('beyond its connections and queue: OVERLOADED with sent false; another subgraph answers', async () => {
      const first = router.ask('{ one }');
      await untilHeld(1);
      const second = router.ask('{ two }');
      await untilWaiting('numbers', 1);

      const partial = await router.ask('{ one word }');
      expect(partial).toMatchObject({ status: 200, data: { one: null, word: 'word' } });
      expect(partial.errors).toMatchObject([
        { path: ['one'], extensions: { code: 'OVERLOADED', serviceName: 'numbers', sent: false } },
      ]);
      const refused = await router.ask('{ one }');
      expect(refused).toMatchObject({ status: 503, data: { one: null } });
      expect(refused.headers.get('retry-after')).toBe('1');

      answerAll();
      expect([await first, await second]).toMatchObject([{ data: { one: 1 } }, { data: { two: 2 } }]);
    });

    it('a mutation is sent before the queries that wait', async () => {
      const first = router.ask('{ one }');
      await untilHeld(1);
      const query = router.ask('{ two }');
      await untilWaiting('numbers', 1);
      const mutation = router.ask('mutation { count }');

      expect(await query).toMatchObject({ status: 503 });
      answerAll();
      expect(await mutation).toMatchObject({ data: { count: 1 } });
      await first;
    });

    it('a subgraph learns the time that is left, and which requests are urgent', async () => {
      const first = router.ask('{ one }');
      await untilHeld(1);
      const waited = router.ask('mutation { count }');
      await untilWaiting('numbers', 1);
      answerAll();
      await Promise.all([first, waited]);

      const [full, shorter] = numbers.requests.map(({ headers }) => Number(headers[timeoutHeader]));
      expect(full).toBe(10_000);
      expect(shorter).toBeGreaterThan(0);
      expect(shorter).toBeLessThan(10_000);
      expect(numbers.requests.map(({ headers }) => headers[priorityHeader])).toEqual([undefined, 'u=1']);
    });
  });

  it('an operation does not begin while its subgraphs have as many as they can answer', async () => {
    const both = 'query Both { word one }';
    await start({ SUBGRAPH_CONNECTIONS: '1', LIMIT_WAITING: '8' });
    numbers.respondWith(null);
    expect(await router.ask(both)).toMatchObject({ data: { one: 1 } });
    numbers.respondWith((response) => held.push(response));
    const running = Array.from({ length: 9 }, () => router.ask(both));
    await untilWaiting('numbers', 8);
    expect(await router.ask(both)).toMatchObject({ status: 200, data: { word: 'word', one: null } });
    const asked = words.requests.length;

    const refused = await router.ask(both);
    expect(refused).toMatchObject({ status: 503 });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(errorCodes(refused)).toEqual(['OVERLOADED']);
    expect(words.requests).toHaveLength(asked);
    expect(await router.ask('{ word }')).toMatchObject({ status: 200, data: { word: 'word' } });
    answerAll();
    expect(await Promise.all(running)).toHaveLength(9);
  });

  describe('a subgraph that refuses with OVERLOADED', () => {
    beforeEach(() => start({}));

    it('a query is not repeated', async () => {
      numbers.respondWith(tooMany);

      expect(await router.ask('{ one }')).toMatchObject({ status: 503, data: { one: null } });
      expect(numbers.requests).toHaveLength(1);
    });

    it('a mutation is repeated when the subgraph allows it', async () => {
      numbers.respondWith((response) => {
        numbers.respondWith(null);
        response.setHeader('retry-after', '0');
        tooMany(response);
      });

      expect(await router.ask('mutation { count }')).toMatchObject({ status: 200, data: { count: 1 } });
      expect(numbers.requests).toHaveLength(2);
    });

    it('its circuit stays closed', async () => {
      numbers.respondWith(tooMany);
      for (let request = 0; request < 20; request += 1) await router.ask('{ one }');

      expect(await router.metrics()).toMatch(/circuit_breaker_state\{circuit="numbers",state="closed".*\} 1/);
      numbers.respondWith(null);
      expect(await router.ask('{ one }')).toMatchObject({ data: { one: 1 } });
    });
  });
});
