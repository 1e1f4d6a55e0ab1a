import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from '../kit/graphs/library.ts';
import { startRouterUnderTest } from '../kit/router.ts';
import type { RouterUnderTest } from '../kit/router.ts';
import { fuzzing, fuzzTimeoutMs } from './support/runs.ts';

const operation = '{"query":"{ everybody { id } }"}';
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE', 'QUERY', 'post', ''];
const targets = [
  '/graphql',
  '/graphql?',
  '/graphql?query={everybody{id}}',
  '/graphql?variables={',
  '/%',
  '//',
  '*',
  '/graphql/../x',
  'http://x/graphql',
];
const headerNames = [
  'content-type',
  'accept',
  'accept-encoding',
  'content-encoding',
  'x-request-id',
  'origin',
  'authorization',
  'cookie',
  'expect',
  'x-y',
];
const headerValues = [
  'application/json',
  'text/plain',
  '*/*',
  ';;q=',
  'gzip',
  'br, gzip;q=0',
  'Bearer x',
  '100-continue',
  '"',
  '\u00e9',
];

const requests = fc
  .record({
    method: fc.oneof({ weight: 4, arbitrary: fc.constant('POST') }, fc.constantFrom(...methods)),
    target: fc.oneof({ weight: 3, arbitrary: fc.constant('/graphql') }, fc.constantFrom(...targets)),
    headers: fc.array(
      fc.tuple(
        fc.constantFrom(...headerNames),
        fc.oneof(fc.constantFrom(...headerValues), fc.string({ maxLength: 30 })),
      ),
      { maxLength: 6 },
    ),
    body: fc.oneof(
      fc.constant(Buffer.from(operation)),
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    ),
    lengthOff: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -5, max: 5 })),
  })
  .map(({ method, target, headers, body, lengthOff }) => {
    const lines = [
      `${method} ${target} HTTP/1.1`,
      'host: x',
      ...headers.map(([name, value]) => `${name}: ${value}`),
    ];
    const length = Math.max(0, body.length + lengthOff);
    return Buffer.concat([
      Buffer.from(`${lines.join('\r\n')}\r\ncontent-length: ${length}\r\n\r\n`, 'latin1'),
      body,
    ]);
  });

/** Requests, pipelined requests, truncated requests, and random bytes. */
const streams = fc.oneof(
  { weight: 4, arbitrary: requests },
  {
    weight: 2,
    arbitrary: fc.array(requests, { minLength: 2, maxLength: 4 }).map((several) => Buffer.concat(several)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(requests, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % bytes.length)),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  },
);

interface HttpResponse {
  status: number;
  body: string;
}

/** Splits pipelined responses. A response to HEAD has a content length and no body. */
function responsesIn(received: string): HttpResponse[] {
  const end = received.indexOf('\r\n\r\n') + 4;
  if (end < 4) return [];
  const head = received.slice(0, end);
  const rest = received.slice(end);
  const declared = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
  const length = rest.startsWith('HTTP/1.1 ') ? 0 : declared;
  const body = Buffer.from(rest.slice(0, length), 'latin1').toString();
  return [{ status: Number(head.slice(9, 12)), body }, ...responsesIn(rest.slice(length))];
}

/** Expects the error format of docs/http.md. */
function expectErrorFormat({ status, body }: HttpResponse, request: string): void {
  if (status < 400 || (body === '' && request.includes('HEAD '))) return;
  const { errors } = JSON.parse(body) as { errors: { extensions: { code: string } }[] };
  expect(errors, body).not.toHaveLength(0);
  for (const { extensions } of errors) expect(extensions.code, body).toMatch(/^[A-Z_]+$/);
}

describe('HTTP: malformed requests and random bytes', () => {
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

  /** Sends bytes, ends the stream, and returns all bytes of the answer. */
  async function send(bytes: Uint8Array): Promise<string> {
    const { hostname, port } = new URL(router.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.end(bytes);
    await closed;
    return received;
  }

  it(
    'each response is well-formed and no 5xx, and the router keeps serving',
    async () => {
      await fc.assert(
        fc.asyncProperty(streams, async (bytes) => {
          const received = await send(bytes);

          expect(received).not.toMatch(/HTTP\/1\.1 5\d\d| at \S+ \(|node_modules/);
          if (received !== '') expect(received).toMatch(/^HTTP\/1\.1 [1-4]\d\d /);
          for (const answer of responsesIn(received))
            expectErrorFormat(answer, Buffer.from(bytes).toString('latin1'));
        }),
        fuzzing(200),
      );
      expect((await router.ask('{ everybody { id } }')).status).toBe(200);
    },
    fuzzTimeoutMs,
  );

  it(
    'a body field of the wrong type is named in a 400 response',
    async () => {
      const wrong = fc.oneof(
        fc
          .record({
            query: fc.oneof(
              fc.integer(),
              fc.boolean(),
              fc.array(fc.string()),
              fc.dictionary(fc.string(), fc.integer()),
            ),
          })
          .map((body) => ({ field: /quer(y|ies)/, body })),
        fc
          .record({
            query: fc.constant('{ everybody { id } }'),
            variables: fc.oneof(fc.string({ minLength: 1 }), fc.integer({ min: 1 }), fc.array(fc.integer())),
          })
          .map((body) => ({ field: /variables/, body })),
        fc
          .record({
            query: fc.constant('{ everybody { id } }'),
            operationName: fc.oneof(
              fc.integer({ min: 1 }),
              fc.array(fc.integer()),
              fc.dictionary(fc.string(), fc.integer()),
            ),
          })
          .map((body) => ({ field: /operationName/, body })),
        fc
          .record({
            query: fc.constant('{ everybody { id } }'),
            extensions: fc.oneof(fc.string({ minLength: 1 }), fc.integer({ min: 1 }), fc.array(fc.integer())),
          })
          .map((body) => ({ field: /extensions/, body })),
      );
      await fc.assert(
        fc.asyncProperty(wrong, async ({ field, body }) => {
          const response = await fetch(`${router.url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          const { errors } = (await response.json()) as { errors: { message: string }[] };
          expect(response.status).toBe(400);
          expect(errors[0]?.message).toMatch(field);
        }),
        fuzzing(100),
      );
    },
    fuzzTimeoutMs,
  );
});
