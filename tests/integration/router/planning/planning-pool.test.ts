import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClientAbort } from '../../../../router/client-abort.ts';
import type { PooledPlanner } from '../../../../router/planning/pool/planning-pool.ts';
import { eventually } from '../../../kit/eventually.ts';
import { openPlanningPool, somebody } from '../../../kit/planning-pool.ts';
import { composeWithApollo } from '../../../kit/router.ts';

const sdl = composeWithApollo(
  ['a', 'b'].map((name) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
      type Query { node: Node @shareable }
      type Node @key(fields: "id") { id: ID! ${name}: String n0: Node @shareable }`,
  })),
);

describe('planning threads', { timeout: 60_000 }, () => {
  let pool: ReturnType<typeof openPlanningPool>;
  let planner: PooledPlanner;

  async function open(settings: Record<string, string> = {}) {
    pool = openPlanningPool(settings);
    planner = await pool.load(sdl);
  }
  afterEach(() => pool.close());
  const threads = async () => Number(/^router_planning_threads{.*} (\d+)$/m.exec(await pool.metrics())?.[1]);
  const planned = async () =>
    Number(/^router_plans_total{outcome="planned".*} (\d+)$/m.exec(await pool.metrics())?.[1]);
  const subgraphsOf = async (text: string) =>
    [...JSON.stringify(await planner.plan(text, somebody)).matchAll(/"subgraph":"(\w+)"/g)].map(
      ([, name]) => name,
    );

  it('equal operations at the same time are planned once', async () => {
    await open();

    const plans = await Promise.all([1, 2, 3].map(() => planner.plan('{ node { a } }', somebody)));

    expect(plans[1]).toBe(plans[0]);
    expect(plans[2]).toBe(plans[0]);
    expect(await planned()).toBe(1);
  });

  it('an operation is not planned once all its clients have left', async () => {
    await open({ PLANNING_THREADS: '1' });
    const gone = new ClientAbort();
    const first = planner.plan('{ node { a } }', somebody);
    const abandoned = planner.plan('{ node { b } }', { requester: 'gone', signal: gone });
    const shared = planner.plan('{ node { a b } }', { requester: 'gone', signal: gone });
    const alsoShared = planner.plan('{ node { a b } }', somebody);
    gone.abort();

    await expect(abandoned).rejects.toMatchObject({ extensions: { code: 'OVERLOADED' } });
    await Promise.all([first, shared, alsoShared]);
    expect(await planned()).toBe(2);
  });

  it('an idle thread ends, and the next operation starts another', async () => {
    await open({ PLANNING_IDLE_SECONDS: '1' });
    expect(await subgraphsOf('{ node { a } }')).toEqual(['a']);
    expect(await threads()).toBe(1);
    await eventually(async () => {
      expect(await threads()).toBe(0);
    });

    expect(await subgraphsOf('{ node { b } }')).toEqual(['b']);
  });

  it('the first thread waits a minute for its first operation, however short PLANNING_IDLE_SECONDS is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await open({ PLANNING_IDLE_SECONDS: '1' });
      vi.advanceTimersByTime(59_000);
      expect(await threads()).toBe(1);

      vi.advanceTimersByTime(1_000);
      expect(await threads()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a second thread starts when operations wait', async () => {
    await open({ PLANNING_THREADS: '2', LIMIT_PLANNING_MS: '60000', LIMIT_PLANNING_QUEUE: '2000' });
    const deep = (alias: string) => `{ ${alias}: node ${'{ a b n0 '.repeat(9)} { a } ${'}'.repeat(9)} }`;
    const plans = ['x', 'y', 'z'].flatMap((requester) =>
      Array.from({ length: 400 }, (_, index) =>
        planner.plan(deep(`${requester}${index}`), { ...somebody, requester }),
      ),
    );
    await eventually(async () => {
      expect(await threads()).toBe(2);
    });
    await Promise.all(plans);
  });

  it('a replaced supergraph: its idle threads end, and operations that began on it are still planned', async () => {
    await open();
    planner.retire();
    expect(await threads()).toBe(0);

    expect(await subgraphsOf('{ node { b } }')).toEqual(['b']);
    expect(await threads()).toBe(0);
  });

  it('closing ends all threads, also planning threads, and refuses waiting operations', async () => {
    await open({ LIMIT_PLANNING_MS: '600000', PLANNING_THREADS: '1' });
    const waiting = ['x', 'y'].map((requester) =>
      planner.plan(`{ ${requester}: node { a b } }`, { ...somebody, requester }),
    );
    const refused = Promise.allSettled(waiting);

    await pool.close();

    expect(await threads()).toBe(0);
    expect((await refused).map(({ status }) => status)).toContain('rejected');
    await expect(planner.plan('{ node { b } }', somebody)).rejects.toMatchObject({
      extensions: { code: 'OVERLOADED' },
    });
  });

  it('a thread over the memory limit ends; the process does not', async () => {
    await open();
    const small = openPlanningPool({}, { LIMIT_PLANNING_MEGABYTES: 8 });

    await expect(small.load(sdl)).rejects.toThrow('Planning reached its limit of memory.');
    await small.close();

    expect(await subgraphsOf('{ node { b } }')).toEqual(['b']);
  });

  it('a supergraph that the planner refuses leaves no thread', async () => {
    await open();

    await expect(pool.load('type Query { a: String }')).rejects.toThrow();

    expect(await threads()).toBe(1);
  });
});
