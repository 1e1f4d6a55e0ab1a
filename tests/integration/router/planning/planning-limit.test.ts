import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.ts';
import { composeWithTheGuild } from '../../../kit/compose-with-the-guild.ts';
import { eventually } from '../../../kit/eventually.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { nodeData, nodeSelection, startSharedNodes } from '../../../kit/graphs/shared-nodes.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../../kit/router.ts';

/** Takes the planner ten seconds and more. */
const endless = nodeSelection(4, 4);

describe('planning', { timeout: 120_000 }, () => {
  let subgraphs: FakeSubgraph[];
  let router: RouterUnderTest;

  async function start(count: number, settings: Record<string, string>) {
    subgraphs = await startSharedNodes(count);
    // Apollo's composition takes minutes for seven of these subgraphs.
    router = await startRouterUnderTest(subgraphs, settings, systemClock, composeWithTheGuild);
  }
  afterEach(async () => {
    await router.close();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });
  const requests = () => subgraphs.reduce((sum, subgraph) => sum + subgraph.requests.length, 0);
  const askFrom = (address: string, query: string): Promise<RouterResponse> =>
    router.ask(query, { headers: { 'x-forwarded-for': address } });
  const metric = async (name: string) =>
    Number(new RegExp(`^${name.replaceAll(/[{}]/g, '\\$&')} (\\d+)$`, 'm').exec(await router.metrics())?.[1]);
  const planning = () =>
    eventually(async () => {
      expect(await metric('router_planning_queue{service="router"}')).toBe(0);
      expect(await metric('router_planning_threads{service="router"}')).toBeGreaterThan(0);
    });

  it('an operation with very many possible plans is answered from few subgraphs', async () => {
    await start(7, { LIMIT_PLANNING_MS: '60000' });

    const { data, errors } = await router.ask(`{ node ${nodeSelection(2, 7)} }`);

    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: nodeData(2, 7) });
    expect(requests()).toBeLessThan(10);
  });

  it('an operation over the time limit is refused with a single error, and delays no other client', async () => {
    await start(4, { LIMIT_PLANNING_MS: '4000' });
    const known = { data: { node: nodeData(0, 2) } };
    expect(await router.ask(`{ node ${nodeSelection(0, 2)} }`)).toMatchObject(known);
    const requestsBefore = requests();
    let isRefused = false;
    const refused = router.ask(`{ node ${endless} a: node { f0 } }`).finally(() => (isRefused = true));
    await planning();

    expect(await router.ask(`{ node ${nodeSelection(0, 2)} }`)).toMatchObject(known);
    expect((await fetch(`${router.url}/health/live`)).status).toBe(200);
    expect(isRefused).toBe(false);
    const { status, data, errors } = await refused;

    expect({ status, data, errors }).toEqual({
      status: 400,
      data: undefined,
      errors: [
        {
          message: expect.stringContaining('LIMIT_PLANNING_MS') as unknown,
          extensions: { code: 'OPERATION_TOO_LARGE', limit: 'planning' },
        },
      ],
    });
    expect(requests()).toBe(requestsBefore + 1);
    expect(await router.ask('{ node { f3 } }')).toMatchObject({ data: { node: { f3: 'node f3' } } });
    expect(await metric('router_planning_thread_starts_total{service="router"}')).toBe(2);
  });

  it('requesters take turns: a flood of slow operations delays another requester by a single operation', async () => {
    await start(4, {
      ...{ LIMIT_PLANNING_MS: '1500', LIMIT_PLANNING_REFUSALS: '0', PLANNING_THREADS: '1' },
      TRUSTED_PROXIES: '127.0.0.1',
    });
    let refused = 0;
    const flood = ['a', 'b', 'c'].map((alias) =>
      askFrom('192.0.2.1', `{ ${alias}: node ${endless} }`).finally(() => (refused += 1)),
    );
    await eventually(async () => {
      expect(await metric('router_planning_queue{service="router"}')).toBe(2);
    });

    expect(await askFrom('192.0.2.2', '{ node { f3 } }')).toMatchObject({
      data: { node: { f3: 'node f3' } },
    });

    expect(refused).toBeLessThan(flood.length);
    expect((await Promise.all(flood)).flatMap(errorCodes)).toEqual(flood.map(() => 'OPERATION_TOO_LARGE'));
  });

  it('a requester above the limit is refused further operations, under any alias; other requesters are not', async () => {
    await start(4, {
      ...{ LIMIT_PLANNING_MS: '1500', LIMIT_PLANNING_REFUSALS: '2', TRUSTED_PROXIES: '127.0.0.1' },
    });
    const known = { data: { node: { f0: 'node f0' } } };
    expect(await askFrom('192.0.2.1', '{ node { f0 } }')).toMatchObject(known);
    for (const alias of ['a', 'b']) {
      expect((await askFrom('192.0.2.1', `{ ${alias}: node ${endless} }`)).status).toBe(400);
    }

    const { status, headers, errors } = await askFrom('192.0.2.1', `{ c: node ${endless} }`);

    expect({ status, errors }).toMatchObject({
      status: 429,
      errors: [
        {
          message: expect.stringContaining('LIMIT_PLANNING_REFUSALS') as unknown,
          extensions: { code: 'RATE_LIMITED' },
        },
      ],
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await askFrom('192.0.2.1', '{ node { f0 } }')).toMatchObject(known);
    expect(await askFrom('192.0.2.2', '{ node { f1 } }')).toMatchObject({
      data: { node: { f1: 'node f1' } },
    });
  });

  it('a full queue refuses the operations of the requester with the most', async () => {
    await start(4, {
      ...{ LIMIT_PLANNING_MS: '1500', LIMIT_PLANNING_REFUSALS: '0', LIMIT_PLANNING_QUEUE: '2' },
      ...{ PLANNING_THREADS: '1', TRUSTED_PROXIES: '127.0.0.1' },
    });
    const flood = ['a', 'b', 'c', 'd', 'e'].map((alias) =>
      askFrom('192.0.2.1', `{ ${alias}: node ${endless} }`),
    );
    await eventually(async () => {
      expect(await metric('router_plans_total{outcome="queue",service="router"}')).toBe(2);
    });

    expect(await askFrom('192.0.2.2', '{ node { f3 } }')).toMatchObject({
      data: { node: { f3: 'node f3' } },
    });

    const responses = await Promise.all(flood);
    const overloaded = responses.filter((response) => errorCodes(response).includes('OVERLOADED'));
    // The third makes room for the other requester, unless a thread was free by then.
    expect(overloaded.length).toBeGreaterThanOrEqual(2);
    const planned = responses.filter((response) => !overloaded.includes(response));
    expect(planned.flatMap(errorCodes)).toEqual(planned.map(() => 'OPERATION_TOO_LARGE'));
    for (const { status, headers, errors } of overloaded) {
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
      expect(errors?.[0]?.message).toContain('LIMIT_PLANNING_QUEUE');
    }
  });
});
