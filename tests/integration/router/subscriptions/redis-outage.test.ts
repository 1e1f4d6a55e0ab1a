import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { notificationChannel } from '../../../../platform/events/channels.ts';
import { createLogger } from '../../../../platform/log.ts';
import { createNotifications } from '../../../../router/subscriptions/notifications.ts';
import { eventually } from '../../../kit/eventually.ts';
import { startStores } from '../../../kit/stores.ts';
import type { Stores } from '../../../kit/stores.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

it('Redis outage: channels subscribed and unsubscribed meanwhile are synchronised on reconnect, with a single warning', async () => {
  const logged: string[] = [];
  const logger = createLogger('test', 'warn', { write: (line) => void logged.push(line) });
  const notifications = createNotifications({ url: stores.redisUrl, logger });
  const nothing = { notified: () => undefined, resumed: () => undefined };
  const listen = (name: string) => notifications.listen(name, nothing);
  const early = Array.from({ length: 20 }, (_, at) => listen(`Early:${at}`));
  await Promise.all(early.map(({ started }) => started));

  await stores.replaceRedis(async () => {
    await eventually(() => {
      expect(logged.join()).toContain('is unreachable');
    });
    for (const each of early.slice(5)) each.stop();
    const late = Array.from({ length: 20 }, (_, at) => listen(`Late:${at}`));
    for (const each of late.slice(5)) each.stop();
  });

  const redis = new Redis(stores.redisUrl);
  const wanted = ['Early', 'Late'].flatMap((name) =>
    [0, 1, 2, 3, 4].map((at) => notificationChannel(`${name}:${at}`)),
  );
  await eventually(async () => {
    expect((await redis.pubsub('CHANNELS')).map(String).toSorted()).toEqual(wanted);
  });
  expect(logged.filter((line) => line.includes('Early') || line.includes('Late'))).toEqual([]);
  redis.disconnect();
  await notifications.close();
});
