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

  it('an unlisted origin gets no CORS headers', async () => {
    for (const refused of [await preflight(open, 'https://evil.example.com'), await preflight(closed, app)]) {
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
