import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { connectRaw } from '../../../kit/raw-http.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

/** More than the buffers of both sockets hold. */
const body = 'x'.repeat(8 * 1_024 ** 2);

/** On a thread of its own: on the router's thread, a client always reads before it sends more. */
const client = `
  const { parentPort, workerData: { url, kind } } = require('node:worker_threads');
  const body = 'x'.repeat(${body.length});
  const multipart = () => {
    const form = new FormData();
    form.set('operations', '{"query":"{ __typename }"}');
    form.set('0', new Blob([body]), 'photo.jpg');
    return { body: form };
  };
  const headers = { 'content-type': 'application/json' };
  const requests = {
    multipart,
    long: () => ({ body, headers }),
    chunked: () => ({ body: new Blob([body]).stream(), headers, duplex: 'half' }),
  };
  async function ask() {
    try {
      const response = await fetch(url, { method: 'POST', ...requests[kind]() });
      return response.status + ' ' + (await response.json()).errors[0].extensions.code;
    } catch (error) {
      return String(error.cause);
    }
  }
  (async () => {
    const answers = [];
    while (answers.length < 30) answers.push(await ask());
    parentPort.postMessage(answers);
  })();
`;

describe('early refusals', () => {
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

  it.each([
    ['/graphql', 415, 'BAD_REQUEST', 'multipart'],
    ['/graphql/stream', 415, 'BAD_REQUEST', 'multipart'],
    ['/graphql', 413, 'OPERATION_TOO_LARGE', 'long'],
    ['/graphql/stream', 413, 'OPERATION_TOO_LARGE', 'long'],
    ['/graphql', 413, 'OPERATION_TOO_LARGE', 'chunked'],
    ['/graphql/stream', 413, 'OPERATION_TOO_LARGE', 'chunked'],
  ] as const)(
    '%s: fetch gets the %d %s to a %s body that it still sends',
    async (path, status, code, kind) => {
      const worker = new Worker(client, { eval: true, workerData: { url: `${router.url}${path}`, kind } });
      const [answers] = (await once(worker, 'message')) as [unknown[]];

      expect(answers).toEqual(Array(30).fill(`${status} ${code}`));
      await worker.terminate();
    },
  );

  it('invalid HTTP: the client gets the 400 while it still sends', async () => {
    for (let time = 0; time < 20; time += 1) {
      const client = await connectRaw(router.url);
      client.send(`GRAPHQL { __typename }\r\n\r\n${body}`);

      expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  it('a client that sends without end is cut off', async () => {
    // It keeps its side open when the router closes the other.
    const socket = connect({
      port: Number(new URL(router.url).port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    socket.on('error', () => undefined);
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: router\r\nContent-Type: text/plain\r\nContent-Length: 99999999999\r\n\r\n',
    );
    const sendMore = (fault?: Error | null) => {
      if (fault === undefined || fault === null) socket.write(body, sendMore);
    };
    sendMore();
    // Not `once`, which would reject for the EPIPE of the last write.
    await new Promise((resolve) => socket.once('close', resolve));

    expect(heard).toMatch(/^HTTP\/1\.1 415 /);
    expect(socket.bytesWritten).toBeLessThan(20 * body.length);
  });
});
