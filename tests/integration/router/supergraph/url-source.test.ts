import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../../platform/log.ts';
import { createMetrics } from '../../../../platform/metrics.ts';
import { parseRouterConfig } from '../../../../router/config.ts';
import { startRouter } from '../../../../router/app.ts';
import { loadInitialSupergraph } from '../../../../router/supergraph/source.ts';
import { createUrlSource } from '../../../../router/supergraph/url-source.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import type { Responder } from '../../../kit/faults.ts';
import { startHttpServer } from '../../../kit/http-server.ts';
import { ask } from '../../../kit/router.ts';
import {
  logEntries,
  reloadCounts,
  supergraphWith,
  untilFieldServed,
  reloadTimeout,
} from '../../../kit/supergraph.ts';

/** A registry with a single supergraph and an ETag per text. */
async function startRegistry() {
  const registry = {
    url: '',
    text: 'type First { a: Int }',
    requests: [] as IncomingMessage[],
    responder: null as Responder | null,
    close: () => server.stop(),
  };
  const server = await startHttpServer((request, response) => {
    registry.requests.push(request);
    if (registry.responder !== null) {
      registry.responder(response);
      return;
    }
    const etag = `"${Buffer.from(registry.text.slice(0, 60)).toString('base64')}-${registry.text.length}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? undefined : registry.text);
  });
  registry.url = `${server.origin}/supergraph`;
  return registry;
}

let registry: Awaited<ReturnType<typeof startRegistry>>;
const { signal } = new AbortController();

beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

describe('supergraph URL', () => {
  const sourceOf = (options: Partial<Parameters<typeof createUrlSource>[0]> = {}) =>
    createUrlSource({ url: registry.url, pollMs: 10, ...options });

  it('ETag: an unchanged supergraph is not sent again', async () => {
    const source = sourceOf();
    expect(await source.read(signal)).toBe(registry.text);
    expect(await source.readIfChanged(signal)).toBeNull();
    registry.text = 'type Second { a: Int }';
    expect(await source.readIfChanged(signal)).toBe(registry.text);
    expect(await source.readIfChanged(signal)).toBeNull();

    const conditions = registry.requests.map(({ headers }) => headers['if-none-match'] !== undefined);
    expect(conditions).toEqual([false, true, true, true]);
  });

  it('without an ETag and after a failure the whole text is fetched', async () => {
    const source = sourceOf();
    registry.responder = (response) => response.end(registry.text);
    await source.read(signal);
    expect(await source.readIfChanged(signal)).toBe(registry.text);
    registry.responder = null;
    await source.readIfChanged(signal);
    registry.responder = (response) => response.writeHead(502).end();
    await expect(source.readIfChanged(signal)).rejects.toThrow();
    registry.responder = null;
    expect(await source.readIfChanged(signal)).toBe(registry.text);
  });

  it.each<[string, Responder, RegExp]>([
    ['500', (response) => response.writeHead(500).end('type A { a: Int }'), /responded with 500$/],
    ['an unrequested 304', (response) => response.writeHead(304).end(), /responded with 304$/],
    ['nothing', () => undefined, /sent no complete response within 200 ms$/],
    ['endless', (response) => void response.write('type A'), /sent no complete response within 200 ms$/],
    [
      'above the size limit',
      (response) => response.end('#'.repeat(2_000)),
      /responded with more than 1000 bytes$/,
    ],
    ['a broken connection', (response) => response.destroy(), /did not respond \(UND_ERR_SOCKET\)$/],
    [
      'truncated',
      (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('type A');
        setImmediate(() => response.destroy());
      },
      /did not respond \(UND_ERR_SOCKET\)$/,
    ],
  ])('a response that is %s: fetch failed', async (_name, responder, reason) => {
    const source = sourceOf({ timeoutMs: 200, maxBytes: 1_000 });
    registry.responder = responder;

    await expect(source.read(signal)).rejects.toThrow(reason);
    await expect(source.readIfChanged(signal)).rejects.toThrow(registry.url);
  });

  it('an endless response is aborted at the size limit', async () => {
    let sent = 0;
    registry.responder = (response) => {
      const chunk = Buffer.alloc(64 * 1024, '#');
      const send = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on('drain', send);
      send();
    };
    await expect(sourceOf({ maxBytes: 1024 * 1024 }).read(signal)).rejects.toThrow('more than 1048576 bytes');
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it('URL credentials are sent and absent from messages', async () => {
    const source = sourceOf({ url: registry.url.replace('//', '//me:s%40crit@') });
    await source.read(signal);
    registry.responder = (response) => response.writeHead(403).end();
    await expect(source.read(signal)).rejects.toMatchObject({
      message: `${registry.url} responded with 403`,
    });

    expect(registry.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('me:s@crit').toString('base64')}`,
    );
    expect(source.address).toBe(registry.url);
  });

  it('a poll whose connection is reset is retried', async () => {
    const source = sourceOf();
    await source.read(signal);
    registry.responder = (response) => {
      registry.responder = null;
      response.destroy();
    };

    expect(await source.readIfChanged(signal)).toBeNull();
    expect(registry.requests).toHaveLength(3);
  });

  it('startup waits for the supergraph up to a limit', async () => {
    const lines: string[] = [];
    const logger = createLogger('router', 'info', { write: (line) => lines.push(line) });
    registry.responder = (response) => {
      if (registry.requests.length > 2) registry.responder = null;
      response.writeHead(503).end();
    };
    expect((await loadInitialSupergraph(sourceOf(), { logger })).text).toBe(registry.text);
    expect(logEntries({ logs: lines }, 'waiting for the supergraph')[0]).toMatchObject({
      error: `${registry.url} responded with 503`,
    });

    registry.responder = (response) => response.writeHead(503).end();
    await expect(loadInitialSupergraph(sourceOf({ maxWaitMs: 300 }), { logger })).rejects.toThrow(
      /^SUPERGRAPH_URL: no supergraph from .* within 0\.3 s: .* responded with 503$/,
    );
  });

  it('an invalid supergraph at startup is a settings fault', async () => {
    const logger = createLogger('router', 'silent');
    registry.text = '<html></html>';
    await expect(loadInitialSupergraph(sourceOf(), { logger })).rejects.toThrow(
      `Faulty settings:\n  SUPERGRAPH_URL: ${registry.url}: Syntax Error: Unexpected character: "<".`,
    );
    const config = parseRouterConfig({ PORT: '0', SUPERGRAPH_URL: registry.url });
    registry.text = 'type Query { a: Int }';
    await expect(startRouter({ config, logger, metrics: createMetrics('router') })).rejects.toThrow(
      /^Faulty settings:\n {2}SUPERGRAPH_URL: .*: cannot be served: /,
    );
  });

  it('SUPERGRAPH_URL and SUPERGRAPH_PATH exclude each other', () => {
    const both = { SUPERGRAPH_URL: registry.url, SUPERGRAPH_PATH: 'a.graphql' };
    expect(() => parseRouterConfig({ ...both, PORT: 'x' })).toThrow(
      /PORT: .*\n {2}SUPERGRAPH_URL: expected this or SUPERGRAPH_PATH, got both$/,
    );
    expect(parseRouterConfig({ ...both, SUPERGRAPH_PATH: '' }).SUPERGRAPH_URL).toBe(registry.url);
  });
});

