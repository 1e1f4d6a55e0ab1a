import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import type { IntakePoint } from '../../../subgraphs/reservations/saga/intake-points.ts';
import { startBookingWorld } from './world.ts';
import type { BookingWorld } from './world.ts';

const stages = ['before-claim', 'after-claim', 'after-record'] as const;
const nothing = () => undefined;

/** A process that dies at a stage: what it did until then stays, and nobody gets an answer. */
function dyingAt(stage: IntakePoint['stage']) {
  return (point: IntakePoint) =>
    point.stage === stage ? Promise.reject(new Error(`died ${stage}`)) : Promise.resolve();
}

let world: BookingWorld;
beforeAll(async () => {
  world = await startBookingWorld();
  await world.startWorker();
});
afterAll(() => world.close());

describe('a process that dies while it takes down', () => {
  it.each(stages)('a booking, %s, leaves one booking to who asks again', async (stage) => {
    const roomTypeId = await world.roomType(`rmt_${stage}`, 5);
    const quoteId = await world.quote({ roomTypeId });
    const request = { userId: newId('usr'), idempotencyKey: 'key', quoteId, paymentMethod: 'pm_ok' };
    await expect(world.bookTripAt(dyingAt(stage))(request, nothing)).rejects.toThrow(`died ${stage}`);
    const outcome = await world.bookTrip(request);
    if (outcome.outcome !== 'accepted') throw new Error(outcome.outcome);
    expect((await world.settled(outcome.reservation._id)).status).toBe('COMPLETED');
    expect(await world.rooms(roomTypeId)).toEqual({ free: [4, 4], holds: ['booked'] });
    const another = await world.bookTrip({ ...request, idempotencyKey: 'another' });
    expect(another).toMatchObject({ outcome: 'quote_already_booked' });
  });

  it('a booking, after it is recorded, leaves it to the sweeper where nobody asks again', async () => {
    const quoteId = await world.quote({ roomTypeId: await world.roomType('rmt_nobody', 1) });
    const request = { userId: newId('usr'), idempotencyKey: 'key', quoteId, paymentMethod: 'pm_ok' };
    await expect(world.bookTripAt(dyingAt('after-record'))(request, nothing)).rejects.toThrow('died');
    const [booking] = await world.bookings.find({ quoteId }).lean().exec();
    expect((await world.settled(booking?._id ?? '')).status).toBe('COMPLETED');
  });

  it.each(stages)('a cancellation, %s, leaves one cancellation to who asks again', async (stage) => {
    const roomTypeId = await world.roomType(`rmt_cancel_${stage}`, 1);
    const id = await world.book({ roomTypeId });
    await world.settled(id);
    const request = await world.cancellation(id);
    const dying = world.cancellingAt(dyingAt(stage));
    await expect(dying.cancel(request, nothing)).rejects.toThrow(`died ${stage}`);
    if (stage !== 'after-record') {
      expect((await world.row(id)).status).toBe('COMPLETED');
      const again = await world.cancellingAt().cancel(request, nothing);
      expect(again.outcome).toBe('accepted');
    }
    expect((await world.settled(id)).status).toBe('CANCELLED');
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: [] });
    expect(Object.fromEntries(world.orders.refunds.get(id) ?? [])).toEqual({ 'stay-0': 10_000 });
  });
});
