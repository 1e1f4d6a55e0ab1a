import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { notificationChannel } from '../../../platform/events/channels.ts';
import { createEventLog } from '../../../platform/events/event-log.ts';
import { createOutboxSignal } from '../../../platform/events/outbox-signal.ts';
import type { PublishedEvent } from '../../../platform/events/outbox-source.ts';
import { eventually } from '../../kit/eventually.ts';
import { plansOf } from '../../kit/query-plans.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld, idsOf, source } from './event-log-world.ts';
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

const inStream = (...ids: string[]) =>
  eventually(async () => {
    expect(idsOf(await world.streamed())).toEqual(ids);
  });

describe('relay', () => {
  it('publishes each event once and in order, and removes it from the outbox', async () => {
    for (const id of ['a', 'a', 'b', 'a']) await world.move(id);

    await world.relay();

    await inStream('a@1', 'a@2', 'a@3', 'b@1');
    await eventually(async () => {
      expect(await world.waiting()).toEqual([]);
    });
    expect(await world.positions()).toEqual(['1-1', '1-2', '1-3', '1-4']);
  });

  it('the event log keeps a snapshot of each version', async () => {
    await world.move('a');
    await world.move('a');
    const relay = await world.relay();
    await inStream('a@1', 'a@2');
    // It would go on clearing outboxes meanwhile.
    await relay.close();

    const { length: before } = world.commands;
    const snapshots = await createEventLog(world.connection).snapshots(['a@1', 'a@2', 'nobody@7']);

    expect(world.commands.slice(before)).toEqual(['find']);
    expect([...snapshots.keys()].toSorted()).toEqual(['a@1', 'a@2']);
    expect(snapshots.get('a@1')).toMatchObject({
      source: '/subgraphs/parcels',
      type: 'parcel.moved',
      data: { id: 'a', version: 1, movedAt: expect.any(Date) as unknown },
    });
  });

  it('publishes at once after a signal from another process', async () => {
    const relay = await world.relay({ pollMs: 60_000 });
    relay.wake();
    await world.move('a');
    relay.wake();
    await inStream('a@1');

    await world.move('b');
    createOutboxSignal({ redis: world.redis, source }).notify();
    await inStream('a@1', 'b@1');
  });

  it('wakes subscriptions after the event is in the log', async () => {
    const listener = new Redis(stores.redisUrl);
    await listener.subscribe(notificationChannel('Parcel:a'));
    const readable = new Promise((resolve) => {
      listener.on('message', (_channel, message) => {
        void createEventLog(world.connection)
          .snapshots(['a@1'])
          .then((snapshots) => {
            resolve([message, snapshots.size]);
          });
      });
    });

    await world.move('a');
    await world.relay();

    expect(await readable).toEqual(['{"id":"a","version":1}', 1]);
    listener.disconnect();
  });

  it('sends the same number of commands for any batch size', async () => {
    const relay = await world.relay({ pollMs: 60_000, leaseMs: 600_000 });
    await world.move('first');
    relay.wake();
    await inStream('first@1');

    const commandsFor = async (entities: number) => {
      for (let at = 0; at < entities; at += 1) await world.move(`${entities}-${at}`);
      const { length: before } = world.commands;
      relay.wake();
      // The last thing it does: nothing else may be counted while it works.
      await eventually(() => {
        expect(world.commands.slice(before)).toContain('update');
      });
      return world.commands.slice(before);
    };
    const few = await commandsFor(5);
    expect(await commandsFor(50)).toEqual(few);
    expect(few).toEqual(['find', 'insert', 'update']);
  });

  it('reads pending outboxes only, the oldest event first, from the index without a sort in memory', async () => {
    const documents = world.connection.collection<{ _id: string }>('parcels');
    const quiet = Array.from({ length: 200 }, (_, at) => ({ _id: `quiet-${at}`, version: 1, outbox: [] }));
    await documents.insertMany(quiet);
    for (const id of ['b', 'a', 'c', 'b']) await world.move(id);

    const { result, plans } = await plansOf(world.connection, () => world.waiting());

    expect(result).toEqual(['b@1', 'b@2', 'a@1', 'c@1']);
    expect(plans).toMatchObject([{ collection: 'parcels', docsExamined: 3 }]);
    expect(plans[0]?.stages).toContain('IXSCAN');
    expect(plans[0]?.stages).not.toContain('SORT');
  });

  it('a failing source does not hold up the other sources', async () => {
    await world.move('a');
    const broken = { pending: () => Promise.reject(new Error('broken')), published: () => Promise.resolve() };

    await world.relay({ sources: [broken, world.parcels] });

    await inStream('a@1');
  });

  it('asGiven: tells a source whether the log has its data', async () => {
    const published: PublishedEvent[] = [];
    const pending = { type: 'parcel.weighed', subject: 'w', version: 1, at: new Date(), data: { grams: 1 } };
    const answers = [[pending], [{ ...pending, data: { grams: 2 } }]];
    await world.relay({
      sources: [
        {
          pending: (limit) => Promise.resolve(limit === 1 ? [] : (answers.shift() ?? [])),
          published: (events) => Promise.resolve(void published.push(...events)),
        },
      ],
    });

    await eventually(() => {
      expect(published.map(({ asGiven }) => asGiven)).toEqual([true, false]);
    });
    expect((await world.streamed()).map(({ data }) => data)).toEqual([{ grams: 1 }]);
  });

  it('outbox_age_seconds: the age of the oldest unpublished event', async () => {
    await world.move('a');
    const { at } = (await world.parcels.pending(1))[0] ?? { at: new Date(0) };
    const later = () => new Date(at.getTime() + 90_000);
    // No Redis listens there: the event stays.
    await world.relay({ redisUrl: 'redis://127.0.0.1:1', metrics: world.metrics, clock: later });

    expect(await world.metrics.getSingleMetricAsString('outbox_age_seconds')).toMatch(
      /\{source="parcels".*\} 90\n?/,
    );
  });
});
