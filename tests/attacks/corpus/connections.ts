import { setTimeout as delay } from 'node:timers/promises';
import type { Attack, Target } from '../attack.ts';
import {
  connectGraphql,
  countMessages,
  flood,
  head,
  leave,
  openSocket,
  openWebSocket,
  outcomeOf,
  sendMessage,
} from '../send.ts';

const tooManyConnections = ['429 TOO_MANY_CONNECTIONS', '503 TOO_MANY_CONNECTIONS'];

/** Opens connections, sends the first bytes on each, and counts which are still open after a second. */
async function hold(target: Target, count: number, bytes: string, trickle?: string): Promise<void> {
  for (let index = 0; index < count && !target.signal.aborted; index += 1) {
    const socket = await openSocket(target);
    if (socket === null) continue;
    target.count('open');
    let hasAnswer = false;
    socket.setEncoding('utf8').on('data', (text: string) => {
      const [, status = ''] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
      if (status === '') return;
      hasAnswer = true;
      target.count(outcomeOf(Number(status), /\r\n\r\n[^{]*(\{[^]*\})/.exec(text)?.[1] ?? ''));
    });
    if (bytes !== '') socket.write(bytes);
    const timer =
      trickle === undefined ? undefined : setInterval(() => socket.writable && socket.write(trickle), 200);
    socket.once('close', () => {
      clearInterval(timer);
      if (!target.signal.aborted && !hasAnswer) target.count('closed');
    });
  }
  await delay(1_000);
}

/** Another network than the attack's. */
function elsewhere(target: Target, index: number): Target {
  const [, , third = '1'] = target.address.split('.');
  return { ...target, address: `127.${70 + index}.${third}.1` };
}

function signedIn({ accounts }: Target, index = 0): { Authorization: string } {
  return { Authorization: `Bearer ${accounts[index]?.accessToken ?? ''}` };
}

const subscription = 'subscription { flightUpdated(id: "flt_x") { id } }';

export const connectionAttacks: readonly Attack[] = [
  {
    name: '2,000 connections',
    class: 'connections',
    sends: '2,000 idle connections from one address',
    expected: { refused: [...tooManyConnections, 'closed'], also: ['open'] },
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
    // A busy machine takes long to open as many as the limit permits.
    seconds: 6,
    run: (target) =>
      flood(target, { count: 2_000, width: 8 }, async () => {
        const socket = await connectGraphql(target);
        if (socket !== null) target.count('open');
      }),
  },
  {
    name: '30,000 subscriptions',
    class: 'connections',
    sends: 'as many subscriptions as fit on as many WebSockets as one address gets',
    expected: {
      refused: ['error TOO_MANY_SUBSCRIPTIONS', 'error RATE_LIMITED', 'close 4429', ...tooManyConnections],
      also: [
        ...['open', 'closed', 'next', 'error OPERATION_TOO_LARGE', 'next NOT_FOUND', 'error NOT_FOUND'],
        ...['next OVERLOADED', 'error OVERLOADED'],
      ],
    },
    once: true,
    overloads: true,
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
    name: '1,500 event streams',
    class: 'connections',
    sends: '1,500 subscriptions over event streams from one address',
    expected: {
      refused: [...tooManyConnections, '429 TOO_MANY_SUBSCRIPTIONS', '429 RATE_LIMITED'],
      also: ['open', 'closed', '200', '200 NOT_FOUND'],
    },
    once: true,
    overloads: true,
    run: (target) => {
      const body = JSON.stringify({ query: subscription });
      const headers = [
        ...['Content-Type: application/json', 'Accept: text/event-stream'],
        `Content-Length: ${Buffer.byteLength(body)}`,
      ];
      return hold(target, 1_500, head('POST', '/graphql/stream', headers) + body);
    },
  },
  {
    name: 'slow heads',
    class: 'connections',
    sends: '500 connections that send a byte of a header every 200 ms',
    expected: { answered: ['open', 'closed', '408 BAD_REQUEST', ...tooManyConnections] },
    once: true,
    run: (target) => hold(target, 500, 'GET /graphql HTTP/1.1\r\nHost: router\r\nX-Slow: ', 'a'),
  },
  {
    name: 'slow bodies',
    class: 'connections',
    sends: '500 connections that send a byte of a body of 200 KB every 200 ms',
    expected: { answered: ['open', 'closed', '408 BAD_REQUEST', ...tooManyConnections] },
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
    name: 'WebSockets of one user',
    class: 'connections',
    sends: '80 WebSockets of one customer from 20 addresses',
    expected: { refused: ['close 4429'], also: ['open', ...tooManyConnections], atMost: { open: 50 } },
    once: true,
    async run(target) {
      for (let index = 0; index < 80 && !target.signal.aborted; index += 1) {
        const socket = await connectGraphql(elsewhere(target, index % 20), signedIn(target));
        if (socket !== null) target.count('open');
      }
    },
  },
  {
    name: 'subscriptions of one user',
    class: 'connections',
    sends: '300 subscriptions of one customer over WebSockets from ten addresses',
    expected: { refused: ['error TOO_MANY_SUBSCRIPTIONS'], also: ['open', 'close 4429'] },
    once: true,
    async run(target) {
      for (let index = 0; index < 10; index += 1) {
        const socket = await connectGraphql(elsewhere(target, index), signedIn(target, 1));
        if (socket === null) continue;
        target.count('open');
        countMessages(target, socket);
        for (let id = 0; id < 30; id += 1) {
          const query = 'subscription { myReservationsUpdated { id } }';
          sendMessage(socket, { id: String(id), type: 'subscribe', payload: { query } });
        }
      }
      await delay(1_000);
    },
  },
  {
    name: 'WebSocket: small messages',
    class: 'connections',
    sends: '20,000 pings of the protocol over each of five WebSockets',
    expected: { refused: ['close 4429'], also: ['open', 'close 1006'] },
    once: true,
    run: (target) =>
      flood(target, { count: 5, width: 5 }, async () => {
        const socket = await connectGraphql(target);
        if (socket === null) return;
        target.count('open');
        for (let sent = 0; sent < 20_000 && socket.readyState === socket.OPEN; sent += 1) {
          sendMessage(socket, { type: 'ping' });
          if (sent % 200 === 0) await delay(1);
        }
        await delay(500);
        leave(socket);
      }),
  },
  {
    name: 'WebSocket: compressed messages',
    class: 'connections',
    sends: 'a WebSocket that offers compression, for messages of 100 MB in 100 KB',
    expected: { answered: ['no compression', 'open'] },
    once: true,
    async run(target) {
      const socket = await openWebSocket(target, { count: 'open', compress: true });
      if (socket === null) return;
      target.count(socket.extensions === '' ? 'no compression' : 'compression');
      leave(socket);
      await delay(100);
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
