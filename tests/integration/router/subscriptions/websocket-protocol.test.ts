import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../../kit/eventually.ts';
import { startSubscriptionStack, parcelMoved } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

describe('graphql-transport-ws', () => {
  let stack: SubscriptionStack;

  beforeAll(async () => {
    stack = await startSubscriptionStack('WebSocket');
  });
  afterAll(() => stack.close());

  function open(url = stack.router.url, protocol = 'graphql-transport-ws') {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol);
    const messages: Message[] = [];
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    // A refused upgrade emits an error as well.
    socket.on('error', () => undefined);
    return {
      ...{ socket, messages, closed },
      say: async (message: object) => {
        if (socket.readyState === WebSocket.CONNECTING) await once(socket, 'open');
        socket.send(JSON.stringify(message));
      },
      until: (type: string) =>
        eventually(() => {
          const message = messages.find((heard) => heard.type === type);
          if (message === undefined) throw new Error(`no ${type} yet`);
          return message;
        }),
    };
  }

  const query = { type: 'subscribe', id: '1', payload: { query: '{ __typename }' } };

  it.each(['Authorization', 'authorization', 'accessToken'])(
    'connection_init accepts the token as %s',
    async (name) => {
      const token = await stack.issuer.token('usr_ada');
      const parcel = stack.parcels.create('usr_ada');
      const { socket, say, until } = open();
      const payload = {
        query: 'query ($id: ID!) { parcel(id: $id) { state } }',
        variables: { id: parcel.id },
      };
      await say({
        type: 'connection_init',
        payload: { [name]: name === 'accessToken' ? token : `Bearer ${token}` },
      });
      await until('connection_ack');
      await say({ type: 'subscribe', id: '1', payload });

      expect(await until('next')).toMatchObject({ payload: { data: { parcel: { state: 'SENT' } } } });
      socket.close();
    },
  );

  it('an invalid token closes with 4403', async () => {
    const { say, closed } = open();
    await say({ type: 'connection_init', payload: { Authorization: 'Bearer nothing' } });

    expect(await closed).toBe(4403);
  });

  it('subscribe before connection_init, a wrong protocol and invalid JSON close the socket', async () => {
    const early = open();
    await early.say(query);
    expect(await early.closed).toBe(4401);

    const garbled = open();
    await once(garbled.socket, 'open');
    garbled.socket.send('{');
    expect(await garbled.closed).toBe(4400);

    const other = open(stack.router.url, 'graphql-ws');
    await other.closed;
    expect(other.messages).toEqual([]);
  });

  it('a message above the size limit closes the socket silently', async () => {
    const said = vi.spyOn(console, 'error');
    const { say, closed } = open();
    await say({ type: 'connection_init', payload: { padding: 'x'.repeat(300_000) } });

    expect(await closed).toBe(1009);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it('server-only messages and a second connection_init close the socket silently', async () => {
    const said = vi.spyOn(console, 'error');
    const routerLike = open();
    await routerLike.say({ type: 'connection_init' });
    await routerLike.until('connection_ack');
    await routerLike.say({ type: 'next', id: '1', payload: { data: {} } });
    expect(await routerLike.closed).toBe(4400);

    const twice = open();
    await twice.say({ type: 'connection_init' });
    await twice.until('connection_ack');
    const { id } = stack.parcels.create('nobody');
    const payload = { query: parcelMoved, variables: { id } };
    const tooLongForAReason = 'ž'.repeat(200);
    for (let time = 1; time <= 2; time += 1) {
      await twice.say({ type: 'subscribe', id: tooLongForAReason, payload });
    }
    expect(await twice.closed).toBe(4409);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it('a syntax error fails only its operation', async () => {
    const { socket, say, until } = open();
    await say({ type: 'connection_init' });
    await until('connection_ack');
    await say({ type: 'subscribe', id: '1', payload: { query: '{' } });

    expect(await until('error')).toMatchObject({
      id: '1',
      payload: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    });
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
  });

  it('the limit of operations per socket', async () => {
    const { socket, say, until } = open();
    await say({ type: 'connection_init' });
    await until('connection_ack');
    const { id } = stack.parcels.create('nobody');
    const payload = { query: parcelMoved, variables: { id } };
    for (let n = 0; n <= 100; n += 1) await say({ type: 'subscribe', id: String(n), payload });

    expect(await until('error')).toMatchObject({
      payload: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }],
    });
    socket.close();
  });

  it('shutdown closes with 1001', async () => {
    const another = await stack.anotherRouter();
    const { say, until, closed } = open(another.url);
    await say({ type: 'connection_init' });
    await until('connection_ack');

    await another.close();

    expect(await closed).toBe(1001);
  });

  it('paths except /graphql are refused', async () => {
    const socket = new WebSocket(`${stack.router.url.replace('http', 'ws')}/elsewhere`);
    const [error] = (await once(socket, 'error')) as [Error];

    expect(error.message).toContain('404');
  });
});

describe('graphql-sse', () => {
  let stack: SubscriptionStack;

  beforeAll(async () => {
    stack = await startSubscriptionStack('SSE');
  });
  afterAll(() => stack.close());

  const subscribeTo = (id: string) => JSON.stringify({ query: parcelMoved, variables: { id } });
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };

  it('an invalid token: status 401', async () => {
    const response = await fetch(`${stack.router.url}/graphql/stream`, {
      method: 'POST',
      headers: { ...headers, authorization: 'Bearer nothing' },
      body: '{"query":"{__typename}"}',
    });

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="wayfare", error="invalid_token"');
    expect(await response.json()).toHaveProperty('errors');
  });

  it('back pressure: a client that does not read stops the source', async () => {
    const parcel = stack.parcels.create('nobody');
    const big = 'x'.repeat(200_000);
    const socket = await unread(stack.router.url, subscribeTo(parcel.id));
    // A later request proves that the initial state was sent.
    await vi.waitFor(
      async () => {
        stack.parcels.update(parcel, 'a street');
        await stack.parcels.publish(parcel);
        expect(stack.parcels.fetchedSnapshots().length).toBeGreaterThan(1);
      },
      { timeout: 10_000 },
    );
    const { length: small } = parcel.states;
    while (parcel.states.length < 200) stack.parcels.update(parcel, big);
    await stack.parcels.publish(parcel);
    await untilStill(() => stack.parcels.fetchedSnapshots().length);

    expect(stack.parcels.fetchedSnapshots().length).toBeLessThan(150);
    let read = 0;
    socket.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    socket.resume();
    await vi.waitFor(
      () => {
        expect(stack.parcels.fetchedSnapshots()).toContain(`${parcel.id}@200`);
        expect(read).toBeGreaterThan((200 - small) * big.length);
      },
      { timeout: 20_000 },
    );
    socket.destroy();
  });
});

/** Requests a stream and never reads from the socket. */
async function unread(url: string, body: string): Promise<Socket> {
  const { port, host } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  await once(socket, 'connect');
  socket.write(
    `POST /graphql/stream HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return socket;
}

/** Resolves once a count has stopped rising. */
async function untilStill(count: () => number): Promise<void> {
  let last = -1;
  await vi.waitUntil(
    () => {
      const still = count() > 1 && count() === last;
      last = count();
      return still;
    },
    { interval: 300, timeout: 20_000 },
  );
}
