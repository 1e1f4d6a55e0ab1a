import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Attack, Target } from '../attack.ts';
import { flood, head, post, postText, sendRaw } from '../send.ts';

const json = 'Content-Type: application/json';
const body = JSON.stringify({ query: '{ __typename }' });
const length = `Content-Length: ${body.length}`;

/** Invalid requests. Two servers could see the end of most of them at different places (RFC 9112, section 11.2). */
const ambiguous: readonly string[] = [
  head('POST', '/graphql', [json, length, 'Transfer-Encoding: chunked']) + body,
  head('POST', '/graphql', [json, 'Content-Length: 5', length]) + body,
  head('POST', '/graphql', [json, `Content-Length: +${body.length}`]) + body,
  head('POST', '/graphql', [json, 'Transfer-Encoding: xchunked']) + body,
  head('POST', '/graphql', [json, 'Transfer-Encoding: chunked, identity']) + body,
  head('POST', '/graphql', [json, 'Transfer-Encoding : chunked']) + body,
  head('POST', '/graphql', [json, 'Transfer-Encoding: chunked']) + 'zz\r\n',
  head('POST', '/graphql', [json, 'Transfer-Encoding: chunked']) + 'fffffffffffffffff\r\n',
  head('POST', '/graphql', [json, ' Folded: value', length]) + body,
  head('POST', '/graphql', [json, 'Bad\0Name: value', length]) + body,
  `POST /graphql HTTP/1.1\nHost: router\n${json}\n${length}\n\n${body}`,
];

async function sendEach(target: Target, requests: readonly string[]): Promise<void> {
  for (const bytes of requests) await sendRaw(target, bytes, { withinMs: 500 });
}

