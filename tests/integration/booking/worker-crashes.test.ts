import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SagaPoint } from '../../kit/fault-points.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

type Point = `${SagaPoint['direction']} ${SagaPoint['step']} ${SagaPoint['stage']}`;

const stages = ['before-intent', 'after-intent', 'after-effect', 'after-record'] as const;
const forward = (['holdHotel', 'holdFlight', 'pay', 'confirmHotel', 'confirmFlight'] as const).flatMap(
  (step) => stages.map((stage): Point => `do ${step} ${stage}`),
);
const back = (direction: 'undo' | 'cancel') =>
  (['pay', 'holdFlight', 'holdHotel'] as const).flatMap((step) =>
    stages.slice(1).map((stage): Point => `${direction} ${step} ${stage}`),
  );
// A single write records the intent to undo all steps; the request's write records the intent of a cancellation.
const backward: Point[] = ['undo pay before-intent', ...back('undo')];
const cancelled = back('cancel');

/**
 * Drives a booking for each fault point. There the drive dies and Redis loses all jobs, so that only the sweeper can
 * find the booking, in its last recorded state.
 */
describe('a booking that loses its worker and its job', () => {
  let world: BookingWorld;
  const booked = new Map<Point, string>();
  const crashed = new Set<string>();
  const rooms = forward.length + backward.length + cancelled.length;

  beforeAll(async () => {
    world = await startBookingWorld();
    const roomTypeId = await world.roomType('rmt_crash', rooms);
    const flightId = await world.flight('flt_crash', rooms);
    for (const point of forward) booked.set(point, await world.book({ roomTypeId, flightId }));
    for (const point of backward)
      booked.set(point, await world.book({ roomTypeId, flightId }, 'pm_declined'));
    for (const point of cancelled) booked.set(point, await world.book({ roomTypeId, flightId }));
    await world.startWorker({
      async reach({ reservationId, direction, step, stage }) {
        const point: Point = `${direction} ${step} ${stage}`;
        if (booked.get(point) !== reservationId || crashed.has(point)) return;
        crashed.add(point);
        await world.redis.flushall();
        throw new Error(`died at ${point}`);
      },
    });
    await Promise.all(
      cancelled.map(async (point) => {
        const { _id: id } = await world.settled(booked.get(point) ?? '');
        await world.cancel(id);
      }),
    );
  }, 120_000);
  afterAll(() => world.close());

  it.each(forward)('at "%s": it completes and is paid once', async (point) => {
    const row = await world.settled(booked.get(point) ?? '');
    expect(crashed).toContain(point);
    expect(row.timeline.map(({ status }) => status)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED'],
    ]);
    expect(world.orders.orders.get(row._id)).toBe('PAID');
  });

  it.each(backward)('at "%s": it is compensated', async (point) => {
    const row = await world.settled(booked.get(point) ?? '');
    expect(crashed).toContain(point);
    expect(row.timeline.map(({ status }) => status)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPENSATING', 'FAILED'],
    ]);
    expect(world.orders.orders.get(row._id)).toBe('PAYMENT_FAILED');
  });

  it.each(cancelled)('at "%s": it is cancelled and refunded once', async (point) => {
    const row = await world.settled(booked.get(point) ?? '');
    expect(crashed).toContain(point);
    expect(row.timeline.map(({ status }) => status)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED', 'CANCELLING', 'CANCELLED'],
    ]);
    expect(Object.fromEntries(world.orders.refunds.get(row._id) ?? [])).toEqual({
      ...{ 'stay-0': 10_000, 'flight-0': 4_000 },
    });
  });

  it('leaves only the inventory of completed bookings taken', async () => {
    await Promise.all([...booked.values()].map((id) => world.settled(id)));
    const free = rooms - forward.length;
    const holds = forward.map(() => 'booked');
    expect(await world.rooms('rmt_crash')).toEqual({ free: [free, free], holds });
    expect(await world.seats('flt_crash')).toEqual({ free, holds });
  });
});
