import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../../kit/eventually.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

describe('flow control of WebSockets', () => {
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

  async function open(url = router.url): Promise<WebSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('error', () => undefined);
    await once(socket, 'open');
    return socket;
  }
  const closing = async (socket: WebSocket) => {
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    return { code, reason: reason.toString() };
  };

  it('a client that reads no replies: its messages are not read either, and all are answered later', async () => {
    const unlimited = await startRouterUnderTest(library.all, { LIMIT_SOCKET_MESSAGES: '0' });
    const socket = await open(unlimited.url);
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { padding: 'x'.repeat(200_000) } });
    const count = 150;
    let sent = 0;
    const sendMore = () => {
      if (sent === count) return;
      sent += 1;
      socket.send(ping, sendMore);
    };
    sendMore();
    let before = 0;
    for (let still = 0; still < 5; still += 1) {
      // The router has had the time to read more once it has answered another client.
      await unlimited.ask('{ everybody { id } }');
      if (sent !== before) still = 0;
      before = sent;
    }

    expect(sent).toBeLessThan(count);
    let pongs = 0;
    socket.on('message', () => (pongs += 1));
    socket.resume();
    await eventually(
      () => {
        expect(pongs).toBe(count);
      },
      { timeoutMs: 25_000 },
    );
    socket.close();
    await unlimited.close();
  });

  it.each([
    [
      'messages',
      (socket: WebSocket) => {
        socket.send('{"type":"ping"}');
      },
    ],
    [
      'pings',
      (socket: WebSocket) => {
        socket.ping();
      },
    ],
    [
      'pongs',
      (socket: WebSocket) => {
        socket.pong();
      },
    ],
  ])('more %s than LIMIT_SOCKET_MESSAGES close the socket with 4429', async (_name, send) => {
    const socket = await open();
    for (let sent = 0; sent < 1_200; sent += 1) send(socket);

    expect(await closing(socket)).toEqual({
      code: 4429,
      reason: 'RATE_LIMITED: expected at most 1000 messages in 10 seconds (LIMIT_SOCKET_MESSAGES)',
    });
  });

  it('a ping is answered with its payload', async () => {
    const socket = await open();
    socket.ping('payload');

    const [data] = (await once(socket, 'pong')) as [Buffer];
    expect(data.toString()).toBe('payload');
    socket.close();
  });

  it('a connection_init longer than a head may be closes the socket with 1009', async () => {
    const socket = await open();
    socket.send(JSON.stringify({ type: 'connection_init', payload: { padding: 'x'.repeat(20_000) } }));

    expect(await closing(socket)).toEqual({
      code: 1009,
      reason: 'connection_init: expected at most 16384 bytes (LIMIT_HEADER_BYTES)',
    });
  });

  it('a socket without connection_init is closed with 4408', async () => {
    expect(await closing(await open())).toMatchObject({ code: 4408 });
  });

  it('a message in thousands of fragments closes the socket with 1008', async () => {
    const socket = await open();
    for (let sent = 0; sent < 2_000; sent += 1) socket.send(' ', { fin: false });

    expect(await closing(socket)).toMatchObject({ code: 1008 });
  });
});
