import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { trimStream } from '../../../platform/events/stream-trim.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld, stream } from './event-log-world.ts';
import type { EventLogWorld } from './event-log-world.ts';

/** Redis drops whole nodes of a stream's tree, of a hundred entries each. */
const length = 1_000;
const roughly = 100;

let stores: Stores;
let world: EventLogWorld;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  world = await startEventLogWorld(stores);
  const time = new Date();
  const pipeline = world.redis.pipeline();
  for (let n = 1; n <= length; n += 1) pipeline.xadd(stream, `1-${n}`, 'event', '{}');
  await pipeline.exec();
  await world.events.collection.insertMany(
    Array.from({ length }, (_, at) => ({
      _id: `a@${at + 1}`,
      epoch: 1,
      n: at + 1,
      time,
      recordedAt: time,
    })) as never,
  );
});
afterEach(() => world.close());

const trim = () =>
  trimStream({
    redis: world.redis,
    key: stream,
    events: world.events,
    end: { epoch: 1, n: length },
    kept: 200,
  });
const expectAbout = async (expected: number) => {
  const left = await world.redis.xlen(stream);
  expect(left).toBeGreaterThanOrEqual(expected);
  expect(left).toBeLessThanOrEqual(expected + roughly);
};

describe('stream trim', () => {
  it('keeps the newest acknowledged entries', async () => {
    await trim();
    await expectAbout(200);
  });

  it('keeps entries that a group has not read', async () => {
    await world.redis.xgroup('CREATE', stream, 'readers', '1-400');
    await trim();
    await expectAbout(600);
  });

  it('keeps pending entries', async () => {
    await world.redis.xgroup('CREATE', stream, 'readers', '0');
    await world.redis.xreadgroup('GROUP', 'readers', 'one', 'COUNT', 900, 'STREAMS', stream, '>');
    await world.redis.xack(stream, 'readers', ...Array.from({ length: 300 }, (_, at) => `1-${at + 1}`));
    await trim();
    await expectAbout(700);
  });

  it('for an abandoned group, keeps only events that are in the log', async () => {
    await world.redis.xgroup('CREATE', stream, 'nobody', '0');
    await world.events.deleteMany({ n: { $lt: 500 } });
    await trim();
    await expectAbout(501);
  });
});
