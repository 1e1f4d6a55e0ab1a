import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';

describe('graphql-http audits', () => {
  const graph = useLibrary();

  const audits = serverAudits({ url: () => `${graph.router.url}/graphql` });

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
    ['from a sibling host', { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'same-site' }],
    ['from a script', { origin: 'https://evil.example', accept: 'application/json' }],
    ['from a link', { referer: 'https://evil.example/', 'user-agent': 'x' }],
    ['by a browser without fetch metadata', { 'user-agent': 'Mozilla/5.0 (X11)' }],
    ['by a browser with an unusual User-Agent', { 'user-agent': 'Shop/1', 'sec-fetch-site': 'cross-site' }],
    [
      'from a link in a browser with an unusual User-Agent',
      { 'user-agent': 'Shop/1', 'upgrade-insecure-requests': '1' },
    ],
    ['with cookies', { cookie: 'a=b', 'user-agent': '' }],
  ])('CSRF check: a query sent %s is refused', async (_name, headers) => {
    graph.people.requests.length = 0;
    const response = await fetch(`${graph.router.url}/graphql?query={everybody{id}}`, { headers });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Cross-Site Request Forgery');
    expect(graph.people.requests).toHaveLength(0);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'CSRF check: a mutation sent as %s is refused',
    async (type) => {
      graph.people.requests.length = 0;
      const response = await fetch(`${graph.router.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type, origin: 'https://evil.example' },
        body: '{"query":"mutation { rename(id: 1, name: \\"Eve\\") { id } }"}',
      });

      expect(response.status).toBe(415);
      expect(graph.people.requests).toHaveLength(0);
    },
  );

  it.each([
    ['a page of the router’s own', { 'user-agent': 'Mozilla/5.0', 'sec-fetch-site': 'same-origin' }],
    ['curl', { 'user-agent': 'curl/8' }],
    ['a page with a preflight header', { origin: 'https://evil.example', 'apollo-require-preflight': '1' }],
  ])('CSRF check: a query from %s is answered', async (_name, headers) => {
    const response = await fetch(`${graph.router.url}/graphql?query={everybody{id}}`, { headers });

    expect(await response.json()).toMatchObject({ data: { everybody: [{}, {}] } });
  });
});
