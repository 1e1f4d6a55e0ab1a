import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

const app = 'https://app.example.com';

describe('CORS', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let open: RouterUnderTest;
  let closed: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    open = await startRouterUnderTest(library.all, { CORS_ORIGINS: `${app}, https://other.example.com` });
    closed = await startRouterUnderTest(library.all);
  });
  afterAll(async () => {
    await open.close();
    await closed.close();
    await library.close();
  });

  const preflight = ({ url }: RouterUnderTest, origin: string) =>
    fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it('a listed origin may send the authorization header', async () => {
    const allowed = await preflight(open, app);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(app);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    const { status, headers } = await open.ask('{ everybody { id } }', { headers: { origin: app } });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, app]);
  });

  it("a listed origin may call with `credentials: 'include'`; any origin may not", async () => {
    const any = await startRouterUnderTest(library.all, { CORS_ORIGINS: '*' });
    const credentials = async (router: RouterUnderTest) => {
      const { headers } = await router.ask('{ everybody { id } }', { headers: { origin: app } });
      return [(await preflight(router, app)).headers, headers].map((sent) =>
        sent.get('access-control-allow-credentials'),
      );
    };

    expect(await credentials(open)).toEqual(['true', 'true']);
    expect(await credentials(any)).toEqual([null, null]);
    await any.close();
  });

  it('a wildcard port allows all ports of its host only', async () => {
    const local = await startRouterUnderTest(library.all, { CORS_ORIGINS: 'http://127.0.0.1:*' });
    const allowed = async (origin: string) =>
      (await preflight(local, origin)).headers.get('access-control-allow-origin');

    expect(await allowed('http://127.0.0.1:5173')).toBe('http://127.0.0.1:5173');
    expect(await allowed('http://127.0.0.1')).toBe('http://127.0.0.1');
    for (const other of ['http://127.0.0.1:1.evil.example', 'http://127.0.0.10:80', 'https://127.0.0.1:80']) {
      expect(await allowed(other)).toBeNull();
    }
    await local.close();
  });

  it("a refused origin is logged once; the router's own is not refused", async () => {
    const origin = 'https://unlisted.example.com';
    for (const router of [open, closed]) {
      await preflight(router, origin);
      await router.ask('{ everybody { id } }', { headers: { origin } });
      await router.ask('{ everybody { id } }', { headers: { origin: router.url } });
      const lines = router.logs.filter((line) => line.includes('origin refused'));

      expect(lines.filter((line) => line.includes(origin))).toHaveLength(1);
      expect(lines.filter((line) => line.includes(router.url))).toEqual([]);
    }
  });

  it('an unlisted origin gets no CORS headers', async () => {
    for (const refused of [await preflight(open, 'https://evil.example.com'), await preflight(closed, app)]) {
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
