import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../kit/eventually.ts';
import { useLibrary } from '../../kit/graphs/library.ts';

const operations = 60;

/**
 * All fit into one read of a socket, and so do their answers. None is known: each takes some milliseconds to validate and
 * plan.
 */
function slow(index: number): string {
  return `{ a${index}: __typename ${'...{__typename} '.repeat(50)} }`;
}

/** Each test sends all operations at once, then asks for `/health/live` until it is answered. */
describe('operations of one connection take turns with other connections', () => {
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
});
