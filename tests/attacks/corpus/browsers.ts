import type { Attack } from '../attack.ts';
import { head, openWebSocket, post, sendRaw } from '../send.ts';

const lookAlikes = [
  'http://127.0.0.1.evil.example',
  'http://127.0.0.1:5173.evil.example',
  'http://localhost.evil.example:3000',
  'http://evil.example/http://localhost:3000',
  'https://localhost@evil.example',
  'null',
];

export const browserAttacks: readonly Attack[] = [
  {
    name: 'framed pages',
    class: 'browsers',
    sends:
      'requests for the pages of Apollo Sandbox and GraphiQL, whose headers must forbid frames and sniffing',
    expected: { answered: ['200', 'protected'] },
    inSample: true,
    async run(target) {
      for (const path of ['/graphql', '/graphiql']) {
        const response = await sendRaw(
          target,
          head('GET', path, ['Accept: text/html', 'Connection: close']),
          {
            withinMs: 2_000,
          },
        );
        const [fields = ''] = response.split('\r\n\r\n');
        const isProtected =
          /^content-security-policy:.*frame-ancestors 'none'/im.test(fields) &&
          /^x-content-type-options: nosniff/im.test(fields);
        target.count(isProtected ? 'protected' : `unprotected ${path}`);
      }
    },
  },
  {
    name: 'foreign origins',
    class: 'browsers',
    sends: 'preflights and WebSockets from a foreign page',
    expected: {
      refused: ['403 FORBIDDEN', 'no permission'],
      also: ['204', '400 BAD_REQUEST', '404 NOT_FOUND', '405 BAD_REQUEST', '200'],
    },
    async run(target) {
      await openWebSocket(target, { headers: { origin: 'https://evil.example' } });
      const headers = ['Origin: https://evil.example', 'Access-Control-Request-Method: POST'];
      const answer = await sendRaw(target, head('OPTIONS', '/graphql', headers), { withinMs: 300 });
      target.count(/^access-control-allow-origin:/im.test(answer) ? 'permission' : 'no permission');
    },
  },
  {
    name: 'origins like loopback',
    class: 'browsers',
    sends: 'preflights from origins that look like a loopback address, and from real ones',
    expected: {
      refused: ['no permission'],
      also: ['204', '404 NOT_FOUND', '405 BAD_REQUEST', '200', 'loopback may call'],
    },
    logged: 'origin refused',
    async run(target) {
      const send = async (origin: string) => {
        const headers = [`Origin: ${origin}`, 'Access-Control-Request-Method: POST'];
        const answer = await sendRaw(target, head('OPTIONS', '/graphql', headers), { withinMs: 300 });
        const isAllowed = answer.toLowerCase().includes(`access-control-allow-origin: ${origin}`);
        return isAllowed && /^access-control-allow-credentials: true/im.test(answer);
      };
      for (const origin of ['http://127.0.0.1:5173', 'http://localhost:3000', 'http://[::1]:80']) {
        target.count((await send(origin)) ? 'loopback may call' : `refused ${origin}`);
      }
      for (const origin of lookAlikes) target.count((await send(origin)) ? origin : 'no permission');
    },
  },
  {
    name: 'forms of other pages',
    class: 'browsers',
    sends: 'mutations and queries as a form or a link would send them',
    // A link may read public data.
    expected: { refused: ['400 BAD_REQUEST', '415 BAD_REQUEST', '405 BAD_REQUEST'], also: ['200'] },
    async run(target) {
      const query = 'mutation { signOut(refreshToken: "x") }';
      await post(target, { query }, { headers: { 'content-type': 'text/plain' } });
      await post(target, { query }, { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
      await sendRaw(target, head('GET', `/graphql?query=${encodeURIComponent(query)}`, ['Accept: */*']), {
        withinMs: 500,
      });
      await sendRaw(target, head('GET', '/graphql?query=%7B__typename%7D', ['Accept: */*']), {
        withinMs: 500,
      });
    },
  },
  {
    name: '401 without a challenge',
    class: 'browsers',
    sends: 'invalid access tokens, whose refusal must name the scheme (RFC 9110, section 11.6.1)',
    expected: { refused: ['401 UNAUTHENTICATED'], also: ['challenge'] },
    async run(target) {
      const body = JSON.stringify({ query: '{ __typename }' });
      const headers = [
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Authorization: Bearer x',
      ];
      const answer = await sendRaw(target, head('POST', '/graphql', headers) + body, { withinMs: 500 });
      target.count(/^www-authenticate: bearer/im.test(answer) ? 'challenge' : 'no challenge');
    },
  },
];
