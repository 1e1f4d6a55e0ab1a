import type { Connection } from 'mongoose';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.ts';
import { deadLettersOf, streamOf } from '../../../platform/events/channels.ts';
import { parseCloudEvent } from '../../../platform/events/cloud-event.ts';
import { eventModel } from '../../../platform/events/event-log.ts';
import type { OutboxSource, PendingEvent } from '../../../platform/events/outbox-source.ts';
import { beginning, streamId } from '../../../platform/events/position.ts';
import { startRelay } from '../../../platform/events/relay.ts';
import { groupsOf } from '../../../platform/events/stream-trim.ts';
import { newId } from '../../../platform/ids.ts';
import { createLogger } from '../../../platform/log.ts';
import { prepareModels } from '../../../platform/stores/prepare-models.ts';
import { parseOrdersConfig } from '../../../subgraphs/orders/config.ts';
import { startOrders } from '../../../subgraphs/orders/app.ts';
import { buyerModel } from '../../../subgraphs/orders/store/buyers.ts';
import { eventually } from '../../kit/eventually.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

const logger = createLogger('test', 'silent');
const bookingsPerWave = 8;
const people = 60;

let world: BookingWorld;
let databases: { orders: Connection; users: Connection };
let users: ReturnType<typeof userEvents>;
const closing: { close(): Promise<void> }[] = [];

/** The relays of three subgraphs, two consumers of users in orders, and a consumer of orders in reservations. */
beforeAll(async () => {
  world = await startBookingWorld();
  const { stores, connection, callers } = world;
  const ordersDatabase = stores.uniqueDatabase('orders');
  databases = {
    orders: connection.useDb(ordersDatabase),
    users: connection.useDb(stores.uniqueDatabase('users')),
  };
  const config = parseOrdersConfig({
    PORT: '0',
    MONGODB_URL: stores.mongoUrl,
    MONGODB_DATABASE: ordersDatabase,
    REDIS_URL: stores.redisUrl,
    TRUSTED_CALLERS: callers.setting,
  });
  const [orders, others] = await Promise.all(
    [1, 2].map(() => startOrders({ config, logger, metrics: new Registry() })),
  );
  if (orders === undefined || others === undefined) throw new Error('expected two processes');
  users = userEvents();
  eventModel(databases.users);
  await prepareModels(databases.users);
  const relay = await startRelay({
    ...{ source: 'users', connection: databases.users, sources: [users.source], redisUrl: stores.redisUrl },
    ...{ channelsOf: () => [], clock: systemClock, logger, metrics: new Registry(), pollMs: 50 },
  });
  closing.push(orders, others, relay);
  await world.startSubgraph();
  for (const _ of [1, 2]) await world.startWorker({}, { ORDERS_URL: orders.url, ORDERS_TIMEOUT_MS: '5000' });
});
afterAll(async () => {
  await Promise.all(closing.map((each) => each.close()));
  await world.close();
});

/** Users that change their names: each change publishes an event. */
function userEvents() {
  const ids = Array.from({ length: people }, () => newId('usr'));
  let waiting: PendingEvent[] = [];
  let version = 0;
  const source: OutboxSource = {
    pending: (limit) => Promise.resolve(waiting.slice(0, limit)),
    published(events) {
      const done = new Set(events.map((event) => `${event.subject}@${event.version}`));
      waiting = waiting.filter((event) => !done.has(`${event.subject}@${event.version}`));
      return Promise.resolve();
    },
  };
  return {
    ...{ ids, source },
    newest: () => version,
    /** Renames all users. */
    rename() {
      version += 1;
      const type = version === 1 ? 'user.created' : 'user.updated';
      const data = { displayName: `name ${version}`, email: 'a@example.com' };
      waiting.push(...ids.map((subject) => ({ type, subject, version, at: new Date(), data })));
    },
    /** Waits until the log has all events. */
    published: () =>
      eventually(() => {
        expect(waiting).toEqual([]);
      }),
  };
}

