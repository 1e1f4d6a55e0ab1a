import { afterEach, beforeEach, expect, describe, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { startTcpProxy } from '../../kit/tcp-proxy.ts';
import type { TcpProxy } from '../../kit/tcp-proxy.ts';
import { startWorld } from '../../kit/world.ts';
import type { RunningSubgraph, World } from '../../kit/world.ts';

describe('while Redis accepts connections and does not answer', () => {
  let world: World;
  let proxy: TcpProxy;
  let users: RunningSubgraph;
  beforeEach(async () => {
    world = await startWorld();
    proxy = await startTcpProxy(world.stores.redisUrl);
    users = await world.startUsers({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  });
  afterEach(async () => {
    proxy.thaw();
    await world.close();
    await proxy.close();
  });

  const readUser = () => {
    const id = newId('usr');
    return users.router.send(`{ user(id: "${id}") { id } }`, {}, { caller: signedIn(id) });
  };
  const cacheFailures = () => users.logs.filter((line) => line.includes('user cache failed'));
  const circuit = async (state: string) => {
    const text = await users.metrics.getSingleMetricAsString('circuit_breaker_state');
    return new RegExp(`circuit="Redis cache",state="${state}".* 1$`, 'm').test(text);
  };

  it('a command waits no longer than its request, and its short wait opens no circuit', async () => {
    proxy.freeze();
    const id = newId('usr');
    const { data } = await users.router.send(
      `{ user(id: "${id}") { id } }`,
      {},
      { caller: signedIn(id), timeoutMs: 200 },
    );

    expect(data).toEqual({ user: null });
    expect(cacheFailures()).toHaveLength(1);
    expect(await circuit('closed')).toBe(true);
  });

  it('circuit breaker: operations go on without Redis after the first timeout, until it answers again', async () => {
    proxy.freeze();
    expect(await readUser()).toMatchObject({ data: { user: null }, errors: [] });
    expect(await circuit('open')).toBe(true);
    expect(await Promise.all([readUser(), readUser()])).toMatchObject([{ errors: [] }, { errors: [] }]);
    expect(cacheFailures().map((line) => JSON.parse(line) as object)).toMatchObject([
      { error: 'Command timed out' },
    ]);
    proxy.thaw();
    await eventually(async () => {
      await readUser();
      expect(await circuit('closed')).toBe(true);
    });
  });
});
