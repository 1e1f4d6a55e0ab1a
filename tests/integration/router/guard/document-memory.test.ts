import { on, once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../../../../dev/ports.ts';
import { ask } from '../../../kit/router.ts';
import { startRouterProcess } from '../../../kit/router-process.ts';
import type { RouterProcess } from '../../../kit/router-process.ts';

/** A router at rest has about 90 MB of heap, and its caches of documents and plans 104 MiB at most. */
const heapMegabytes = 256;

/** The text, the number of documents with it, and whether the default limits accept it. */
const fillers: [string, string, number, boolean][] = [
  ['30,000 short comments', '#\n'.repeat(30_000), 400, false],
  ['60,000 commas', ','.repeat(60_000), 400, true],
  [
    'tokens, comments and text up to their limits',
    `${'...{__typename} '.repeat(180)} ${'#\n'.repeat(3_900)} # \u2605${'x'.repeat(40_000)}\n`,
    120,
    true,
  ],
];

let router: RouterProcess;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  // The test sends more and larger messages than an honest client.
  router = startRouterProcess({ PORT: String(port), LIMIT_SOCKET_MESSAGES: '0' }, [
    process.execPath,
    `--max-old-space-size=${heapMegabytes}`,
    ...['dev/run.js', 'router/main.ts'],
  ]);
  await router.untilReady(port);
}, 90_000);
afterAll(async () => {
  router.kill('SIGKILL');
  await router.ended;
});

describe('memory of documents', { timeout: 120_000 }, () => {
  it.each(fillers)(
    'POST: %s in hundreds of documents leave the router alive',
    async (_name, filler, documents, isAccepted) => {
      for (let index = 0; index < documents; index += 1) {
        const query = `{ a${index}: __typename ${filler} }`;
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
          body: gzipSync(JSON.stringify({ query })),
        });
        await response.arrayBuffer();
        expect(response.status).toBe(isAccepted ? 200 : 400);
      }

      await expectAlive();
    },
  );

  it.each(fillers)(
    'subscriptions: %s in hundreds of documents leave the router alive',
    async (_name, filler, documents, isAccepted) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      await once(socket, 'open');
      const messages = on(socket, 'message', { close: ['close'] });
      /** @returns all messages up to it */
      const until = async (...types: string[]) => {
        const texts: string[] = [];
        for (;;) {
          const { value } = (await messages.next()) as { value?: [Buffer] };
          if (value === undefined)
            throw new Error(`expected ${types.join(' or ')}, got the end of the socket`);
          texts.push(value[0].toString());
          const { type } = JSON.parse(texts.at(-1) ?? '') as { type: string };
          if (types.includes(type)) return texts.join('');
        }
      };
      socket.send(JSON.stringify({ type: 'connection_init' }));
      await until('connection_ack');
      for (let index = 0; index < documents; index += 1) {
        const fields = filler.replaceAll('__typename', 'id');
        const query = `subscription { reservationUpdated(id: "res_1") { a${index}: id ${fields} } }`;
        socket.send(JSON.stringify({ type: 'subscribe', id: String(index), payload: { query } }));
        // Without Redis, the router refuses a subscription after it has prepared it.
        expect(await until('error', 'complete')).toContain(
          isAccepted ? 'Subscriptions are disabled' : 'OPERATION_TOO_LARGE',
        );
      }
      socket.terminate();

      await expectAlive();
    },
  );
});

async function expectAlive(): Promise<void> {
  expect((await ask(url, '{ __typename }')).data).toEqual({ __typename: 'Query' });
  expect(router.output()).not.toContain('heap');
}