export const requestAttacks: readonly Attack[] = [
  {
    name: 'request smuggling',
    class: 'HTTP requests',
    sends: 'eleven requests with an ambiguous length, a folded header, a NUL or bare line feeds',
    expected: { refused: ['400 BAD_REQUEST'] },
    inSample: true,
    run: (target) => sendEach(target, ambiguous),
  },
  {
    name: 'two Host headers',
    class: 'HTTP requests',
    sends: 'two Host headers, no Host header, and an invalid one',
    expected: { refused: ['400 BAD_REQUEST'], also: ['400'] },
    run: (target) =>
      sendEach(target, [
        head('POST', '/graphql', ['Host: other', json, length]) + body,
        `POST /graphql HTTP/1.1\r\n${json}\r\n${length}\r\n\r\n${body}`,
        `POST /graphql HTTP/1.1\r\nHost: a b\r\n${json}\r\n${length}\r\n\r\n${body}`,
      ]),
  },
  {
    name: 'long heads',
    class: 'HTTP requests',
    sends: 'a header of 1 MB, a cookie of 1 MB, 20,000 headers, a URL of 1 MB',
    expected: { refused: ['431 BAD_REQUEST'], also: ['closed'] },
    run: (target) =>
      sendEach(target, [
        head('GET', '/graphql', [`X-Long: ${'a'.repeat(1_000_000)}`]),
        head('GET', '/graphql', [`Cookie: a=${'b'.repeat(1_000_000)}`]),
        head(
          'GET',
          '/graphql',
          Array.from({ length: 20_000 }, (_, index) => `X-${index}: a`),
        ),
        head('GET', `/graphql?query=${'a'.repeat(1_000_000)}`),
      ]),
  },
  {
    name: 'cookies below the limit',
    class: 'HTTP requests',
    sends: 'queries with 15 KB of cookies each',
    expected: { answered: ['200'] },
    run: (target) =>
      flood(target, { count: 500, width: 6 }, () => {
        const cookie = `a${target.unique()}=${'b'.repeat(15_000)}`;
        return post(target, { query: '{ __typename }' }, { headers: { cookie } });
      }),
  },
  {
    name: 'endless bodies',
    class: 'bodies',
    sends: 'a chunked body without an end, and a chunk with an endless extension',
    expected: { refused: ['413 OPERATION_TOO_LARGE'], also: ['closed', '400 BAD_REQUEST'] },
    async run(target) {
      const start = head('POST', '/graphql', [json, 'Transfer-Encoding: chunked']);
      const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
      await sendRaw(target, start + chunk.repeat(100), { withinMs: 1_500 });
      await sendRaw(target, `${start}5;${'e'.repeat(4_000_000)}`, { withinMs: 1_500 });
    },
  },
  {
    name: 'large bodies',
    class: 'bodies',
    sends: 'bodies of 10 MB, whose refusal a client must be able to read while it still sends',
    expected: { refused: ['413 OPERATION_TOO_LARGE'] },
    inSample: true,
    run: (target) => {
      const text = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(10_000_000) } });
      return flood(target, { count: 20, width: 4 }, () => postText(target, text));
    },
  },
  {
    name: 'multipart requests',
    class: 'bodies',
    sends: 'multipart bodies of 2 MB, whose refusal a client must be able to read while it still sends',
    expected: { refused: ['415 BAD_REQUEST'] },
    run: (target) => {
      const headers = {
        'content-type': 'multipart/form-data; boundary=b',
        'apollo-require-preflight': 'yes',
      };
      const text = `--b\r\ncontent-disposition: form-data; name="0"\r\n\r\n${'x'.repeat(2_000_000)}\r\n--b--`;
      return flood(target, { count: 30, width: 4 }, () => postText(target, text, { headers }));
    },
  },
  {
    name: 'compression bombs',
    class: 'bodies',
    sends: '200 MB of spaces, as gzip in 200 KB and as Brotli in less',
    expected: { refused: ['413 OPERATION_TOO_LARGE'], also: ['415 BAD_REQUEST'] },
    once: true,
    async run(target) {
      const spaces = Buffer.alloc(200 * 1024 ** 2, ' ');
      const bombs = [
        { bytes: gzipSync(spaces), encoding: 'gzip' },
        {
          bytes: brotliCompressSync(spaces, { params: { [1 /* BROTLI_PARAM_QUALITY */]: 1 } }),
          encoding: 'br',
        },
      ];
      for (const { bytes, encoding } of bombs) {
        await flood(target, { count: 20, width: 4 }, () =>
          postText(target, bytes, { headers: { 'content-encoding': encoding } }),
        );
      }
    },
  },
  {
    name: 'nested encodings',
    class: 'bodies',
    sends: 'bodies that are compressed twice, or by an unknown encoding',
    expected: { refused: ['415 BAD_REQUEST'], also: ['400 BAD_REQUEST'] },
    async run(target) {
      const twice = gzipSync(gzipSync(body));
      for (const encoding of ['gzip, gzip', 'compress', 'zstd', 'gzip;q=1']) {
        await postText(target, twice, { headers: { 'content-encoding': encoding } });
      }
    },
  },
  {
    name: 'deep JSON',
    class: 'bodies',
    sends: 'bodies of 120,000 nested lists',
    expected: { refused: ['400 BAD_REQUEST', '400 BAD_USER_INPUT', '400 OPERATION_TOO_LARGE'] },
    run: (target) => postText(target, '['.repeat(120_000) + ']'.repeat(120_000)).then(() => undefined),
  },
  {
    name: 'batches',
    class: 'bodies',
    sends: 'lists of 1,000 operations in one body',
    expected: { refused: ['400 BAD_REQUEST'] },
    run: (target) =>
      post(
        target,
        Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' })),
      ).then(() => undefined),
  },
  {
    name: 'prototype names',
    class: 'bodies',
    sends: 'variables, fields and bodies with the names `__proto__` and `constructor`',
    expected: {
      refused: ['400 GRAPHQL_VALIDATION_FAILED', '400 BAD_USER_INPUT', '400 BAD_REQUEST'],
      also: ['200'],
    },
    async run(target) {
      await postText(
        target,
        '{"query":"query($__proto__: ID!) { hotel(id: $__proto__) { id } }","variables":{"__proto__":{"id":"x"}}}',
      );
      await postText(target, '{"__proto__":{"query":"{ __typename }"}}');
      await post(target, { query: '{ constructor { prototype } }' });
      await post(target, { query: '{ __proto__ }' });
      await post(target, { query: '{ __typename }' });
    },
  },
  {
    name: 'methods and paths',
    class: 'HTTP requests',
    sends: 'TRACE, CONNECT, an upgrade to HTTP/2, /metrics on the public port, paths out of the tree',
    expected: {
      refused: ['404', '404 NOT_FOUND', '400 BAD_REQUEST', '405', '405 BAD_REQUEST'],
      also: ['closed', '200'],
    },
    async run(target) {
      await sendEach(target, [
        head('TRACE', '/graphql'),
        head('CONNECT', 'example.com:443'),
        head('GET', '/../../etc/passwd'),
        head('GET', 'http://example.com/graphql?query=%7B__typename%7D'),
      ]);
      const metrics = await sendRaw(target, head('GET', '/metrics'), { withinMs: 500 });
      if (metrics.includes('# HELP')) target.count('metrics');
    },
  },
];
