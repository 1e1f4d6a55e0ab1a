import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { invalidSupergraphs } from './invalid-supergraphs.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../../kit/router.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import {
  queryFields,
  logEntries,
  reloadCounts,
  replaceFile,
  startLoad,
  supergraphWith,
  untilFieldServed,
  reloadTimeout,
} from '../../../kit/supergraph.ts';

const everybody = '{ everybody { name books { title author { name } } } }';

describe('supergraph reload', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;

  beforeEach(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all);
  });
  afterEach(async () => {
    await router.close();
    await library.close();
  });

  const put = (text: string) => replaceFile(router.supergraphPath, text);
  const served = async () => /router_supergraph_info\{.*hash="(\w+)".*\} 1/.exec(await router.metrics())?.[1];

  it('repeated reloads fail no request', { timeout: 60_000 }, async () => {
    const texts = await Promise.all([0, 1].map((n) => supergraphWith(`graph${n}`, library.all)));
    const expected = JSON.stringify((await router.ask(everybody)).data);
    const load = startLoad(
      () => router.ask(everybody),
      (answer) => answer instanceof Object && JSON.stringify((answer as RouterResponse).data) === expected,
    );

    for (let swap = 1; swap <= 20; swap += 1) {
      const before = load.asked();
      await put(texts[swap % 2] ?? '');
      await untilFieldServed(router, `graph${swap % 2}`);
      await vi.waitFor(() => {
        expect(load.asked()).toBeGreaterThan(before + 16);
      }, reloadTimeout);
    }

    const { asked, failed } = await load.stop();
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20 * 16);
    expect(await reloadCounts(router)).toEqual({ loaded: 20, refused: 0, unavailable: 0 });
  });

  it('running requests finish on their own supergraph', async () => {
    let answer: (() => void) | undefined;
    library.people.respondWith((response) => {
      answer = () => {
        library.people.respondWith(null);
        response.end('{"data":{"everybody":[{"__typename":"Person","id":"1","name":"Ada"}]}}');
      };
    });
    const asked = router.ask('{ everybody { name books { title } } }');
    await vi.waitFor(() => {
      expect(answer).toBeDefined();
    });
    // This supergraph has no books.
    await put(await supergraphWith('later', [library.people]));
    await untilFieldServed(router, 'later');
    answer?.();

    expect(await asked).toMatchObject({
      data: { everybody: [{ name: 'Ada', books: [{ title: 'Book b1' }] }] },
    });
    expect(errorCodes(await router.ask('{ everybody { books { title } } }'))).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  });

  it('new subgraphs and changed URLs are used', async () => {
    const another = await startFakeSubgraph({
      name: 'people',
      typeDefs: library.people.typeDefs.slice(library.people.typeDefs.indexOf('type Person')),
      resolvers: { Query: { everybody: () => [{ id: '3', name: 'Edsger' }] } },
    });
    const films = await startFakeSubgraph({
      name: 'films',
      typeDefs: 'type Query { film: String }',
      resolvers: { Query: { film: () => 'Metropolis' } },
    });
    await put(await supergraphWith('later', [another, library.books, films]));
    await untilFieldServed(router, 'later');

    expect((await router.ask('{ film everybody { name } }')).data).toEqual({
      film: 'Metropolis',
      everybody: [{ name: 'Edsger' }],
    });
    await Promise.all([another.stop(), films.stop()]);
  });

  it('the log and metrics name the supergraph by a short hash', async () => {
    const before = await served();
    const since = Date.now() / 1_000;
    await put(await supergraphWith('later', library.all));
    await untilFieldServed(router, 'later');

    const running = await served();
    expect(running).toMatch(/^[0-9a-f]{12}$/);
    expect(running).not.toBe(before);
    expect(logEntries(router, 'supergraph loaded')).toMatchObject([
      { level: 'info', running, before, SUPERGRAPH_PATH: router.supergraphPath },
    ]);
    const at = /router_supergraph_loaded_timestamp_seconds\{.*\} ([\d.]+)/.exec(await router.metrics())?.[1];
    expect(Number(at)).toBeGreaterThanOrEqual(since);
  });

  it.each(invalidSupergraphs)(
    'a supergraph that %s: refused once, and the previous supergraph stays',
    async (_name, spoil, reason) => {
      const good = await supergraphWith('later', library.all);
      const [before, hash] = [await queryFields(router), await served()];
      expect(spoil(good)).not.toBe(good);
      await put(spoil(good));
      await vi.waitFor(() => {
        expect(logEntries(router, 'supergraph refused')).toHaveLength(1);
      }, reloadTimeout);

      expect(String(logEntries(router, 'supergraph refused')[0]?.['reason'])).toMatch(reason);
      expect(await queryFields(router)).toEqual(before);
      expect(await served()).toBe(hash);
      expect((await router.ask(everybody)).errors).toBeUndefined();

      await put(good);
      await untilFieldServed(router, 'later');
      expect(logEntries(router, 'supergraph refused')).toHaveLength(1);
      expect(await reloadCounts(router)).toEqual({ loaded: 1, refused: 1, unavailable: 0 });
    },
  );
});
