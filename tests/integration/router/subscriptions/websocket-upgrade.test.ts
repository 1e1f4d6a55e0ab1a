import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';

describe('WebSocket upgrade', () => {
  const graph = useLibrary();

  async function upgrade(target: string, more = '', url = graph.router.url): Promise<Socket> {
    const { hostname, port } = new URL(url);
    // A half-open connection: the client never closes its side.
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    await once(socket, 'connect');
    socket.write(
      `GET ${target} HTTP/1.1\r\nHost: router\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`,
    );
    return socket;
  }

  it.each([
    ['//', '400', 'BAD_REQUEST'],
    ['http://[::1', '400', 'BAD_REQUEST'],
    ['/nowhere', '404', 'NOT_FOUND'],
  ])('an upgrade at %s is refused with %s', async (target, status, code) => {
    const socket = await upgrade(target);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();

    const [head, body = ''] = answer.toString().split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain('application/json');
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code } }] });
    expect((await graph.router.ask('{ everybody { id } }')).status).toBe(200);
  });

  it.each([
    ['/nowhere', ''],
    ['/graphql', 'Origin: https://evil.example.com\r\n'],
  ])('a refused upgrade at %s does not delay shutdown', async (target, more) => {
    const another = await startRouterUnderTest(graph.all);
    const socket = await upgrade(target, more, another.url);
    await once(socket, 'data');

    await another.close();

    expect(socket.writable).toBe(true);
    socket.destroy();
  });

  it('invalid frames after the upgrade close the connection silently', async () => {
    const said = vi.spyOn(console, 'error');
    const protocol = 'Sec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Version: 13\r\n';
    const socket = await upgrade('/graphql', `${protocol}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 101 /);
    socket.resume();
    const ended = once(socket, 'end');

    // Bits that are reserved, on a frame of no kind there is (RFC 6455, section 5.2).
    socket.write(Buffer.from([0xff, 0xff, 0, 0]));
    await ended;
    socket.destroy();

    expect(said).not.toHaveBeenCalled();
    expect(graph.router.logs.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
    said.mockRestore();
  });

  it('a reset at any moment leaves the router serving', async () => {
    for (let at = 0; at < 50; at += 1) {
      for (const target of ['/nowhere', '/graphql']) (await upgrade(target)).resetAndDestroy();
    }
    expect((await graph.router.ask('{ everybody { id } }')).status).toBe(200);
  });
});
