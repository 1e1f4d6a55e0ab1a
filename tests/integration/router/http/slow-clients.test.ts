import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../../kit/eventually.ts';
import { respondNever } from '../../../kit/faults.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { connectRaw, rawPost } from '../../../kit/raw-http.ts';
import type { RawConnection } from '../../../kit/raw-http.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

const mebibyte = 1_024 ** 2;
const query = { query: '{ everybody { name } }' };

describe('slow clients over HTTP', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all, {
      LIMIT_BODY_BYTES: String(2 * mebibyte),
      LIMIT_BUFFERED_BYTES: String(16 * mebibyte),
      LIMIT_PIPELINED_REQUESTS: '50',
    });
  });
  afterEach(() => {
    library.people.respondWith(null);
    library.people.requests.length = 0;
    library.people.abortedRequests = 0;
  });
  afterAll(async () => {
    await router.close();
    await library.close();
  });

  const longName = 'x'.repeat(8 * mebibyte);
  const respondLong = (response: ServerResponse) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ data: { everybody: [{ __typename: 'Person', id: '1', name: longName }] } }),
    );
  };
  const slowClientsClosed = async () => {
    const name = 'router_slow_clients_closed_total{service="router"} ';
    const line = (await router.metrics()).split('\n').find((text) => text.startsWith(name));
    return Number(line?.slice(name.length));
  };
  /** Sends a request, and reads nothing after the first bytes of its response. */
  async function askWithoutReading(url: string, text: string): Promise<RawConnection> {
    const client = await connectRaw(url);
    client.socket.once('data', () => client.socket.pause());
    client.send(text);
    return client;
  }

  it('unread responses: the connection that has been behind for the longest time is closed', async () => {
    library.people.respondWith(respondLong);
    const before = await slowClientsClosed();
    const clients: RawConnection[] = [];
    while ((await slowClientsClosed()) === before && clients.length < 10) {
      const client = await askWithoutReading(router.url, rawPost(query));
      clients.push(client);
      await eventually(() => {
        expect(client.socket.isPaused()).toBe(true);
      });
    }

    const [first, ...others] = clients;
    expect(clients.length).toBeLessThan(10);
    first?.socket.resume();
    expect((await first?.untilClosed())?.length).toBeLessThan(longName.length);
    const { data } = await router.ask(query.query);
    expect(data).toEqual({ everybody: [{ name: longName }] });
    for (const { socket } of others) socket.destroy();
  });

  it('incomplete bodies: the connection that has been behind for the longest time is closed', async () => {
    const clients: RawConnection[] = [];
    for (let at = 0; at < 12; at += 1) {
      const client = await connectRaw(router.url);
      const length = 2 * mebibyte - 1;
      client.send(
        `POST /graphql HTTP/1.1\r\nHost: router\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
      );
      client.send(' '.repeat(length - 10));
      clients.push(client);
    }
    const [first, ...others] = clients;
    expect(await first?.untilClosed()).toBe('');
    expect((await router.ask('{ __typename }')).status).toBe(200);
    for (const { socket } of others) socket.destroy();
  });

  it('a body that arrives byte by byte is read', async () => {
    const client = await connectRaw(router.url);
    const text = JSON.stringify({ query: `{ __typename } # ${'x'.repeat(3_000)}` });
    const chunks = Array.from(text, (letter) => `1\r\n${letter}\r\n`);
    client.send(
      'POST /graphql HTTP/1.1\r\nHost: router\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    client.send(`${chunks.join('')}0\r\n\r\n`);

    expect(await client.until(/\{"data".*\}/)).toContain('{"data":{"__typename":"Query"}}');
    client.socket.destroy();
  });

  it('pipelined requests: ten run, and the rest does not begin once the client has left', async () => {
    library.people.respondWith(respondNever);
    const client = await connectRaw(router.url);
    client.send(rawPost(query).repeat(50));
    await eventually(() => {
      expect(library.people.requests).toHaveLength(10);
    });
    expect((await router.ask('{ __typename }')).status).toBe(200);
    expect(library.people.requests).toHaveLength(10);

    client.socket.destroy();

    await eventually(() => {
      expect(library.people.abortedRequests).toBe(10);
    });
    library.people.respondWith(null);
    expect((await router.ask(query.query)).status).toBe(200);
    expect(library.people.requests).toHaveLength(11);
  });

  it('pipelined requests above the limit: refused after the earlier responses', async () => {
    const client = await connectRaw(router.url);
    client.send(rawPost(query).repeat(200));
    const heard = await client.untilClosed();

    expect(heard.match(/^HTTP\/1\.1 200/gm)).toHaveLength(50);
    expect(heard.match(/^HTTP\/1\.1 429/gm)).toHaveLength(1);
    expect(heard).toMatch(/^retry-after: 1\r$/im);
    expect(heard).toContain('(LIMIT_PIPELINED_REQUESTS)."');
    expect(heard).toContain('"code":"RATE_LIMITED"');
  });

  it('an event stream behind another response is refused', async () => {
    const answers: (() => void)[] = [];
    library.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"everybody":[]}}'));
    });
    const client = await connectRaw(router.url);
    const stream = rawPost({ query: '{ __typename }' }).replace('/graphql', '/graphql/stream');
    client.send(rawPost(query) + stream);
    await eventually(() => {
      expect(answers).toHaveLength(1);
    });
    // The router has read the second request once it answers a later client.
    expect((await router.ask('{ __typename }')).status).toBe(200);
    for (const answer of answers) answer();

    expect(await client.until(/Event streams cannot be pipelined/)).toMatch(
      /^HTTP\/1\.1 200 [^]*^HTTP\/1\.1 400 /m,
    );
    client.socket.destroy();
  });

  it('unread GraphiQL pages share their bytes', async () => {
    const page = await (await fetch(`${router.url}/graphiql`)).arrayBuffer();
    const before = process.memoryUsage().external;
    const request = 'GET /graphiql HTTP/1.1\r\nHost: router\r\n\r\n';
    const clients = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const client = await askWithoutReading(router.url, request);
        await eventually(() => {
          expect(client.socket.isPaused()).toBe(true);
        });
        return client;
      }),
    );

    expect(process.memoryUsage().external - before).toBeLessThan(10 * page.byteLength);
    for (const { socket } of clients) socket.destroy();
  });
});
