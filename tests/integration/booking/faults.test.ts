import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { paymentResultOf } from '../../../subgraphs/reservations/events.ts';
import { createEngine } from '../../../subgraphs/reservations/saga/engine.ts';
import { createSagaMetrics } from '../../../subgraphs/reservations/metrics.ts';
import { createRecorder } from '../../../subgraphs/reservations/saga/recorder.ts';
import { createPaymentUpdates } from '../../../subgraphs/reservations/saga/payment-updates.ts';
import { createSteps } from '../../../subgraphs/reservations/saga/steps.ts';
import { eventually } from '../../kit/eventually.ts';
import { quickPolicy, startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
let worker: Awaited<ReturnType<BookingWorld['startWorker']>>;
beforeAll(async () => {
  world = await startBookingWorld();
  worker = await world.startWorker();
});
afterAll(() => world.close());
beforeEach(() => {
  world.orders.next = [];
  world.orders.payment = 'pays';
  world.orders.refusesToCancel = false;
  world.holdFor(900);
});

const sampleOf = async (name: string) => {
  const { values } = (await worker.metrics.getSingleMetric(name)?.get()) ?? { values: [] };
  return values.reduce((sum, { value }) => sum + value, 0);
};

describe('a call to orders', () => {
  it.each([
    ['answers after the timeout', 'pays silently'],
    ['never gets the call', 'ignores'],
    ['answers with invalid data', 'garbage'],
    ['fails', 'errors'],
  ] as const)('is retried and the booking completes: orders %s', async (_, behaviour) => {
    const roomTypeId = await world.roomType(`rmt_${behaviour.replace(' ', '-')}`, 2);
    world.orders.next = [behaviour];
    const id = await world.book({ roomTypeId });
    expect(await world.settled(id)).toMatchObject({ status: 'COMPLETED', version: 3 });
    expect(world.orders.calls.filter((call) => call === `payOrder ${id}`).length).toBeGreaterThan(1);
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: ['booked'] });
  });

  it('to a frozen orders subgraph: the first timeout opens its circuit breaker; the worker stays ready', async () => {
    const stateIs = (state: string) =>
      eventually(async () => {
        const { values } = (await worker.metrics.getSingleMetric('circuit_breaker_state')?.get()) ?? {
          values: [],
        };
        expect(values).toContainEqual(
          expect.objectContaining({ labels: { circuit: 'orders', state }, value: 1 }),
        );
      });
    await stateIs('closed');
    world.orders.payment = 'ignores';
    const id = await world.book({ roomTypeId: await world.roomType('rmt_frozen', 1) });
    await stateIs('open');
    expect(world.orders.calls.filter((call) => call === `payOrder ${id}`)).toHaveLength(1);
    expect((await fetch(`${worker.url}/health/ready`)).status).toBe(200);
    world.orders.payment = 'pays';
    expect(await world.settled(id)).toMatchObject({ status: 'COMPLETED' });
    await stateIs('closed');
  });

  it('to cancel keeps failing: the booking stays COMPENSATING, raises an alert and is retried', async () => {
    const roomTypeId = await world.roomType('rmt_stuck', 1);
    world.orders.refusesToCancel = true;
    const id = await world.book({ roomTypeId }, 'pm_declined');
    await eventually(
      async () => {
        expect(await sampleOf('saga_alerts_total')).toBeGreaterThan(0);
      },
      { timeoutMs: 25_000 },
    );
    expect((await world.row(id)).status).toBe('COMPENSATING');
    expect(worker.logged.filter((line) => line.includes('"level":50')).join()).toContain(id);
    expect(await worker.metrics.metrics()).toContain('saga_reservations{status="COMPENSATING"} 1');
    world.orders.refusesToCancel = false;
    expect(await world.settled(id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'PAYMENT_DECLINED' },
    });
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: [] });
  });
});

