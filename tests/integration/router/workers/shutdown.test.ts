import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort, isFree } from '../../../../dev/ports.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { ask, composeToFile } from '../../../kit/router.ts';
import { logEntries, startRouterProcess } from '../../../kit/router-process.ts';
import type { RouterProcess } from '../../../kit/router-process.ts';
import { reloadTimeout } from '../../../kit/supergraph.ts';

const patience = { ...reloadTimeout, timeout: 60_000 };
const answered = { everybody: [] };

describe('graceful shutdown with running requests', { timeout: 120_000 }, () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let supergraph: Awaited<ReturnType<typeof composeToFile>>;
  let port: number;
  const running: RouterProcess[] = [];

  beforeEach(async () => {
    library = await startLibrary();
    supergraph = await composeToFile(library.all);
    port = await freePort();
  });
  afterEach(async () => {
    for (const router of running.splice(0)) {
      try {
        router.killGroup('SIGKILL');
      } catch {
        // All of it has ended.
      }
      await router.ended;
    }
    await supergraph.remove();
    await library.close();
  });

  /** In a process group of its own, and ready with all of its workers. */
  async function start(workers: number, command?: string[]): Promise<RouterProcess> {
    const settings = {
      SUPERGRAPH_PATH: supergraph.path,
      PORT: String(port),
      WEB_CONCURRENCY: String(workers),
      DRAIN_SECONDS: '60',
    };
    const router = startRouterProcess(settings, command, { detached: true });
    running.push(router);
    await router.untilReady(port);
    const serving = workers === 1 ? 0 : workers;
    await router.until(() => {
      expect(logEntries(router, 'worker started')).toHaveLength(serving);
    });
    return router;
  }

  /** Asks four times at once, and holds the answers back. */
  async function askMany() {
    const held: (() => void)[] = [];
    library.people.respondWith((response) => {
      held.push(() => response.end(JSON.stringify({ data: answered })));
    });
    const asked = [1, 2, 3, 4].map((n) => ask(`http://127.0.0.1:${port}`, `{ everybody { id${n}: id } }`));
    const answers = Promise.all(asked.map((answer) => answer.then(({ data }) => data)));
    // Rejections are asserted later.
    answers.catch(() => undefined);
    await vi.waitFor(() => {
      expect(held).toHaveLength(4);
    }, patience);
    const answer = () => {
      for (const release of held) release();
    };
    return { answers, answer };
  }
  const untilStopping = (router: RouterProcess, processes: number) =>
    router.until(() => {
      expect(logEntries(router, 'stopping')).toHaveLength(processes);
    });

  it.each<[name: string, workers: number, command: string[] | undefined, processes: number]>([
    ['one process', 1, undefined, 1],
    ['one process under npm', 1, ['npm', 'run', 'router'], 1],
    ['several workers', 2, undefined, 3],
    ['several workers under npm', 2, ['npm', 'run', 'router'], 3],
  ])(
    '%s: SIGTERM to the whole process group, all requests are answered',
    async (_name, workers, command, processes) => {
      const router = await start(workers, command);
      const { answers, answer } = await askMany();

      router.killGroup('SIGTERM');
      await untilStopping(router, processes);
      answer();

      expect(await answers).toEqual([answered, answered, answered, answered]);
      await router.ended;
      expect(logEntries(router, '"level":"error"')).toEqual([]);
      expect(await isFree(port)).toBe(true);
    },
  );

  it('supervisor killed: workers finish their requests', async () => {
    const router = await start(2);
    const { answers, answer } = await askMany();

    router.kill('SIGKILL');
    await untilStopping(router, 2);
    answer();

    expect(await answers).toEqual([answered, answered, answered, answered]);
    // Its outputs are closed once its workers have ended, too.
    await router.ended;
  });

  it.each([
    ['one process', 1],
    ['several workers', 2],
  ])('%s: a second signal aborts running requests', async (_name, workers) => {
    const router = await start(workers);
    const { answers } = await askMany();

    router.kill('SIGTERM');
    await untilStopping(router, workers === 1 ? 1 : 3);
    const impatience = setInterval(() => {
      router.kill('SIGTERM');
    }, 100);

    await expect(answers).rejects.toThrow('fetch failed');
    expect(await router.ended).toBe(null);
    clearInterval(impatience);
  });
});
