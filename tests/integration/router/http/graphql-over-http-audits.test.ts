import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

describe('graphql-http audits', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all);
  });
  afterAll(async () => {
    await router.close();
    await library.close();
  });

  const audits = serverAudits({ url: () => `${router.url}/graphql` });

  it('every audit of graphql-http runs', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });

  /** Requests that a foreign page can make a browser send without a preflight. */
  it.each([
    [
      'from an image',
      { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'cross-site', accept: 'image/webp,*/*;q=0.8' },
    ],
    ['from another host of the site', { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'same-site' }],
    ['from a script', { origin: 'https://evil.example', accept: 'application/json' }],
    ['from a link', { referer: 'https://evil.example/', 'user-agent': 'x' }],
    ['by a browser that says little', { 'user-agent': 'Mozilla/5.0 (X11)' }],
    ['by a browser of another name', { 'user-agent': 'Shop/1', 'sec-fetch-site': 'cross-site' }],
    [
      'from a link in a browser of another name',
      { 'user-agent': 'Shop/1', 'upgrade-insecure-requests': '1' },
    ],
    ['with somebody’s cookies', { cookie: 'a=b', 'user-agent': '' }],
  ])('CSRF check: a query sent %s is refused', async (_name, headers) => {
    library.people.requests.length = 0;
    const response = await fetch(`${router.url}/graphql?query={everybody{id}}`, { headers });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Cross-Site Request Forgery');
    expect(library.people.requests).toHaveLength(0);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses a mutation that a foreign page may have sent as %s',
    async (type) => {
      library.people.requests.length = 0;
      const response = await fetch(`${router.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type, origin: 'https://evil.example' },
        body: '{"query":"mutation { rename(id: 1, name: \\"Eve\\") { id } }"}',
      });

      expect(response.status).toBe(415);
      expect(library.people.requests).toHaveLength(0);
    },
  );

  it.each([
    ['a page of the router’s own', { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'same-origin' }],
    ['what is no browser', { 'user-agent': 'curl/8' }],
    ['who asked for leave', { origin: 'https://evil.example', 'apollo-require-preflight': '1' }],
  ])('CSRF check: a query from %s is answered', async (_name, headers) => {
    const response = await fetch(`${router.url}/graphql?query={everybody{id}}`, { headers });

    expect(await response.json()).toMatchObject({ data: { everybody: [{}, {}] } });
  });
});