describe('an event of the order', () => {
  const event = (id: string, type: string) => ({
    specversion: '1.0' as const,
    ...{ id: `${orderIdFor(id)}@2`, source: '/subgraphs/orders', type, subject: orderIdFor(id) },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json' as const, version: 2, data: {} },
  });

  function settle(id: string, type: string) {
    const { store, handOver } = world;
    const clock = () => new Date();
    const transitions = createSagaMetrics(new Registry(), store).transitions;
    const outbox = { notify: () => undefined };
    const recorder = createRecorder({
      ...{ store, clock, outbox, transitions },
      logger: pino({ level: 'silent' }),
    });
    const result = paymentResultOf(event(id, type));
    if (result === null) throw new Error(`${type} says nothing`);
    return createPaymentUpdates({ store, recorder, handOver, clock })([{ reservationId: id, result }]);
  }

  const paying = async (id: string) =>
    eventually(async () => {
      expect((await world.row(id)).saga).toMatchObject({ step: 'pay', intended: true });
    });

  it.each([
    ['order.paid', 'COMPLETED'],
    ['order.payment_failed', 'FAILED'],
  ])('%s settles a payment after an unanswered call', async (type, status) => {
    world.orders.payment = 'errors';
    const id = await world.book({ roomTypeId: await world.roomType(`rmt_${type}`, 1) });
    await paying(id);
    await settle(id, type);
    expect(await world.settled(id)).toMatchObject({ status });
  });

  it('changes nothing when it is repeated or late', async () => {
    const id = await world.book({ roomTypeId: await world.roomType('rmt_again', 1) });
    const { revision } = await world.settled(id);
    await settle(id, 'order.paid');
    await settle(id, 'order.payment_failed');
    expect(await world.row(id)).toMatchObject({ status: 'COMPLETED', revision });
  });
});

describe('a booking', () => {
  it('fails as EXPIRED where its hold ends before the payment', async () => {
    world.holdFor(0);
    const roomTypeId = await world.roomType('rmt_expired', 1);
    const id = await world.book({ roomTypeId });
    expect(await world.settled(id)).toMatchObject({ status: 'FAILED', failure: { code: 'EXPIRED' } });
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: [] });
  });

  it('in an impossible state is logged, counted and left unchanged', async () => {
    const id = await world.book({ roomTypeId: await world.roomType('rmt_impossible', 1) });
    await world.settled(id);
    const broken = { status: 'HOTEL_BOOKED', saga: null, wakeAt: new Date(0) } as const;
    await world.bookings.updateOne({ _id: id }, { $set: broken });
    await eventually(async () => {
      expect(await sampleOf('saga_impossible_states_total')).toBe(1);
    });
    expect(worker.logged.join()).toContain(`${id}: status HOTEL_BOOKED does not fit saga null.`);
    await eventually(async () => {
      expect((await world.row(id)).wakeAt?.getTime()).toBeGreaterThan(Date.now());
    });
    expect(await world.row(id)).toMatchObject({ status: 'HOTEL_BOOKED', saga: null });
  });

  it('fails as SUPPLIER_UNAVAILABLE and releases its holds where a supplier never answers', async () => {
    const id = await world.insertBooking({ roomTypeId: 'rmt_unheld' });
    const released: string[] = [];
    const broken = {
      hold: () => Promise.reject(new Error('no answer')),
      confirm: () => Promise.reject(new Error('no answer')),
      release: (reservationId: string) => Promise.resolve(void released.push(reservationId)),
    };
    const payments = {
      pay: () => Promise.reject(new Error('never')),
      cancel: () => Promise.resolve(),
      refund: () => Promise.reject(new Error('never')),
    };
    const { store } = world;
    const clock = () => new Date();
    const logger = pino({ level: 'silent' });
    const metrics = createSagaMetrics(new Registry(), store);
    const outbox = { notify: () => undefined };
    const recorder = createRecorder({ store, clock, outbox, transitions: metrics.transitions, logger });
    const steps = createSteps({ hotels: broken, flights: broken, payments });
    const engine = createEngine({
      ...{ store, steps, clock, recorder, metrics, logger, policy: quickPolicy, random: () => 0 },
    });
    const outcomes = [];
    for (let attempt = 0; attempt < quickPolicy.holdAttempts; attempt += 1)
      outcomes.push(await engine.drive(id));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['wait', 'wait', 'wait', 'idle']);
    expect(await world.row(id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'SUPPLIER_UNAVAILABLE' },
    });
    expect(released).toEqual([id]);
  });
});
