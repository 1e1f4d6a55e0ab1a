import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../../dev/ports.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { ask, composeToFile } from '../../../kit/router.ts';
import { startRouterProcess } from '../../../kit/router-process.ts';
import type { RouterProcess } from '../../../kit/router-process.ts';

/** Of each response, after its value was read. */
const subgraphLatencyMs = 20;
const clients = 20;
const rounds = 10;

describe('a client that writes through one router process and reads through another', () => {
  let counters: FakeSubgraph;
  let processes: RouterProcess[];
  let urls: string[];
  let supergraph: Awaited<ReturnType<typeof composeToFile>>;
  let count = 0;
  /** Set while responses are held: by the values that they have read. */
  let held: Map<number, () => void> | null = null;

  beforeAll(async () => {
    counters = await startFakeSubgraph({
      name: 'counters',
      typeDefs: 'type Query { count: Int! } type Mutation { increment: Int! }',
      resolvers: {
        Query: {
          async count() {
            const read = count;
            if (held === null) await pause(subgraphLatencyMs);
            else await new Promise<void>((resolve) => held?.set(read, resolve));
            return read;
          },
        },
        Mutation: { increment: () => (count += 1) },
      },
    });
    supergraph = await composeToFile([counters]);
    const ports = await Promise.all([freePort(), freePort()]);
    processes = ports.map((port) =>
      startRouterProcess({
        PORT: String(port),
        SUPERGRAPH_PATH: supergraph.path,
        DEDUPLICATE_REQUESTS: 'true',
      }),
    );
    urls = ports.map((port) => `http://127.0.0.1:${port}`);
    await Promise.all(processes.map((process, index) => process.untilReady(ports[index] ?? 0)));
    for (const url of urls) await ask(url, '{ count }');
  }, 120_000);
  beforeEach(() => {
    count = 0;
    held = null;
    counters.requests.length = 0;
  });
  afterAll(async () => {
    for (const process of processes) process.kill('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
    await counters.stop();
    await supergraph.remove();
  });

  it('does not join a fetch that was sent before the write', async () => {
    const [writer = '', reader = ''] = urls;
    held = new Map();
    const heldReads = (reads: number[]) =>
      vi.waitFor(
        () => {
          expect([...(held?.keys() ?? [])]).toEqual(reads);
        },
        { timeout: 10_000 },
      );
    const before = ask(reader, '{ count }');
    await heldReads([0]);
    expect((await ask(writer, 'mutation { increment }')).data).toEqual({ increment: 1 });
    const after = ask(reader, '{ count }');
    await heldReads([0, 1]);
    for (const release of held.values()) release();
    held = null;

    expect((await before).data).toEqual({ count: 0 });
    expect((await after).data).toEqual({ count: 1 });
  });

  it('sees each of its writes, while queries of all clients share executions', async () => {
    const stale: string[] = [];
    await Promise.all(
      Array.from({ length: clients }, async (_client, number) => {
        for (let round = 0; round < rounds; round += 1) {
          const [writer = '', reader = ''] = (number + round) % 2 === 0 ? urls : urls.toReversed();
          const written = Number((await ask(writer, 'mutation { increment }')).data?.['increment']);
          const read = Number((await ask(reader, '{ count }')).data?.['count']);
          if (!(read >= written)) stale.push(`wrote ${written}, read ${read}`);
        }
      }),
    );

    expect(stale).toEqual([]);
    expect(counters.requests.length).toBeLessThan(2 * clients * rounds);
  }, 120_000);
});
