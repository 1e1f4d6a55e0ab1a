import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../kit/eventually.ts';
import { useLibrary } from '../../kit/graphs/library.ts';

const operations = 60;

/**
 * All fit into one read of a socket, and so do their answers. All are new: each takes some milliseconds to validate and
 * execute. Introspection is not planned, for which a busy machine takes long.
 */
function slow(index: number): string {
  return `{ a${index}: __schema { ${'...{__typename} '.repeat(50)} } }`;
}

function pipelined(query: string): string {
  const body = JSON.stringify({ query });
  const head = ['POST /graphql HTTP/1.1', 'Host: router', 'Content-Type: application/json'];
  return `${head.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Each test sends all operations at once, then asks for `/health/live` until it is answered. */
describe('operations of a connection take turns with the rest', () => {
  const graph = useLibrary();

  async function othersAreServed(): Promise<void> {
    expect((await fetch(`${graph.router.url}/health/live`)).status).toBe(200);
  }

  it('WebSocket: another client is answered while operations wait', async () => {
    const socket = new WebSocket(`${graph.router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    await once(socket, 'message');
    let completed = 0;
    socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"type":"complete"')) completed += 1;
    });
    await othersAreServed();

    const messages = Array.from({ length: operations }, (_, index) =>
      JSON.stringify({ type: 'subscribe', id: String(index), payload: { query: slow(index) } }),
    );
    for (const message of messages) socket.send(message);
    await othersAreServed();

    expect(completed).toBeLessThan(operations / 2);
    await eventually(() => {
      expect(completed).toBe(operations);
    });
    socket.terminate();
  });

  it('pipelined HTTP: another client is answered while requests wait', async () => {
    const socket = connect(Number(new URL(graph.router.url).port), '127.0.0.1');
    await once(socket, 'connect');
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    const answered = () => received.split('HTTP/1.1 200').length - 1;
    await othersAreServed();

    const requests = Array.from({ length: operations }, (_, index) => pipelined(slow(index + operations)));
    socket.write(requests.join(''));
    await othersAreServed();

    expect(answered()).toBeLessThan(operations / 2);
    await eventually(() => {
      expect(answered()).toBe(operations);
    });
    socket.destroy();
  });
});
