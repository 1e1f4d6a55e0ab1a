import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../../kit/eventually.ts';
import { parcelMoved, startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { connectRaw } from '../../../kit/raw-http.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

describe('limits of clients', () => {
  let stack: SubscriptionStack;
  /** Behind a trusted proxy, so that tests have addresses of their own. */
  let router: RouterUnderTest;

  beforeAll(async () => {
    stack = await startSubscriptionStack('WebSocket');
    router = await stack.anotherRouter({
      TRUSTED_PROXIES: '127.0.0.1',
      LIMIT_SOCKETS: '6',
      LIMIT_SOCKETS_PER_ADDRESS: '2',
      LIMIT_SOCKETS_PER_USER: '1',
      LIMIT_SUBSCRIPTIONS: '6',
      LIMIT_SUBSCRIPTIONS_PER_ADDRESS: '3',
      LIMIT_SUBSCRIPTIONS_PER_USER: '2',
    });
  });
  afterAll(async () => {
    await router.close();
    await stack.close();
  });

  function dial(address: string): WebSocket {
    return new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': address },
    });
  }
  async function open(address: string, token?: string) {
    const socket = dial(address);
    const messages: { type: string; payload?: unknown }[] = [];
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as never));
    await once(socket, 'open');
    const params = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    socket.send(JSON.stringify({ type: 'connection_init', payload: params }));
    return {
      socket,
      heard: (type: string) =>
        eventually(() => {
          const found = messages.find((message) => message.type === type);
          if (found === undefined) throw new Error(`no ${type} yet`);
          return found;
        }),
    };
  }
  async function refusedUpgrade(address: string) {
    const socket = dial(address);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, NodeJS.ReadableStream];
    const { statusCode, headers } = response as unknown as {
      statusCode: number;
      headers: Record<string, string>;
    };
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const { errors } = JSON.parse(Buffer.concat(chunks).toString()) as { errors: unknown[] };
    return { status: statusCode, retryAfter: headers['retry-after'], error: errors[0] };
  }
  const close = async (...sockets: WebSocket[]) => {
    for (const socket of sockets) {
      socket.close();
      if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close');
    }
  };
  const tooMany = (code: string, setting: string) => ({ extensions: { code, setting } });

  it('WebSockets per address: a refused upgrade names the limit, and a closed socket frees its place', async () => {
    const [first, second] = [await open('192.0.2.1'), await open('192.0.2.1')];

    expect(await refusedUpgrade('192.0.2.1')).toMatchObject({
      status: 429,
      retryAfter: '5',
      error: {
        message: expect.stringContaining('expected at most 2 (LIMIT_SOCKETS_PER_ADDRESS)') as string,
        ...tooMany('TOO_MANY_CONNECTIONS', 'LIMIT_SOCKETS_PER_ADDRESS'),
      },
    });
    const other = await open('192.0.2.2');
    await close(first.socket);
    const again = await eventually(() => open('192.0.2.1'));
    await close(second.socket, other.socket, again.socket);
    expect(await router.metrics()).toMatch(
      /router_refused_clients_total\{setting="LIMIT_SOCKETS_PER_ADDRESS",service="router"\} \d/,
    );
  });

  it('WebSockets in all: 503', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 6 }, (_, at) => open(`198.51.100.${Math.floor(at / 2)}`)),
    );

    expect(await refusedUpgrade('198.51.100.9')).toMatchObject({
      status: 503,
      error: tooMany('TOO_MANY_CONNECTIONS', 'LIMIT_SOCKETS'),
    });
    await close(...sockets.map(({ socket }) => socket));
  });

  it('WebSockets per user: closed with 4429', async () => {
    const token = await stack.issuer.token('usr_ada');
    const first = await open('192.0.2.3', token);
    await first.heard('connection_ack');
    const second = await open('192.0.2.4', token);
    const [code, reason] = (await once(second.socket, 'close')) as [number, Buffer];

    expect(code).toBe(4429);
    expect(reason.toString()).toBe(
      'Too many WebSockets of your account: expected at most 1 (LIMIT_SOCKETS_PER_USER). Close some, or try again later.',
    );
    await close(first.socket);
    const third = await open('192.0.2.4', token);
    await third.heard('connection_ack');
    await close(third.socket);
  });

  const subscription = (id: string, variables: object) =>
    JSON.stringify({ type: 'subscribe', id, payload: { query: parcelMoved, variables } });

  it('subscriptions per user and per address, over WebSocket: an error message', async () => {
    const { id } = stack.parcels.create('usr_ada');
    const ada = await open('192.0.2.5', await stack.issuer.token('usr_ada'));
    await ada.heard('connection_ack');
    for (const at of ['1', '2', '3']) ada.socket.send(subscription(at, { id }));
    expect(await ada.heard('error')).toMatchObject({
      id: '3',
      payload: [tooMany('TOO_MANY_SUBSCRIPTIONS', 'LIMIT_SUBSCRIPTIONS_PER_USER')],
    });

    const anonymous = await open('192.0.2.5');
    await anonymous.heard('connection_ack');
    for (const at of ['1', '2']) anonymous.socket.send(subscription(at, { id }));
    expect(await anonymous.heard('error')).toMatchObject({
      payload: [tooMany('TOO_MANY_SUBSCRIPTIONS', 'LIMIT_SUBSCRIPTIONS_PER_ADDRESS')],
    });
    await close(ada.socket, anonymous.socket);
  });

  it('subscriptions over SSE: 429 before the stream; a long document counts several times', async () => {
    const { id } = stack.parcels.create('nobody');
    const ask = (comment = '') =>
      fetch(`${router.url}/graphql/stream`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
          'x-forwarded-for': '192.0.2.6',
        },
        body: JSON.stringify({ query: `${parcelMoved} ${comment}`, variables: { id } }),
      });
    const refused = await ask(`# ${'x'.repeat(4 * 4_096)}`);

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({
      errors: [tooMany('TOO_MANY_SUBSCRIPTIONS', 'LIMIT_SUBSCRIPTIONS_PER_ADDRESS')],
    });
    const streams = [await ask(), await ask(), await ask()];
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await ask()).status).toBe(429);
    await streams[0]?.body?.cancel();
    await eventually(async () => {
      const again = await ask();
      await again.body?.cancel();
      expect(again.status).toBe(200);
    });
    for (const { body } of streams.slice(1)) await body?.cancel();
  });
});

