import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort, isFree } from '../../../../dev/ports.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { composeToFile } from '../../../kit/router.ts';
import { logEntries, startRouterProcess } from '../../../kit/router-process.ts';
import type { RouterProcess } from '../../../kit/router-process.ts';
import { replaceFile, startLoad, supergraphWith, reloadTimeout } from '../../../kit/supergraph.ts';

const everybody = '{ everybody { name books { title } } }';
const patience = { ...reloadTimeout, timeout: 60_000 };

describe('workers', { timeout: 120_000 }, () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let supergraph: Awaited<ReturnType<typeof composeToFile>>;
  let port: number;
  let url: string;
  let metricsPort: number;
  const running: RouterProcess[] = [];
  /** Each request on a connection of its own: the workers take turns with connections. */
  const agent = new Agent({ pipelining: 0 });

  beforeEach(async () => {
    library = await startLibrary();
    supergraph = await composeToFile(library.all);
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    metricsPort = await freePort();
  });
  afterEach(async () => {
    for (const router of running.splice(0)) {
      router.kill('SIGTERM');
      await router.ended;
    }
    await supergraph.remove();
    await library.close();
  });

  function start(settings: Record<string, string> = {}): RouterProcess {
    const router = startRouterProcess({
      ...{ SUPERGRAPH_PATH: supergraph.path, PORT: String(port), WEB_CONCURRENCY: '2' },
      METRICS_PORT: String(metricsPort),
      ...settings,
    });
    running.push(router);
    return router;
  }

  const serving = (router: RouterProcess) =>
    logEntries(router, 'worker started').map(({ worker, pid }) => ({
      worker: worker as number,
      pid: pid as number,
    }));

  async function startBoth(settings?: Record<string, string>): Promise<RouterProcess> {
    const router = start(settings);
    await router.until(() => {
      expect(serving(router)).toHaveLength(2);
    });
    return router;
  }

  async function ask(query: string): Promise<unknown> {
    const { body } = await request(`${url}/graphql`, {
      ...{ dispatcher: agent, method: 'POST', headersTimeout: 20_000 },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return body.json();
  }

  const metrics = async () =>
    (await request(`http://127.0.0.1:${metricsPort}/metrics`, { dispatcher: agent })).body.text();

  /** Operations that went well, by worker. */
  async function operations(): Promise<Record<string, number>> {
    const lines = (await metrics()).matchAll(
      /^router_operations_total\{(?=.*outcome="ok").*worker="(\d)".*\} (\d+)$/gm,
    );
    return Object.fromEntries([...lines].map(([, worker = '', count]) => [worker, Number(count)]));
  }

  it('all workers share a port; METRICS_PORT serves the metrics of all', async () => {
    const router = await startBoth();
    for (let time = 1; time <= 20; time += 1) {
      expect(await ask(everybody)).toMatchObject({
        data: { everybody: [{ name: 'Ada' }, { name: 'Grace' }] },
      });
    }

    const first = await operations();
    expect(Object.keys(first).sort()).toEqual(['1', '2']);
    expect((first['1'] ?? 0) + (first['2'] ?? 0)).toBe(20);
    expect(Math.min(...Object.values(first))).toBeGreaterThan(0);
    for (let time = 1; time <= 4; time += 1) {
      expect(await operations()).toEqual(first);
      const onPublicPort = await request(`${url}/metrics`, { dispatcher: agent });
      expect(onPublicPort.statusCode).toBe(404);
      await onPublicPort.body.dump();
    }
    expect(await metrics()).toMatch(/^process_resident_memory_bytes\{.*worker="2"\} \d+$/m);
    expect(new Set(serving(router).map(({ pid }) => pid)).size).toBe(2);
    expect(logEntries(router, 'disabled features: ')).toHaveLength(1);
  });

  it('a stuck worker is absent from the metrics, and concurrent scrapes wait for it once', async () => {
    const router = await startBoth();
    const stuck = serving(router).find(({ worker }) => worker === 2)?.pid ?? 0;
    process.kill(stuck, 'SIGSTOP');
    const [first, second] = await Promise.all([metrics(), metrics()]).finally(() => {
      process.kill(stuck, 'SIGCONT');
    });
    expect(first).toMatch(/^process_resident_memory_bytes\{.*worker="1"\} \d+$/m);
    expect(first).not.toContain('worker="2"');
    expect(second).toBe(first);
    expect(logEntries(router, 'worker metrics incomplete')).toMatchObject([{ faults: [{ pid: stuck }] }]);

    expect(await metrics()).toMatch(/^process_resident_memory_bytes\{.*worker="2"\} \d+$/m);
  });

  it('a dead worker is replaced; only its requests fail', async () => {
    const router = await startBoth();
    const load = startLoad(
      () => ask(everybody),
      (answer) => answer instanceof Object && 'data' in answer,
      8,
    );
    await vi.waitFor(() => {
      expect(load.asked()).toBeGreaterThan(100);
    }, patience);
    const victim = serving(router).find(({ worker }) => worker === 2);
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => {
      expect(serving(router).filter(({ worker }) => worker === 2)).toHaveLength(2);
    }, patience);
    const { asked, failed } = await load.stop();

    expect(asked).toBeGreaterThan(200);
    // As many as were under way, and were all its at worst.
    expect(failed.length).toBeLessThanOrEqual(8);
    for (const fault of failed)
      expect(fault).toMatchObject({ code: expect.stringMatching(/SOCKET|RESET/) as string });
    expect(logEntries(router, 'replacement follows')).toMatchObject([
      { worker: 2, pid: victim?.pid, signal: 'SIGKILL' },
    ]);
    expect(Object.keys(await operations())).toContain('1');
  });

  it('a crash-looping worker is restarted with backoff', async () => {
    const router = await startBoth();
    for (let deaths = 1; deaths <= 3; deaths += 1) {
      const last = serving(router).findLast(({ worker }) => worker === 2);
      process.kill(last?.pid ?? 0, 'SIGKILL');
      await vi.waitFor(() => {
        expect(serving(router).filter(({ worker }) => worker === 2)).toHaveLength(deaths + 1);
      }, patience);
    }

    expect(logEntries(router, 'replacement follows').map(({ delayMs }) => delayMs)).toEqual([0, 250, 500]);
  });

  it('SIGTERM: running requests are answered and the port is released', async () => {
    const router = await startBoth();
    const answers: (() => void)[] = [];
    library.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"everybody":[]}}'));
    });
    const asked = [1, 2, 3, 4].map(() => ask('{ everybody { id } }'));
    await vi.waitFor(() => {
      expect(answers).toHaveLength(4);
    }, patience);
    router.kill('SIGTERM');
    await vi.waitFor(() => {
      expect(logEntries(router, 'stopping')).toHaveLength(3);
    }, patience);
    for (const answer of answers) answer();

    for (const answer of await Promise.all(asked)) expect(answer).toEqual({ data: { everybody: [] } });
    expect(await router.ended).toBe(0);
    expect([await isFree(port), await isFree(metricsPort)]).toEqual([true, true]);
    for (const { pid } of serving(router)) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('SIGTERM with idle connections: ends at once', async () => {
    const router = await startBoth({ DRAIN_SECONDS: '60' });
    await Promise.all([1, 2, 3, 4].map(async () => (await fetch(`${url}/health/ready`)).text()));
    const since = performance.now();
    router.kill('SIGTERM');

    expect(await router.ended).toBe(0);
    expect(performance.now() - since).toBeLessThan(20_000);
  });

  it('SIGTERM during startup ends the router', async () => {
    const registry = createServer();
    registry.listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const { port: at } = registry.address() as AddressInfo;
    const router = start({ SUPERGRAPH_PATH: '', SUPERGRAPH_URL: `http://127.0.0.1:${at}/` });
    await once(registry, 'request');
    router.kill('SIGTERM');

    expect(await router.ended).toBe(0);
    expect(await isFree(port)).toBe(true);
    registry.closeAllConnections();
    registry.close();
  });

  it.each([
    ['a setting', { LIMIT_DEPTH: '-1' }, /LIMIT_DEPTH: /g],
    ['the supergraph', {}, /SUPERGRAPH_PATH: /g],
  ])('invalid %s: a single message and its exit code', async (_name, settings, message) => {
    await writeFile(supergraph.path, 'type Query { a: Int }');
    const router = start({ WEB_CONCURRENCY: '3', ...settings });

    expect(await router.ended).toBe(78);
    expect(router.output().match(message)).toHaveLength(1);
  });

  it('a failing replacement: the remaining workers serve until it starts', async () => {
    const router = await startBoth();
    const [good, [, second]] = [supergraph.sdl, serving(router)];
    await writeFile(supergraph.path, 'type Query {');
    process.kill(second?.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => {
      expect(logEntries(router, 'replacement follows')).toMatchObject([
        { signal: 'SIGKILL' },
        { code: 78, worker: second?.worker },
      ]);
    }, patience);
    expect(await ask(everybody)).toHaveProperty('data');
    await writeFile(supergraph.path, good);
    await vi.waitFor(() => {
      expect(serving(router)).toHaveLength(3);
    }, patience);
  });

  it('supergraph reload by watching and by SIGHUP', async () => {
    const router = await startBoth();
    for (const field of ['first', 'second']) {
      await replaceFile(supergraph.path, await supergraphWith(field, library.all));
      if (field === 'second') router.kill('SIGHUP');
      await vi.waitFor(() => {
        const received = logEntries(router, 'supergraph loaded').map(({ service }) => service);
        expect(received.slice(field === 'first' ? 0 : 2).sort()).toEqual(['router/1', 'router/2']);
      }, patience);
      expect(JSON.stringify(await ask('{ __schema { queryType { fields { name } } } }'))).toContain(field);
    }
    expect(await metrics()).toMatch(/^router_supergraph_info\{.*worker="2"\} 1$/m);
    expect(logEntries(router, 'supergraph reload requested')).toHaveLength(2);
  });
});
