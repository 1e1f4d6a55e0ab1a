import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freePort, loopback } from '../../../dev/ports.ts';
import { startRedis } from '../../../dev/redis.ts';
import { createLogger } from '../../../platform/log.ts';
import { openRedis } from '../../../platform/stores/redis.ts';

it('Redis client: disconnecting while it waits to reconnect settles its commands', async () => {
  const port = await freePort();
  const server = await startRedis({ port });
  const redis = openRedis({
    ...{ url: `redis://${loopback}:${port}`, use: 'blocking' },
    logger: createLogger('test', 'silent'),
  });
  await once(redis, 'ready');
  const read = redis.xread('BLOCK', 0, 'STREAMS', 'stream', '$');
  read.catch(() => undefined);
  const disconnected = new Promise<void>((resolve) => {
    redis.once('reconnecting', () => {
      redis.disconnect();
      resolve();
    });
  });
  await server.close();
  await disconnected;

  await expect(read).rejects.toThrow('Connection is closed');
  await expect(redis.get('key')).rejects.toThrow('Connection is closed');
  expect(redis.status).toBe('end');
});