describe('the router with a supergraph URL', () => {
  it('keeps the last valid supergraph', { timeout: 60_000 }, async () => {
    const library = await startLibrary();
    registry.text = await supergraphWith('first', library.all);
    const logs: string[] = [];
    const metrics = createMetrics('router');
    const router = await startRouter({
      config: parseRouterConfig({ PORT: '0', SUPERGRAPH_URL: registry.url, SUPERGRAPH_POLL_SECONDS: '1' }),
      logger: createLogger('router', 'info', { write: (line) => logs.push(line) }),
      metrics,
    });
    const routerUnderTest = {
      logs,
      ask: (query: string) => ask(router.url, query),
      metrics: () => metrics.metrics(),
    };
    const { text } = registry;
    const untilAskedAgain = async () => {
      const before = registry.requests.length;
      await vi.waitFor(() => {
        expect(registry.requests.length).toBeGreaterThan(before + 1);
      }, reloadTimeout);
    };

    await untilFieldServed(routerUnderTest, 'first');
    registry.text = '<html>Bad gateway</html>';
    await untilAskedAgain();
    registry.responder = (response) => response.writeHead(500).end();
    await untilAskedAgain();
    registry.responder = null;
    registry.text = text;
    await untilAskedAgain();
    expect((await routerUnderTest.ask('{ everybody { name } }')).errors).toBeUndefined();
    expect(await reloadCounts(routerUnderTest)).toEqual({ loaded: 0, refused: 1, unavailable: 1 });
    for (const line of [
      'supergraph refused',
      'supergraph unavailable',
      'supergraph available again',
      'supergraph restored to the running version',
    ]) {
      expect(logEntries(routerUnderTest, line)).toMatchObject([{ SUPERGRAPH_URL: registry.url }]);
    }

    registry.text = await supergraphWith('second', library.all);
    await router.reload();
    await untilFieldServed(routerUnderTest, 'second');
    await router.close();
    await library.close();
  });
});
