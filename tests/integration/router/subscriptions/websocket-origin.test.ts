import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

const listed = 'https://app.example.com';
const foreign = 'https://evil.example.com';

describe('WebSocket origin check', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let listing: RouterUnderTest;
  let closed: RouterUnderTest;
  let open: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    listing = await startRouterUnderTest(library.all, {
      CORS_ORIGINS: `${listed}, https://other.example.com`,
    });
    closed = await startRouterUnderTest(library.all);
    open = await startRouterUnderTest(library.all, { CORS_ORIGINS: '*' });
  });
  afterAll(async () => {
    await Promise.all([listing, closed, open].map((router) => router.close()));
    await library.close();
  });

  /** The outcome of an upgrade with these headers: `open`, or the status and body of the refusal. */
  async function upgrade({ url }: RouterUnderTest, headers: Record<string, string>) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    return new Promise<{ status: number; code?: unknown } | 'open'>((resolve) => {
      socket.once('open', () => {
        const gone = once(socket, 'close');
        socket.close();
        void gone.then(() => {
          resolve('open');
        });
      });
      socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => {
          const { errors } = JSON.parse(Buffer.concat(chunks).toString()) as {
            errors: { extensions: { code: unknown } }[];
          };
          resolve({ status: response.statusCode ?? 0, code: errors[0]?.extensions.code });
        });
      });
    });
  }
  const refused = { status: 403, code: 'FORBIDDEN' };

  it('an unlisted origin is refused', async () => {
    for (const router of [listing, closed]) {
      for (const origin of [foreign, 'null', `${listed}.evil.example.com`, 'nonsense']) {
        expect(await upgrade(router, { origin })).toEqual(refused);
      }
    }
    expect(await upgrade(closed, { origin: listed })).toEqual(refused);
  });

  it('a listed origin, or any with *, is accepted', async () => {
    expect(await upgrade(listing, { origin: listed })).toBe('open');
    expect(await upgrade(open, { origin: foreign })).toBe('open');
  });

  it('the router’s own origin is accepted', async () => {
    expect(await upgrade(closed, { origin: closed.url })).toBe('open');
  });

  it.each([
    ['https://api.example.com', 'api.example.com'],
    ['https://api.example.com', 'API.example.com:443'],
    ['http://api.example.com', 'api.example.com:80'],
    ['https://api.example.com:8443', 'api.example.com:8443'],
    ['https://[2001:db8::1]', '[2001:db8::1]'],
  ])('origin %s with the proxied host %s is accepted', async (origin, host) => {
    expect(await upgrade(closed, { origin, host })).toBe('open');
  });

  it.each([
    ['https://api.example.com:8443', 'api.example.com'],
    ['https://example.com', 'api.example.com'],
    ['https://api.example.com', 'a b'],
    ['https://api.example.com', 'user@api.example.com'],
    ['https://api.example.com', 'api.example.com/path'],
  ])('origin %s with the host %s is refused', async (origin, host) => {
    expect(await upgrade(closed, { origin, host })).toEqual(refused);
  });

  it('a client without an Origin header is accepted', async () => {
    expect(await upgrade(closed, {})).toBe('open');
  });
});
