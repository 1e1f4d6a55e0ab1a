import { MongoNetworkError } from 'mongodb';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import type { MongoServer } from '../../../dev/mongodb/server.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld, idsOf, stream } from './event-log-world.ts';
import type { EventLogWorld } from './event-log-world.ts';

let stores: Stores;
let world: EventLogWorld;
let seen: string[];
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  world = await startEventLogWorld(stores);
  seen = [];
});
afterEach(() => world.close());

const note = (events: readonly CloudEvent[]) => {
  seen.push(...idsOf(events));
  return Promise.resolve();
};
const sees = (...ids: string[]) =>
  eventually(() => {
    expect(seen).toEqual(ids);
  });

describe('consumer failures', () => {
  it('MongoDB outage: events are applied after it, without a dead letter', async () => {
    const own = await startMongoServer({ port: 0 });
    const connection = await mongoose
      .createConnection(own.url, { serverSelectionTimeoutMS: 2_000, bufferCommands: false })
      .asPromise();
    let back: MongoServer | undefined;
    try {
      await own.close();
      let failures = 0;
      await world.relay();
      await world.consumer({
        maxDeliveries: 1,
        apply: async (events) => {
          const writes = events.map(({ id }) => ({ insertOne: { document: { event: id } } }));
          try {
            await connection.collection('applied').bulkWrite(writes, { ordered: false });
          } catch (error) {
            failures += 1;
            throw error;
          }
          await note(events);
        },
      });
      await world.move('a');
      await eventually(() => {
        expect(failures).toBeGreaterThan(1);
      });
      expect(seen).toEqual([]);

      back = await startMongoServer({ port: own.port });

      // It waits at most five seconds between two attempts.
      await sees('a@1');
      expect(await world.redis.exists('wayfare:dead-letters:readers')).toBe(0);
    } finally {
      await connection.close();
      await back?.close();
    }
  });

  it('Redis data loss: all events of the log come again, and then new ones', async () => {
    await world.relay();
    await world.consumer({ apply: note });
    await world.move('a');
    await sees('a@1');

    await world.redis.flushall();
    await sees('a@1', 'a@1');
    await world.move('a');

    await sees('a@1', 'a@1', 'a@2');
  });

  it('reconnects after its connections were cut', async () => {
    await world.consumer({ apply: note, claimAfterMs: 200 });
    await world.relay();
    await world.move('a');
    await sees('a@1');

    await world.redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await world.move('b');

    await sees('a@1', 'b@1');
  });

  it('close during apply leaves the entries pending in the group', async () => {
    await world.relay();
    const first = await world.consumer({
      apply: (events) => {
        seen.push(...events.map(({ id }) => `failed ${id}`));
        return Promise.reject(new MongoNetworkError('connection lost'));
      },
    });
    await world.move('a');
    await eventually(() => {
      expect(seen).toContain('failed a@1');
    });
    await first.close();
    seen = [];

    await world.consumer({ apply: note, claimAfterMs: 50 });

    await sees('a@1');
  });

  it('close ends a blocking read at once and removes the consumer from its group', async () => {
    const consumer = await world.consumer({ apply: note });
    await world.relay();
    await world.move('a');
    await sees('a@1');
    // It waits again, for five seconds unless something comes.
    await eventually(async () => {
      expect(await world.redis.client('LIST')).toContain('cmd=xreadgroup');
    });

    await consumer.close();

    expect(await world.redis.xinfo('CONSUMERS', stream, 'readers')).toEqual([]);
  });

  it('closes while Redis is unreachable', async () => {
    const consumer = await world.consumer({ apply: note, redisUrl: 'redis://127.0.0.1:1' });

    await expect(consumer.close()).resolves.toBeUndefined();
  });
});