describe('limits of connections', () => {
  let stack: SubscriptionStack;
  let router: RouterUnderTest;

  beforeAll(async () => {
    stack = await startSubscriptionStack('SSE');
    router = await stack.anotherRouter({ LIMIT_CONNECTIONS_PER_ADDRESS: '5' });
  });
  afterAll(async () => {
    await router.close();
    await stack.close();
  });

  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: router\r\n\r\n`;

  it('a connection above the limit gets the reason for its first request, and is closed', async () => {
    const held = await Promise.all(Array.from({ length: 5 }, () => connectRaw(router.url)));
    const further = await connectRaw(router.url);
    further.send(get('/graphql?query={__typename}'));
    const heard = await further.untilClosed();

    expect(heard).toMatch(/^HTTP\/1\.1 429 /);
    expect(JSON.parse(heard.slice(heard.indexOf('{')))).toMatchObject({
      errors: [
        {
          message: expect.stringContaining('expected at most 5 (LIMIT_CONNECTIONS_PER_ADDRESS)') as string,
          extensions: { code: 'TOO_MANY_CONNECTIONS', setting: 'LIMIT_CONNECTIONS_PER_ADDRESS' },
        },
      ],
    });
    const probe = await connectRaw(router.url);
    probe.send(get('/health/live'));
    expect(await probe.until(/"ok"/)).toMatch(/^HTTP\/1\.1 200 /);
    probe.socket.destroy();
    for (const { socket } of held) socket.destroy();
    await eventually(async () => {
      const free = await connectRaw(router.url);
      free.send(get('/'));
      expect(await free.until(/^HTTP\/1\.1 \d+/)).toMatch(/^HTTP\/1\.1 200 /);
      free.socket.destroy();
    });
  });

  it('above a hundred refused connections, new connections are closed at once', async () => {
    const sockets = Array.from({ length: 200 }, () => connect(Number(new URL(router.url).port), '127.0.0.1'));
    for (const socket of sockets) socket.on('error', () => undefined).resume();
    await eventually(() => {
      expect(sockets.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(95);
    });
    for (const socket of sockets) socket.destroy();
  });
});
