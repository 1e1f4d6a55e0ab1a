import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { notificationChannel } from '../../../../platform/events/channels.ts';
import { createLogger } from '../../../../platform/log.ts';
import { createNotifications } from '../../../../router/subscriptions/notifications.ts';
import { eventually } from '../../../kit/eventually.ts';
import { startSilentProxy } from '../../../kit/silent-proxy.ts';
import { startStores } from '../../../kit/stores.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

it('a silent connection to Redis is replaced, and listeners learn of the gap', async () => {
  const stores = await startStores();
  closing.push(() => stores.close());
  const proxy = await startSilentProxy(Number(new URL(stores.redisUrl).port));
  closing.push(() => proxy.close());
  const notifications = createNotifications({
    url: `redis://127.0.0.1:${proxy.port}`,
    logger: createLogger('test', 'fatal'),
    pingMs: 100,
  });
  closing.push(() => notifications.close());
  const gaps: string[] = [];
  const versions: number[] = [];
  const { started } = notifications.listen('Parcel:1', {
    notified: ({ version }) => versions.push(version),
    resumed: (gap) => gaps.push(gap),
  });
  await started;

  proxy.silenceConnections();
  await eventually(() => {
    expect(gaps).toEqual(['none', 'possible']);
  });
  const redis = new Redis(stores.redisUrl);
  closing.push(() => redis.quit());
  await redis.publish(notificationChannel('Parcel:1'), JSON.stringify({ id: '1', version: 2 }));

  await eventually(() => {
    expect(versions).toEqual([2]);
  });
});
