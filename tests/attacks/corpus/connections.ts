import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attack, Target } from '../attack.ts';
import {
  connectGraphql,
  countMessages,
  head,
  leave,
  openSocket,
  openWebSocket,
  sendMessage,
} from '../send.ts';

const tooManyConnections = ['429 TOO_MANY_CONNECTIONS', '503 TOO_MANY_CONNECTIONS'];

/** Opens connections, sends the first bytes on each, and counts which are still open after a second. */
async function hold(target: Target, count: number, bytes: string, trickle?: string): Promise<void> {
  for (let index = 0; index < count && !target.signal.aborted; index += 1) {
    const socket = await openSocket(target);
    if (socket === null) continue;
    let status = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? status;
      if (text.includes('TOO_MANY_CONNECTIONS')) status += ' TOO_MANY_CONNECTIONS';
    });
    if (bytes !== '') socket.write(bytes);
    const timer =
      trickle === undefined ? undefined : setInterval(() => socket.writable && socket.write(trickle), 200);
    void once(socket, 'close').then(() => {
      clearInterval(timer);
      if (!target.signal.aborted) target.count(status === '' ? 'closed' : status);
    });
  }
  await delay(1_000);
}

const subscription = 'subscription { flightUpdated(id: "flt_x") { id } }';

export const connectionAttacks: readonly Attack[] = [
  {
    name: '2,000 connections',
    class: 'connections',
    sends: '2,000 idle connections from one address',
    expected: { refused: [...tooManyConnections, 'closed'] },
    once: true,
    run: (target) => hold(target, 2_000, ''),
  },
  {
    name: '2,000 WebSockets',
    class: 'connections',
    sends: '2,000 WebSockets from one address, each with connection_init',
    expected: { refused: tooManyConnections, also: ['open', 'closed'], atMost: { open: 1_000 } },
    once: true,
    inSample: true,
    async run(target) {
      for (let index = 0; index < 2_000 && !target.signal.aborted; index += 1) {
        const socket = await connectGraphql(target);
        if (socket !== null) target.count('open');
      }
    },
  },
  {
    name: '30,000 subscriptions',
    class: 'connections',
    sends: 'as many subscriptions as fit on as many WebSockets as one address gets',
    expected: {
      refused: ['error TOO_MANY_SUBSCRIPTIONS', 'close 4429', ...tooManyConnections],
      also: ['open', 'closed', 'next', 'error OPERATION_TOO_LARGE', 'next NOT_FOUND', 'error NOT_FOUND'],
    },
    once: true,
    async run(target) {
      for (let index = 0; index < 300 && !target.signal.aborted; index += 1) {
        const socket = await connectGraphql(target);
        if (socket === null) continue;
        countMessages(target, socket);
        for (let id = 0; id < 100; id += 1) {
          sendMessage(socket, { id: String(id), type: 'subscribe', payload: { query: subscription } });
        }
        await delay(1);
      }
    },
  },
  {
    name: '1,000 event streams',
    class: 'connections',
    sends: '1,000 subscriptions over event streams from one address',
    expected: {
      refused: [...tooManyConnections, '429 TOO_MANY_SUBSCRIPTIONS', '429 RATE_LIMITED'],
      also: ['closed', '200'],
    },
    once: true,
    run: (target) => {
      const body = JSON.stringify({ query: subscription });
      const headers = [
        ...['Content-Type: application/json', 'Accept: text/event-stream'],
        `Content-Length: ${Buffer.byteLength(body)}`,
      ];
      return hold(target, 1_000, head('POST', '/graphql/stream', headers) + body);
    },
  },
  {
    name: 'slow heads',
    class: 'connections',
    sends: '500 connections that send a byte of a header every 200 ms',
    expected: { answered: ['closed', '408', ...tooManyConnections] },
    once: true,
    run: (target) => hold(target, 500, 'GET /graphql HTTP/1.1\r\nHost: router\r\nX-Slow: ', 'a'),
  },
  {
    name: 'slow bodies',
    class: 'connections',
    sends: '500 connections that send a byte of a body of 200 KB every 200 ms',
    expected: { answered: ['closed', '408', '429', ...tooManyConnections] },
    once: true,
    run: (target) => {
      const headers = ['Content-Type: application/json', 'Content-Length: 200000'];
      return hold(target, 500, `${head('POST', '/graphql', headers)}{`, ' ');
    },
  },
  {
    name: 'connections opened and reset',
    class: 'connections',
    sends: '3,000 connections, each reset at once',
    expected: { answered: ['left', 'closed'] },
    once: true,
    async run(target) {
      for (let index = 0; index < 3_000 && !target.signal.aborted; index += 1) {
        const socket = await openSocket(target);
        if (socket === null) continue;
        socket.resetAndDestroy();
        target.count('left');
      }
    },
  },
  {
    name: 'WebSockets without connection_init',
    class: 'connections',
    sends: '50 WebSockets that stay silent',
    expected: { refused: ['close 4408'], also: tooManyConnections },
    once: true,
    seconds: 6,
    async run(target) {
      for (let index = 0; index < 50; index += 1) await openWebSocket(target);
    },
  },
  {
    name: 'WebSocket: fragments',
    class: 'connections',
    sends: 'one message in an endless number of fragments of one byte',
    expected: { refused: ['close 1008', 'close 1009', 'close 4429', 'close 1006', 'close 1013'] },
    once: true,
    async run(target) {
      const socket = await openWebSocket(target);
      if (socket === null) return;
      for (let index = 0; index < 300_000 && socket.readyState === socket.OPEN; index += 1) {
        socket.send('x', { fin: false });
        if (index % 1_000 === 0) await delay(1);
      }
      await delay(500);
      leave(socket);
      await delay(100);
    },
  },
];
