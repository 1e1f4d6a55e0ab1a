import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventModel } from '../../../platform/events/event-log.ts';
import { createOutboxSource } from '../../../platform/events/outbox-source.ts';
import { childPagesLoader } from '../../../platform/stores/keyset-pages.ts';
import { prepareModels } from '../../../platform/stores/prepare-models.ts';
import { orderModel } from '../../../subgraphs/orders/store/orders-document.ts';
import { createOrderStore } from '../../../subgraphs/orders/store/orders.ts';
import { bookingModel, createBookingStore } from '../../../subgraphs/reservations/store/bookings.ts';
import { createCatalogueReads } from '../../../subgraphs/reservations/store/catalogue-reads.ts';
import { catalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import { createFlightEventSource } from '../../../subgraphs/reservations/store/flight-events.ts';
import { createUserStore, userModel } from '../../../subgraphs/users/store/users.ts';
import { plansOf } from '../../kit/query-plans.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';

let stores: Stores;
let connection: Connection;
beforeAll(async () => {
  stores = await startStores();
  const dbName = stores.uniqueDatabase('ordered');
  connection = await mongoose
    .createConnection(stores.mongoUrl, { dbName, autoIndex: false, autoCreate: false, monitorCommands: true })
    .asPromise();
});
afterAll(async () => {
  await connection.close();
  await stores.close();
});

const guard = {
  run: <Result>(call: () => Promise<Result>) => call(),
  port: <Port>(port: Port) => port,
  close: () => Promise.resolve(),
};
const now = new Date('2027-03-01T12:00:00Z');
const noCache = { get: () => Promise.resolve(new Map()), put: () => Promise.resolve() };
const flightSearch = {
  ...{ origin: 'LIS', destination: 'CDG', localDate: '2027-04-01', cabin: 'ECONOMY' as const, passengers: 1 },
  now,
};

/** Each read whose order matters, by its name. */
function orderedReads(): Record<string, () => Promise<unknown>> {
  const [bookings, orders, users] = [bookingModel(connection), orderModel(connection), userModel(connection)];
  const catalogue = catalogueModels(connection);
  const events = eventModel(connection);
  const bookingStore = createBookingStore(bookings);
  const orderStore = createOrderStore({ orders, settleAfterMs: 1, onEvent: () => undefined });
  const reads = createCatalogueReads(catalogue);
  const page = { first: 10, after: null };
  return {
    'outbox of reservations': () => createOutboxSource({ model: bookings }).pending(10),
    'outbox of orders': () => createOutboxSource({ model: orders }).pending(10),
    'outbox of users': () => createOutboxSource({ model: users }).pending(10),
    'changed flights': () => createFlightEventSource(catalogue.flights).pending(10),
    'due bookings': () => bookingStore.due(now, 10),
    'due orders': () => orderStore.takeDue(now, 10, () => 1),
    'page of users': () => createUserStore({ users, cache: noCache, guard }).page(page),
    "page of a user's reservations": () =>
      childPagesLoader(bookings, 'createdAt', guard).load({ filter: { userId: 'usr_a' }, page }),
    "page of a user's paid orders": () =>
      childPagesLoader(orders, 'placedAt', guard).load({ filter: { userId: 'usr_a', status: 'PAID' }, page }),
    'hotels of a city': () => reads.hotelsOf('lisbon', ['Alfama', 'htl_a'], 10),
    'flights of a day': () => reads.flightsOf(flightSearch, null, 10),
    'zone of a city': () => reads.zoneOfCity('lisbon'),
    'zone of an airport': () => reads.zoneOfAirport('LIS'),
    'end of the event log': () => events.findOne().sort({ n: -1 }).lean().exec(),
    'rest of the event log': () =>
      events
        .find({ n: { $gte: 1 } })
        .sort({ n: 1 })
        .limit(10)
        .lean()
        .exec(),
  };
}

describe('reads whose order matters', () => {
  it('are sorted by an index: none reads and sorts the whole collection first', async () => {
    const reads = orderedReads();
    await prepareModels(connection);
    for (const [name, read] of Object.entries(reads)) {
      const { plans } = await plansOf(connection, read);
      expect(plans, name).toHaveLength(1);
      expect(plans[0]?.stages, name).toContain('IXSCAN');
      expect(plans[0]?.stages, name).not.toContain('SORT');
    }
  });

  it('name their order: each find with a limit has a sort', async () => {
    const sent: Record<string, unknown>[] = [];
    const client = connection.getClient();
    client.on('commandStarted', ({ commandName, command }) => {
      if (commandName === 'find') sent.push(command);
    });
    const { models } = connection;
    for (const name of Object.keys(models)) connection.deleteModel(name);
    for (const read of Object.values(orderedReads())) await read();

    expect(sent.length).toBeGreaterThan(10);
    for (const { find, limit, sort } of sent) {
      expect({ find, limit, sort }).toMatchObject({ sort: expect.anything() as unknown });
    }
  });
});
