import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import type { RequestPoint } from '../../kit/fault-points.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

const stages = ['before-claim', 'after-claim', 'after-record'] as const;
const noCheck = () => undefined;

/** Dies at a stage: earlier writes stay, and the request gets no answer. */
function dyingAt(stage: RequestPoint['stage']) {
  return (point: RequestPoint) =>
    point.stage === stage ? Promise.reject(new Error(`died ${stage}`)) : Promise.resolve();
}

let world: BookingWorld;
beforeAll(async () => {
  world = await startBookingWorld();
  await world.startWorker();
});
afterAll(() => world.close());

describe('a subgraph process that dies', () => {
  it.each(stages)('%s of bookTrip: the repeated request creates no second booking', async (stage) => {
    const roomTypeId = await world.roomType(`rmt_${stage}`, 5);
    const quoteId = await world.quote({ roomTypeId });
    const request = { userId: newId('usr'), idempotencyKey: 'key', quoteId, paymentMethod: 'pm_ok' };
    await expect(world.bookTripAt(dyingAt(stage))(request, noCheck)).rejects.toThrow(`died ${stage}`);
    const outcome = await world.bookTrip(request);
    if (outcome.outcome !== 'accepted') throw new Error(outcome.outcome);
    expect((await world.settled(outcome.reservation._id)).status).toBe('COMPLETED');
    expect(await world.rooms(roomTypeId)).toEqual({ free: [4, 4], holds: ['booked'] });
    const another = await world.bookTrip({ ...request, idempotencyKey: 'another' });
    expect(another).toMatchObject({ outcome: 'quote_already_booked' });
  });

  it('after-record of bookTrip: the sweeper completes the booking without a repeated request', async () => {
    const quoteId = await world.quote({ roomTypeId: await world.roomType('rmt_nobody', 1) });
    const request = { userId: newId('usr'), idempotencyKey: 'key', quoteId, paymentMethod: 'pm_ok' };
    await expect(world.bookTripAt(dyingAt('after-record'))(request, noCheck)).rejects.toThrow('died');
    const [booking] = await world.bookings.find({ quoteId }).lean().exec();
    expect((await world.settled(booking?._id ?? '')).status).toBe('COMPLETED');
  });

  it.each(stages)('%s of cancelReservation: the repeated request cancels once', async (stage) => {
    const roomTypeId = await world.roomType(`rmt_cancel_${stage}`, 1);
    const id = await world.book({ roomTypeId });
    await world.settled(id);
    const request = await world.cancellation(id);
    const dying = world.cancellingAt(dyingAt(stage));
    await expect(dying.cancel(request, noCheck)).rejects.toThrow(`died ${stage}`);
    if (stage !== 'after-record') {
      expect((await world.row(id)).status).toBe('COMPLETED');
      const again = await world.cancellingAt().cancel(request, noCheck);
      expect(again.outcome).toBe('accepted');
    }
    expect((await world.settled(id)).status).toBe('CANCELLED');
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: [] });
    expect(Object.fromEntries(world.orders.refunds.get(id) ?? [])).toEqual({ 'stay-0': 10_000 });
  });
});
