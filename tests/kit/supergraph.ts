import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { composeToFile } from './router.ts';
import type { RouterUnderTest } from './router.ts';
import type { FakeSubgraph } from './fake-subgraph.ts';

/** The supergraph after a deployment of the first subgraph that adds a query field. */
export async function supergraphWith(field: string, subgraphs: readonly FakeSubgraph[]): Promise<string> {
  const [first, ...rest] = subgraphs;
  if (first === undefined) throw new Error('A supergraph needs a subgraph: the list is empty.');
  const typeDefs = `${first.typeDefs}\nextend type Query { ${field}: Int }`;
  const supergraph = await composeToFile([{ name: first.name, url: first.url, typeDefs }, ...rest]);
  await supergraph.remove();
  return supergraph.sdl;
}

/** Replaces a file by a rename, as deployment tools and editors do. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

/** The query fields of the supergraph that the router serves. */
export async function queryFields(router: Pick<RouterUnderTest, 'ask'>): Promise<string[]> {
  const { data } = await router.ask('{ __schema { queryType { fields { name } } } }');
  const { queryType } = data?.['__schema'] as { queryType: { fields: { name: string }[] } };
  return queryType.fields.map(({ name }) => name);
}

export async function untilFieldServed(router: Pick<RouterUnderTest, 'ask'>, field: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await queryFields(router)).toContain(field);
  }, reloadTimeout);
}

export const reloadTimeout = { timeout: 10_000, interval: 20 };

/** The parsed log entries that contain a text. */
export function logEntries({ logs }: Pick<RouterUnderTest, 'logs'>, text: string): Record<string, unknown>[] {
  return logs
    .filter((line) => line.includes(text))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The counter of reloads, by outcome. */
export async function reloadCounts(
  router: Pick<RouterUnderTest, 'metrics'>,
): Promise<Record<string, number>> {
  const lines = (await router.metrics()).matchAll(
    /^router_supergraph_reloads_total\{.*?outcome="(\w+)".*?\} (\d+)$/gm,
  );
  return Object.fromEntries([...lines].map(([, outcome = '', count]) => [outcome, Number(count)]));
}

/** Sends requests from concurrent clients until stopped and collects the failures. */
export function startLoad(
  ask: () => Promise<unknown>,
  isGood: (answer: unknown) => boolean,
  clients = 16,
): { stop(): Promise<{ asked: number; failed: unknown[] }>; asked(): number } {
  let running = true;
  let asked = 0;
  const failed: unknown[] = [];
  const loops = Array.from({ length: clients }, async () => {
    while (running) {
      asked += 1;
      const answer = await ask().catch((error: unknown) => error);
      if (!isGood(answer)) {
        failed.push(answer);
        await sleep(5);
      }
    }
  });
  return {
    asked: () => asked,
    async stop() {
      running = false;
      await Promise.all(loops);
      return { asked, failed };
    },
  };
}
