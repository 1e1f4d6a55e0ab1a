import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from './library.ts';
import { startRouterUnderTest } from './router-under-test.ts';
import type { RouterUnderTest } from './router-under-test.ts';

describe('a connection that asks to become a WebSocket', () => {
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

  async function upgrade(target: string): Promise<Socket> {
    const { hostname, port } = new URL(router.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `GET ${target} HTTP/1.1\r\nHost: router\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    return socket;
  }

  it.each([
    ['//', '400'],
    ['http://[::1', '400'],
    ['/nowhere', '404'],
  ])('at %s is refused with %s, and the router stands', async (target, status) => {
    const socket = await upgrade(target);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();

    expect(answer.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await router.ask('{ everybody { id } }')).status).toBe(200);
  });

  it('may be reset at any moment, and the router stands', async () => {
    for (let at = 0; at < 50; at += 1) {
      for (const target of ['/nowhere', '/graphql']) (await upgrade(target)).resetAndDestroy();
    }
    expect((await router.ask('{ everybody { id } }')).status).toBe(200);
  });
});
