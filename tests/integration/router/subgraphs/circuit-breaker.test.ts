import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { untilCircuit } from '../../../kit/circuits.ts';
import { eventually } from '../../../kit/eventually.ts';
import { probeQuery, startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph, SubgraphDefinition } from '../../../kit/fake-subgraph.ts';
import { resetConnection } from '../../../kit/faults.ts';
import { startSubgraphProcess, subgraphProcessTypeDefs } from '../../../kit/subgraph-process.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../../kit/router.ts';

const refused = {
  code: 'SUBGRAPH_UNAVAILABLE',
  reason: 'CIRCUIT_OPEN',
  sent: false,
};

describe('circuit breaker of a subgraph', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function startNumbers(): Promise<FakeSubgraph> {
    const numbers = await startFakeSubgraph({
      name: 'numbers',
      typeDefs: 'type Query { one: Int broken: Int slow: Int } type Mutation { count: Int }',
      resolvers: {
        Query: {
          one: () => 1,
          broken() {
            throw new Error('no number');
          },
          slow: () => new Promise(() => undefined),
        },
        Mutation: { count: () => 1 },
      },
    });
    closing.push(() => numbers.stop());
    return numbers;
  }

  async function startRouter(
    subgraphs: readonly SubgraphDefinition[],
    timeoutMs: number,
  ): Promise<RouterUnderTest> {
    const router = await startRouterUnderTest(subgraphs, { SUBGRAPH_TIMEOUT_MS: String(timeoutMs) });
    closing.push(() => router.close());
    return router;
  }

  it('a frozen process costs one timeout; its fields are null at once until it is back', async () => {
    const frozen = await startSubgraphProcess();
    closing.push(() => frozen.stop());
    const numbers = await startNumbers();
    const ledger = { name: 'ledger', typeDefs: subgraphProcessTypeDefs, url: frozen.url };
    const router = await startRouter([ledger, numbers], 2_000);
    expect((await router.ask('{ reads one }')).errors).toBeUndefined();

    frozen.freeze();
    const first = await router.ask('{ reads one }');
    await untilCircuit(router, 'ledger', 'open');
    const answers = [await router.ask('{ reads one }'), await router.ask('mutation { write }')];
    frozen.thaw();

    expect(first.data).toEqual({ reads: null, one: 1 });
    expect(errorCodes(first)).toEqual(['SUBGRAPH_TIMEOUT']);
    expect(answers.map(({ data }) => data)).toEqual([{ reads: null, one: 1 }, { write: null }]);
    for (const { errors } of answers) {
      expect(errors).toMatchObject([{ extensions: { ...refused, serviceName: 'ledger' } }]);
    }
    await untilCircuit(router, 'ledger', 'closed');
    expect((await router.ask('{ writes }')).data).toEqual({ writes: 0 });
  });

  it('queries that wait when it opens end together; a mutation waits on for its answer', async () => {
    const numbers = await startNumbers();
    const router = await startRouter([numbers], 60_000);
    const held: ServerResponse[] = [];
    numbers.respondWith((response) => held.push(response));

    const mutation = router.ask('mutation { count }');
    await eventually(() => {
      expect(held).toHaveLength(1);
    });
    const queries = await Promise.all([1, 2, 3].map(() => router.ask('{ one }')));
    held[0]?.setHeader('content-type', 'application/json').end('{"data":{"count":7}}');

    expect(queries.map(errorCodes)).toEqual(Array(3).fill(['SUBGRAPH_TIMEOUT']));
    expect((await mutation).data).toEqual({ count: 7 });
  });

  it('a slow operation does not open it: the subgraph answers a probe', async () => {
    const numbers = await startNumbers();
    const router = await startRouter([numbers], 1_000);

    const slow = await router.ask('{ slow }');

    expect(errorCodes(slow)).toEqual(['SUBGRAPH_TIMEOUT']);
    expect(numbers.requests.map(({ query }) => query)).toContain(probeQuery);
    expect((await router.ask('{ one }')).data).toEqual({ one: 1 });
    expect(router.logs.join()).not.toContain('circuit breaker opened');
  });

  it.each<[string, (numbers: FakeSubgraph, router: RouterUnderTest) => Promise<RouterResponse>]>([
    ['GraphQL errors', (_numbers, router) => router.ask('{ broken }')],
    [
      'status 500',
      (numbers, router) => {
        numbers.respondWith((response) => void response.writeHead(500).end());
        return router.ask('{ one }');
      },
    ],
    [
      'invalid responses',
      (numbers, router) => {
        numbers.respondWith((response) => void response.end('<html>'));
        return router.ask('{ one }');
      },
    ],
  ])('%s do not open it: the subgraph is alive', async (_name, ask) => {
    const numbers = await startNumbers();
    const router = await startRouter([numbers], 2_000);

    for (let request = 0; request < 15; request += 1) await ask(numbers, router);
    numbers.respondWith(null);

    expect((await router.ask('{ one }')).data).toEqual({ one: 1 });
    expect(numbers.requests.map(({ query }) => query)).not.toContain(probeQuery);
  });

  it.each<[string, (numbers: FakeSubgraph) => unknown]>([
    ['refuses connections', (numbers) => numbers.stop()],
    [
      'resets connections',
      (numbers) => {
        numbers.respondWith(resetConnection);
      },
    ],
    [
      'answers 503',
      (numbers) => {
        numbers.respondWith((response) => void response.writeHead(503).end());
      },
    ],
  ])('a subgraph that %s opens it after several failures in a row', async (_name, die) => {
    const numbers = await startNumbers();
    const router = await startRouter([numbers], 2_000);
    await die(numbers);

    const answer = await eventually(async () => {
      const refusal = await router.ask('{ one }');
      expect(refusal.errors).toMatchObject([{ extensions: refused }]);
      return refusal;
    });
    numbers.respondWith(null);
    await numbers.stop();
    await numbers.start();

    expect(answer.data).toEqual({ one: null });
    await untilCircuit(router, 'numbers', 'closed');
    expect((await router.ask('{ one }')).data).toEqual({ one: 1 });
    expect(await router.metrics()).toMatch(/router_subgraph_fetches_total\{.*outcome="refused".*\} [1-9]/);
  });
});
