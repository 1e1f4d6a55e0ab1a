import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

const listed = 'https://app.example.com';
const foreign = 'https://evil.example.com';

describe('a WebSocket from a page', () => {
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

  /** What comes of a socket with these headers: `open`, or the status and the body of the refusal. */
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

  it('of another origin is refused, where that is not listed', async () => {
    for (const router of [listing, closed]) {
      for (const origin of [foreign, 'null', `${listed}.evil.example.com`, 'nonsense']) {
        expect(await upgrade(router, { origin })).toEqual(refused);
      }
    }
    expect(await upgrade(closed, { origin: listed })).toEqual(refused);
  });

  it('of an origin that is listed, or where any is, is let in', async () => {
    expect(await upgrade(listing, { origin: listed })).toBe('open');
    expect(await upgrade(open, { origin: foreign })).toBe('open');
  });

  it('of the router’s own is let in', async () => {
    expect(await upgrade(closed, { origin: closed.url })).toBe('open');
  });

  it.each([
    ['https://api.example.com', 'api.example.com'],
    ['https://api.example.com', 'API.example.com:443'],
    ['http://api.example.com', 'api.example.com:80'],
    ['https://api.example.com:8443', 'api.example.com:8443'],
    ['https://[2001:db8::1]', '[2001:db8::1]'],
  ])('of %s is let in by a proxy that calls the host %s', async (origin, host) => {
    expect(await upgrade(closed, { origin, host })).toBe('open');
  });

  it.each([
    ['https://api.example.com:8443', 'api.example.com'],
    ['https://example.com', 'api.example.com'],
    ['https://api.example.com', 'a b'],
    ['https://api.example.com', 'user@api.example.com'],
    ['https://api.example.com', 'api.example.com/path'],
  ])('of %s is refused at the host %s', async (origin, host) => {
    expect(await upgrade(closed, { origin, host })).toEqual(refused);
  });

  it('is what it says it is alone: what is no browser tells no origin, and is let in', async () => {
    expect(await upgrade(closed, {})).toBe('open');
  });
});
