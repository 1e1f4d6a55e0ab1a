import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { createLogger } from '../../../platform/log.ts';
import { parseOrdersConfig } from '../../../subgraphs/orders/config.ts';
import { startOrders } from '../../../subgraphs/orders/app.ts';
import { createSubgraphClient, signedIn } from '../../kit/subgraph-client.ts';
import type { SubgraphClient } from '../../kit/subgraph-client.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
let orders: { url: string; close(): Promise<void> };
let client: SubgraphClient;
beforeAll(async () => {
  world = await startBookingWorld();
  const config = parseOrdersConfig({
    PORT: '0',
    MONGODB_URL: world.stores.mongoUrl,
    MONGODB_DATABASE: world.stores.uniqueDatabase('orders'),
    REDIS_URL: world.stores.redisUrl,
    TRUSTED_CALLERS: world.callers.setting,
  });
  orders = await startOrders({ config, logger: createLogger('orders', 'silent'), metrics: new Registry() });
  client = createSubgraphClient({ url: orders.url, audience: 'orders', signer: world.callers.router });
  await world.startSubgraph();
  await world.startWorker({}, { ORDERS_URL: orders.url, ORDERS_TIMEOUT_MS: '5000' });
});
afterAll(async () => {
  await orders.close();
  await world.close();
});

describe('a booking with the orders subgraph', () => {
  it.each([
    ['pm_ok', 'COMPLETED', 'PAID'],
    ['pm_slow', 'COMPLETED', 'PAID'],
    ['pm_flaky', 'COMPLETED', 'PAID'],
    ['pm_declined', 'FAILED', 'PAYMENT_FAILED'],
  ])('paid with %s becomes %s, its order %s', async (paymentMethod, status, orderStatus) => {
    const roomTypeId = await world.roomType(`rmt_${paymentMethod}`, 1);
    const id = await world.book({ roomTypeId }, paymentMethod);
    const row = await world.settled(id);
    expect(row.status).toBe(status);
    const { order } = await client.data(
      'query ($id: ID!) { order(id: $id) { status total { amount currency } } }',
      { id: orderIdFor(id) },
      { caller: signedIn(row.userId) },
    );
    expect(order).toEqual({ status: orderStatus, total: row.total });
  });

  it('gets exactly the promised refund after its cancellation', async () => {
    const roomTypeId = await world.roomType('rmt_cancelled', 1);
    const id = await world.book({ roomTypeId, flightId: await world.flight('flt_cancelled', 1) });
    const { userId } = await world.settled(id);
    await world.cancel(id);
    expect((await world.settled(id)).cancellation?.refund.amount).toBe(14_000);
    const { order } = await client.data(
      'query ($id: ID!) { order(id: $id) { status refunded { amount } payments { refunds { reason amount { amount } } } } }',
      { id: orderIdFor(id) },
      { caller: signedIn(userId) },
    );
    expect(order).toEqual({
      status: 'PAID',
      refunded: { amount: 14_000 },
      payments: [
        {
          refunds: [
            { reason: 'Cancelled: A double room', amount: { amount: 10_000 } },
            { reason: 'Cancelled: A seat', amount: { amount: 4_000 } },
          ],
        },
      ],
    });
  });
});
