import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { daysFromNow } from '../../kit/graph-client.ts';
import type { Attack, Target } from '../attack.ts';
import { connectGraphql, flood, head, leave, openSocket, openWebSocket, sendMessage } from '../send.ts';

const bounded = [
  ...['open', 'closed', 'left', '429 TOO_MANY_CONNECTIONS', '503 TOO_MANY_CONNECTIONS'],
  ...['close 1006', 'close 1008', 'close 1013', 'close 4429'],
];

/** Opens connections that send a request each and never read. */
async function sendUnread(target: Target, count: number, bytes: string): Promise<void> {
  for (let index = 0; index < count && !target.signal.aborted; index += 1) {
    const socket = await openSocket(target);
    if (socket === null) continue;
    socket.pause();
    socket.write(bytes);
    target.count('open');
  }
  await delay(3_000);
}

function rawPost(query: string, path = '/graphql', headers: readonly string[] = []): string {
  const body = JSON.stringify({ query });
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return `${head('POST', path, ['Content-Type: application/json', length, ...headers])}${body}`;
}

/** The end of a socket that its client resumes to read. */
const readAgainMs = 1_500;

export const unreadAttacks: readonly Attack[] = [
  {
    name: 'unread: pages of GraphiQL',
    class: 'unread answers',
    sends: '150 connections that request the page of 9 MB and read nothing',
    expected: { answered: bounded },
    once: true,
    inSample: true,
    run: (target) => sendUnread(target, 150, head('GET', '/graphiql', ['Accept: text/html'])),
  },
  {
    name: 'unread: pages of GraphiQL, pipelined',
    class: 'unread answers',
    sends: '20 connections with 20 requests for the page each',
    expected: { answered: bounded },
    once: true,
    run: (target) => sendUnread(target, 20, head('GET', '/graphiql', ['Accept: text/html']).repeat(20)),
  },
  {
    name: 'unread: GraphQL responses',
    class: 'unread answers',
    sends: '100 connections with 50 requests for the whole schema each',
    expected: { answered: bounded },
    once: true,
    run: (target) => sendUnread(target, 100, rawPost(getIntrospectionQuery()).repeat(50)),
  },
  {
    name: 'unread: event streams',
    class: 'unread answers',
    sends: '200 event streams with the whole schema',
    expected: { answered: bounded },
    once: true,
    run: (target) =>
      sendUnread(
        target,
        200,
        rawPost(getIntrospectionQuery(), '/graphql/stream', ['Accept: text/event-stream']),
      ),
  },
  {
    name: 'unread: multipart streams',
    class: 'unread answers',
    sends: '200 multipart subscriptions, and as many multipart answers with the whole schema',
    expected: { answered: bounded },
    once: true,
    async run(target) {
      const accept = ['Accept: multipart/mixed;subscriptionSpec="1.0", application/json'];
      const subscription = rawPost('subscription { flightUpdated(id: "flt_x") { id } }', '/graphql', accept);
      const schema = rawPost(getIntrospectionQuery(), '/graphql', accept);
      await Promise.all([sendUnread(target, 200, subscription), sendUnread(target, 200, schema)]);
    },
  },
  {
    name: 'pipelining: expensive operations',
    class: 'unread answers',
    sends: 'ten connections with 100 pipelined requests each for the whole schema under new names, all read',
    expected: { answered: ['200', '429', '503', 'closed'] },
    once: true,
    async run(target) {
      const request = () => {
        const name = `Q${target.unique()}`;
        return rawPost(getIntrospectionQuery().replace('IntrospectionQuery', name));
      };
      const bytes = () => Array.from({ length: 100 }, request).join('');
      await flood(target, { count: 10, width: 10 }, async () => {
        const socket = await openSocket(target);
        if (socket === null) return;
        socket.setEncoding('latin1').on('data', (text: string) => {
          for (const [, status = ''] of text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) target.count(status);
        });
        socket.write(bytes());
        await Promise.race([once(socket, 'close'), delay(4_000)]);
        socket.destroy();
      });
    },
  },
  {
    name: 'unread: pings',
    class: 'unread answers',
    sends: 'pings of 125 bytes over one WebSocket whose pongs are not read',
    expected: { refused: ['close 4429', 'close 1008', 'close 1013', 'close 1006'], also: bounded },
    once: true,
    seconds: 6,
    inSample: true,
    async run(target) {
      const socket = await openWebSocket(target);
      if (socket === null) return;
      socket.pause();
      const ping = Buffer.alloc(125, 'p');
      const until = performance.now() + 3_000;
      while (performance.now() < until && socket.readyState === socket.OPEN) {
        for (let index = 0; index < 2_000 && socket.bufferedAmount < 4 * 1024 ** 2; index += 1)
          socket.ping(ping);
        await delay(5);
      }
      socket.resume();
      await delay(readAgainMs);
      leave(socket);
      await delay(100);
    },
  },
  {
    name: 'unread: operations over WebSockets',
    class: 'unread answers',
    sends: '20 WebSockets with the whole schema 100 times each',
    expected: { answered: [...bounded, 'close 1005'] },
    once: true,
    async run(target) {
      for (let index = 0; index < 20; index += 1) {
        const socket = await connectGraphql(target);
        if (socket === null) continue;
        target.count('open');
        socket.pause();
        for (let id = 0; id < 100; id += 1) {
          const query = getIntrospectionQuery().replace('IntrospectionQuery', `Q${target.unique()}`);
          sendMessage(socket, { id: String(id), type: 'subscribe', payload: { query } });
        }
      }
      await delay(3_000);
    },
  },
  {
    name: 'connection_init of 256 KB',
    class: 'unread answers',
    sends: '300 WebSockets, each with a connection_init of 250 KB, held open',
    expected: { refused: ['close 1009'], also: bounded },
    once: true,
    async run(target) {
      for (let index = 0; index < 300 && !target.signal.aborted; index += 1) {
        const socket = await connectGraphql(target, { junk: 'x'.repeat(250_000) });
        if (socket !== null) target.count('open');
      }
    },
  },
  {
    name: 'pipelining: clients that left',
    class: 'unread answers',
    sends: '100 connections with 100 pipelined queries each, closed at once',
    expected: { answered: bounded },
    once: true,
    async run(target) {
      const [checkIn, checkOut] = [daysFromNow(20), daysFromNow(22)];
      const query = `{ hotels(city: "Tokyo", checkIn: "${checkIn}", checkOut: "${checkOut}") { nodes { hotel { name } } } }`;
      const bytes = rawPost(query).repeat(100);
      for (let index = 0; index < 100 && !target.signal.aborted; index += 1) {
        const socket = await openSocket(target);
        if (socket === null) continue;
        await new Promise((resolve) => socket.write(bytes, resolve));
        socket.destroy();
        target.count('left');
      }
    },
  },
];
