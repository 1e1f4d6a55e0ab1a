import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { connectRaw, rawPost } from '../../../kit/raw-http.ts';
import type { RawConnection } from '../../../kit/raw-http.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

const head = 'POST /graphql HTTP/1.1\r\nHost: router\r\nContent-Type: application/json\r\n';
const query = { query: '{ __typename }' };
const answered = '{"data":{"__typename":"Query"}}';

describe('HTTP connections', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;
  /** A router with short timeouts. */
  let strict: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all);
    strict = await startRouterUnderTest(library.all, {
      LIMIT_BODY_BYTES: '2000',
      LIMIT_HEADER_BYTES: '2000',
      LIMIT_CONNECTION_REQUESTS: '3',
      REQUEST_TIMEOUT_SECONDS: '1',
      KEEP_ALIVE_SECONDS: '1',
    });
  });
  afterEach(() => {
    library.people.respondWith(null);
  });
  afterAll(async () => {
    await router.close();
    await strict.close();
    await library.close();
  });

  /** Sends the same bytes repeatedly until the connection closes. */
  function drip(client: RawConnection, text: string): void {
    const dripping = setInterval(() => {
      client.send(text);
    }, 20);
    client.socket.once('close', () => {
      clearInterval(dripping);
    });
  }
  const refusal = (text: string) => JSON.parse(text.slice(text.indexOf('{'))) as unknown;
  const refused = (code: string) => ({ errors: [{ extensions: { code } }] });

  it.each([
    ['its headers', `${head}X-Slow: `, 'x'],
    ['its body', `${head}Content-Length: 1000\r\n\r\n`, ' '],
    ['its chunked body', `${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  ])('slow client: a connection stuck in %s is closed', async (_name, start, more) => {
    const client = await connectRaw(strict.url);
    client.send(start);
    drip(client, more);
    const heard = await client.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(refusal(heard)).toMatchObject(refused('BAD_REQUEST'));
  });

  it('Content-Length above the limit: refused before the body is sent', async () => {
    const client = await connectRaw(strict.url);
    client.send(`${head}Content-Length: 2001\r\n\r\n`);
    const heard = await client.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
    expect(refusal(heard)).toMatchObject(refused('OPERATION_TOO_LARGE'));
  });

  it('an endless body: the connection is closed', async () => {
    const client = await connectRaw(strict.url);
    const chunk = `${(500).toString(16)}\r\n${' '.repeat(500)}\r\n`;
    client.send(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    drip(client, chunk);
    const heard = await client.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
    expect(client.socket.bytesWritten).toBeLessThan(20_000);
  });

  it.each([
    ['headers', `${head}X-Long: ${'x'.repeat(3_000)}\r\n\r\n`],
    ['a URL', `GET /graphql?query={__typename}&x=${'x'.repeat(3_000)} HTTP/1.1\r\nHost: router\r\n\r\n`],
  ])('%s above the limit: refused with the reason', async (_name, text) => {
    const client = await connectRaw(strict.url);
    client.send(text);
    const heard = await client.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 431 /);
    expect(refusal(heard)).toMatchObject(refused('BAD_REQUEST'));
  });

  it.each([
    ['invalid HTTP', 'GRAPHQL { __typename }\r\n\r\n'],
    [
      'Content-Length with Transfer-Encoding',
      `${head}Content-Length: 24\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a negative Content-Length', `${head}Content-Length: -1\r\n\r\n`],
    ['a NUL in a header', `${head}X-Nul: \0\r\n\r\n`],
  ])('%s: refused', async (_name, text) => {
    const client = await connectRaw(router.url);
    client.send(text);
    const heard = await client.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(refusal(heard)).toMatchObject(refused('BAD_REQUEST'));
  });

  it('a missing Host header: refused by Node.js without a body', async () => {
    const client = await connectRaw(router.url);
    client.send('GET /graphql?query={__typename} HTTP/1.1\r\n\r\n');

    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 400 [^{]*\r\n\r\n$/);
  });

  it('invalid HTTP after pipelined requests: refused after their responses', async () => {
    const answers: (() => void)[] = [];
    library.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"everybody":[]}}'));
    });
    const client = await connectRaw(router.url);
    const slow = { query: '{ everybody { id } }' };
    client.send(`${rawPost(slow)}${rawPost(slow)}GRAPHQL { __typename }\r\n\r\n`);
    await vi.waitFor(() => {
      expect(answers).toHaveLength(2);
    });
    client.send('GRAPHQL { __typename }\r\n\r\n');
    // The router has read it once it answers a later client.
    expect((await router.ask('{ __typename }')).status).toBe(200);
    expect(client.received()).toBe('');
    for (const answer of answers) answer();
    const heard = await client.untilClosed();

    expect(heard.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(heard.match(/\{"data":\{"everybody":\[\]\}\}/g)).toHaveLength(2);
    expect(refusal(heard.slice(heard.indexOf('HTTP/1.1 400')))).toMatchObject(refused('BAD_REQUEST'));
  });

  it('an incomplete pipelined request: timeout reported after the running response', async () => {
    const answers: (() => void)[] = [];
    library.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"everybody":[]}}'));
    });
    const client = await connectRaw(strict.url);
    const incomplete = await connectRaw(strict.url);
    client.send(`${rawPost({ query: '{ everybody { id } }' })}${head}`);
    await vi.waitFor(() => {
      expect(answers).toHaveLength(1);
    });
    incomplete.send(head);
    expect(await incomplete.untilClosed()).toMatch(/^HTTP\/1\.1 408 /);
    expect(client.received()).toBe('');
    for (const answer of answers) answer();

    expect((await client.untilClosed()).match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 408']);
  });

  it('an invalid chunked body is refused', async () => {
    const client = await connectRaw(router.url);
    client.send(`${head}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n`);
    const heard = await client.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(refusal(heard)).toMatchObject(refused('BAD_REQUEST'));
  });

  it('an unsupported Expect header: status 417', async () => {
    const client = await connectRaw(router.url);
    client.send(rawPost(query, { Expect: 'the unexpected' }));
    const heard = await client.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 417 Expectation Failed\r\ncontent-type: application\/json/i);
    expect(refusal(heard)).toMatchObject(refused('BAD_REQUEST'));
  });

  it('pipelined requests are answered in order', async () => {
    const client = await connectRaw(router.url);
    const requests = Array.from({ length: 100 }, (_, n) =>
      rawPost({ query: `{ is${n}: __typename }` }, { 'X-Request-Id': `turn-${n}` }),
    );
    client.send(requests.join(''));
    const heard = await client.until(/"is99"/);

    const turns = [...heard.matchAll(/x-request-id: turn-(\d+)[^]*?"is(\d+)":"Query"/g)];
    expect(turns.map(([, id, name]) => [id, name])).toEqual(
      requests.map((_request, n) => [String(n), String(n)]),
    );
    client.socket.destroy();
  });

  it('the limit of requests per connection closes the connection', async () => {
    const client = await connectRaw(strict.url);
    for (const last of [false, false, true]) {
      const before = client.received().length;
      client.send(rawPost(query));
      const heard = (await client.until(new RegExp(`^[^]{${before}}[^]*__typename`))).slice(before);
      expect(heard).toContain(answered);
      expect(/^connection: close/im.test(heard)).toBe(last);
    }
    client.send(rawPost(query));
    const heard = await client.until(/^HTTP\/1\.1 503 [^]*\r\n\r\n/m);
    expect(heard).toMatch(/\r\n\r\n$/);
    client.socket.destroy();
  });

  it('an idle connection is closed after the keep-alive timeout', async () => {
    const client = await connectRaw(strict.url);
    client.send(rawPost(query));
    const heard = await client.untilClosed();

    expect(heard).toContain(answered);
    expect(heard).toMatch(/^keep-alive: timeout=1/im);
  });

  it('silent connections do not delay requests', async () => {
    const idle = await Promise.all(Array.from({ length: 200 }, () => connectRaw(router.url)));
    for (const { socket } of idle) socket.write(head);

    expect((await router.ask('{ everybody { id } }')).status).toBe(200);
    for (const { socket } of idle) socket.destroy();
  });
});
