import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedis } from '../../../dev/redis.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld, gate, idsOf, stream } from './event-log-world.ts';
import type { EventLogWorld } from './event-log-world.ts';

let stores: Stores;
let world: EventLogWorld;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  world = await startEventLogWorld(stores);
});
afterEach(() => world.close());

const settled = (...ids: string[]) =>
  eventually(async () => {
    expect(idsOf(await world.streamed())).toEqual(ids);
    expect(await world.waiting()).toEqual([]);
  });

describe('relay failover', () => {
  it('a relay that dies after the log write: its successor completes the batch', async () => {
    await world.move('a');
    const lost = await startRedis();
    const first = await world.relay({
      redisUrl: lost.url,
      sources: [
        {
          async pending(limit) {
            const events = await world.parcels.pending(limit);
            await lost.close();
            return events;
          },
          published: () => Promise.reject(new Error('expected never to come here')),
        },
      ],
    });
    await eventually(async () => {
      expect(await world.positions()).toEqual(['1-1']);
    });
    await first.close();
    expect(await world.waiting()).toEqual(['a@1']);
    await world.move('a');

    await world.relay();

    await settled('a@1', 'a@2');
    expect(await world.positions()).toEqual(['1-1', '2-2']);
  });

  it('a relay that dies after the stream write: its successor completes the batch', async () => {
    await world.move('a');
    const added = gate();
    const first = await world.relay({
      sources: [
        {
          pending: (limit) => world.parcels.pending(limit),
          published: () => {
            added.open();
            return Promise.reject(new Error('it ends here'));
          },
        },
      ],
    });
    await added.opened;
    await first.close();
    await world.move('a');

    await world.relay();

    await settled('a@1', 'a@2');
  });

  it('close releases the lease, and the next relay takes it at once', async () => {
    const first = await world.relay({ leaseMs: 600_000 });
    await world.move('a');
    await settled('a@1');
    await world.relay({ leaseMs: 600_000 });

    await first.close();
    await world.move('a');

    await settled('a@1', 'a@2');
  });

  it('after a crash, another relay takes over when the lease expires', async () => {
    await world.move('a');
    const stuck = gate();
    const asked = gate();
    const first = await world.relay({
      leaseMs: 200,
      sources: [
        {
          async pending(limit) {
            const events = await world.parcels.pending(limit);
            asked.open();
            await stuck.opened;
            return events;
          },
          published: (events) => world.parcels.published(events),
        },
      ],
    });
    await asked.opened;
    await world.relay();
    await settled('a@1');

    // It wakes up with what it read before, and must write none of it.
    await world.move('a');
    stuck.open();
    await first.close();

    await settled('a@1', 'a@2');
    expect(await world.positions()).toEqual(['2-1', '2-2']);
  });
});

describe('several relays', () => {
  it('publish each event once and in order while they fail over', async () => {
    const options = { batchSize: 7, leaseMs: 300 };
    let relays = await Promise.all([world.relay(options), world.relay(options)]);
    for (let version = 1; version <= 20; version += 1) {
      await Promise.all(['a', 'b', 'c'].map((id) => world.move(id)));
      if (version % 5 === 0) {
        const [oldest, ...others] = relays;
        await oldest.close();
        relays = [...others, await world.relay(options)];
      }
    }

    await eventually(async () => {
      expect(await world.waiting()).toEqual([]);
    });
    const ids = idsOf(await world.streamed());
    const versions = Array.from({ length: 20 }, (_, at) => at + 1);
    for (const id of ['a', 'b', 'c']) {
      expect(ids.filter((one) => one.startsWith(id))).toEqual(versions.map((version) => `${id}@${version}`));
    }
    expect(await entryIds()).toEqual(await world.positions());
  });
});

describe('relay: Redis data loss', () => {
  it('refills an emptied stream', async () => {
    for (const id of ['a', 'b', 'c']) await world.move(id);
    await world.relay();
    await settled('a@1', 'b@1', 'c@1');

    await world.redis.flushall();

    await settled('a@1', 'b@1', 'c@1');
  });

  it('refills an emptied stream before new events are added', async () => {
    const relay = await world.relay({ pollMs: 60_000 });
    await world.move('a');
    relay.wake();
    await settled('a@1');

    await world.redis.flushall();
    await world.move('b');
    relay.wake();

    await settled('a@1', 'b@1');
  });

  it('refills the stream after repeated losses while events arrive', async () => {
    await world.relay({ batchSize: 3 });
    for (let round = 1; round <= 20; round += 1) {
      await Promise.all([world.move('a'), world.move('b'), world.redis.flushall()]);
    }

    await eventually(async () => {
      expect(await world.waiting()).toEqual([]);
      expect(await entryIds()).toEqual(await world.positions());
      expect(await world.positions()).toHaveLength(40);
    });
  });

  it('rebuilds a stream that belongs to another database', async () => {
    await world.redis.xadd(stream, '9-9000', 'event', '{}');
    await world.move('a');

    await world.relay();

    await settled('a@1');
  });

  it('publishes waiting events after a Redis outage', async () => {
    const first = await startRedis();
    const { port } = first;
    await world.relay({ redisUrl: first.url });
    await first.close();
    for (const id of ['a', 'b']) await world.move(id);

    const second = await startRedis({ port });

    await eventually(async () => {
      expect(await world.waiting()).toEqual([]);
    });
    const reader = new Redis(second.url);
    expect(await reader.xlen(stream)).toBe(2);
    reader.disconnect();
    await second.close();
  });
});

async function entryIds(): Promise<string[]> {
  return (await world.redis.xrange(stream, '-', '+')).map(([id]) => id);
}