/** Books trips concurrently, every fourth with a declined card, while all users are renamed. */
async function wave(): Promise<string[]> {
  users.rename();
  const trip = { roomTypeId: 'rmt_lost', flightId: 'flt_lost' };
  const cards = Array.from({ length: bookingsPerWave }, (_, at) => (at % 4 === 3 ? 'pm_declined' : 'pm_ok'));
  return Promise.all(cards.map((card) => world.book(trip, card)));
}

/** The content of a stream and of its log. */
async function streamAndLog(source: string, database: Connection) {
  const entries = await world.redis.xrange(streamOf(source), '-', '+');
  const rows = await eventModel(database).find().sort({ n: 1 }).lean().exec();
  return {
    stream: entries.map(([id, [, json = '']]) => `${id} ${parseCloudEvent(json).id}`),
    log: rows.map(({ epoch, n, _id }) => `${epoch}-${n} ${_id}`),
  };
}

describe('a Redis that loses its data during bookings', () => {
  const ids: string[] = [];

  it('lets every booking finish: after FLUSHALL, and after a restart without data', async () => {
    await world.roomType('rmt_lost', 100);
    await world.flight('flt_lost', 100);
    ids.push(...(await wave()));
    await world.redis.flushall();
    ids.push(...(await wave()));
    await eventually(async () => {
      expect(await world.bookings.countDocuments({ status: 'COMPLETED' })).toBeGreaterThan(2);
    });
    ids.push(...(await wave()));
    await world.stores.replaceRedis(async () => void ids.push(...(await wave())));
    ids.push(...(await wave()));
    await users.published();

    const rows = await Promise.all(ids.map((id) => world.settled(id)));
    expect(new Set(rows.map(({ _id }) => _id)).size).toBe(5 * bookingsPerWave);
    for (const { paymentMethod, timeline } of rows) {
      expect(timeline.map(({ status }) => status)).toEqual([
        ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED'],
        ...(paymentMethod === 'pm_ok' ? ['COMPLETED'] : ['COMPENSATING', 'FAILED']),
      ]);
    }
  }, 90_000);

  it('gets every event again in the same order, and every version of a booking once', async () => {
    await eventually(async () => {
      for (const [source, database] of [
        ['reservations', world.connection],
        ['orders', databases.orders],
        ['users', databases.users],
      ] as const) {
        const { stream, log } = await streamAndLog(source, database);
        expect(stream).toEqual(log);
      }
      expect(await world.bookings.countDocuments({ 'outbox.0': { $exists: true } })).toBe(0);
    });
    const rows = await world.store.findMany(ids);
    const told = await eventModel(world.connection).countDocuments({ subject: { $in: ids } });
    expect(told).toBe(rows.reduce((sum, { version }) => sum + version, 0));
    expect(await eventModel(databases.users).countDocuments()).toBe(people * users.newest());
  });

  it('applies each event once: the newest names are stored, each payment is captured once', async () => {
    const buyers = buyerModel(databases.orders);
    await eventually(async () => {
      const newest = { version: users.newest(), displayName: `name ${users.newest()}` };
      expect(await buyers.countDocuments({ _id: { $in: users.ids }, ...newest })).toBe(people);
    });
    const payments = databases.orders.collection('sandbox_payments');
    expect(await payments.countDocuments({ status: 'CAPTURED' })).toBe((5 * bookingsPerWave * 3) / 4);
  });

  it('leaves no pending events and no dead letters', async () => {
    for (const [source, group] of [
      ['users', 'orders'],
      ['orders', 'reservations'],
    ] as const) {
      const stream = streamOf(source);
      await eventually(async () => {
        const [[last] = []] = await world.redis.xrevrange(stream, '+', '-', 'COUNT', 1);
        const progress = (await groupsOf(world.redis, stream)).find((each) => each.group === group);
        expect({ ...progress, delivered: streamId(progress?.delivered ?? beginning) }).toEqual({
          ...{ group, pending: 0, delivered: last },
        });
      });
      expect(await world.redis.exists(deadLettersOf(group))).toBe(0);
    }
  });
});
