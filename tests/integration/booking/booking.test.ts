import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
beforeAll(async () => {
  world = await startBookingWorld();
  await world.startWorker();
});
afterAll(() => world.close());

const settled = (id: string) => world.settled(id);

describe('a booking', () => {
  it('holds rooms and seats, is paid and completes: each transition once and published', async () => {
    const roomTypeId = await world.roomType('rmt_whole', 3);
    const flightId = await world.flight('flt_whole', 3);
    const id = await world.book({ roomTypeId, flightId });
    await settled(id);

    const row = await world.row(id);
    expect(row.timeline.map(({ status }) => status)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED'],
    ]);
    expect(row).toMatchObject({ status: 'COMPLETED', version: 4, saga: null, failure: null });
    expect(row.wakeAt).toBeUndefined();
    expect(row.outbox.map(({ type, version }) => `${type}@${version}`)).toEqual([
      'reservation.created@1',
      'reservation.hotel_booked@2',
      'reservation.flight_booked@3',
      'reservation.completed@4',
    ]);
    expect(await world.rooms(roomTypeId)).toEqual({ free: [2, 2], holds: ['booked'] });
    expect(await world.seats(flightId)).toEqual({ free: 2, holds: ['booked'] });
    expect(world.orders.calls).toEqual([`payOrder ${id}`]);
  });

  it('publishes a snapshot of each version', async () => {
    const id = await world.book({ roomTypeId: await world.roomType('rmt_snapshots', 1) });
    await settled(id);
    const { outbox, holdExpiresAt } = await world.row(id);
    expect(outbox.map(({ data }) => data)).toEqual([
      expect.objectContaining({ id, version: 1, status: 'INIT', holdExpiresAt }),
      expect.objectContaining({ id, version: 2, status: 'HOTEL_BOOKED', holdExpiresAt }),
      expect.objectContaining({ id, version: 3, status: 'COMPLETED', holdExpiresAt: null }),
    ]);
    expect(JSON.stringify(outbox)).not.toContain('pm_ok');
  });

  it('completes without stays', async () => {
    const id = await world.book({ flightId: await world.flight('flt_alone', 1) });
    await settled(id);
    expect(await world.statusesOf(id)).toEqual(['INIT', 'FLIGHT_BOOKED', 'COMPLETED']);
  });

  it('fails after a declined payment and releases its holds', async () => {
    const roomTypeId = await world.roomType('rmt_declined', 3);
    const flightId = await world.flight('flt_declined', 3);
    const id = await world.book({ roomTypeId, flightId }, 'pm_declined');
    await settled(id);

    expect(await world.row(id)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'PAYMENT_DECLINED', message: 'The card was declined.' },
    });
    expect(await world.statusesOf(id)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPENSATING', 'FAILED'],
    ]);
    expect(await world.rooms(roomTypeId)).toEqual({ free: [3, 3], holds: [] });
    expect(await world.seats(flightId)).toEqual({ free: 3, holds: [] });
  });

  it('releases its rooms where its seats are sold out, without a payment', async () => {
    const roomTypeId = await world.roomType('rmt_compensated', 3);
    const flightId = await world.flight('flt_full', 0);
    const id = await world.book({ roomTypeId, flightId });
    await settled(id);

    expect(await world.row(id)).toMatchObject({ status: 'FAILED', failure: { code: 'SOLD_OUT' } });
    expect(await world.rooms(roomTypeId)).toEqual({ free: [3, 3], holds: [] });
    expect(world.orders.calls.filter((call) => call.endsWith(id))).toEqual([]);
  });

  it('completes at most as often as rooms are left, for concurrent bookings', async () => {
    const roomTypeId = await world.roomType('rmt_last', 5);
    const ids = await Promise.all(Array.from({ length: 50 }, () => world.book({ roomTypeId })));
    await Promise.all(ids.map(settled));

    const statuses = await Promise.all(ids.map(async (id) => (await world.row(id)).status));
    expect(statuses.filter((status) => status === 'COMPLETED')).toHaveLength(5);
    expect(statuses.filter((status) => status === 'FAILED')).toHaveLength(45);
    expect(await world.rooms(roomTypeId)).toEqual({
      free: [0, 0],
      holds: Array.from({ length: 5 }, () => 'booked'),
    });
  });
});

describe('an idempotency key', () => {
  const request = async (roomTypeId: string) => ({
    userId: newId('usr'),
    idempotencyKey: 'twice',
    quoteId: await world.quote({ roomTypeId }),
    paymentMethod: 'pm_ok',
  });

  it('makes a single booking of concurrent requests with the same key', async () => {
    const roomTypeId = await world.roomType('rmt_twins', 9);
    const asked = await request(roomTypeId);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => world.bookTrip(asked)));
    const ids = outcomes.map((outcome) => outcome.outcome === 'accepted' && outcome.reservation._id);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^rsv_/);
    await settled(String(ids[0]));
    expect(await world.rooms(roomTypeId)).toEqual({ free: [8, 8], holds: ['booked'] });
  });

  it('answers a repeated request before any checks, and refuses different input', async () => {
    const asked = await request(await world.roomType('rmt_replay', 1));
    const check = vi.fn();
    await world.bookTrip(asked, check);
    expect(check).toHaveBeenCalledTimes(1);
    expect(await world.bookTrip(asked, check)).toMatchObject({ outcome: 'accepted' });
    expect(await world.bookTrip({ ...asked, paymentMethod: 'pm_other' }, check)).toEqual({
      outcome: 'key_reused',
    });
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('refuses a quote that another key has booked', async () => {
    const asked = await request(await world.roomType('rmt_rebooked', 2));
    await world.bookTrip(asked);
    const outcome = await world.bookTrip({ ...asked, idempotencyKey: 'another' });
    expect(outcome).toMatchObject({ outcome: 'quote_already_booked', reservation: { userId: asked.userId } });
  });

  it('books the first of several quotes requested concurrently, and leaves the rest unclaimed', async () => {
    const roomTypeId = await world.roomType('rmt_quotes', 9);
    const asked = await request(roomTypeId);
    const quoteIds = await Promise.all(Array.from({ length: 8 }, () => world.quote({ roomTypeId })));
    const outcomes = await Promise.all(quoteIds.map((quoteId) => world.bookTrip({ ...asked, quoteId })));
    const losers = quoteIds.filter((_, at) => outcomes[at]?.outcome === 'key_reused');
    expect(losers).toHaveLength(7);
    for (const quoteId of losers) {
      const another = { ...asked, quoteId, idempotencyKey: quoteId };
      expect(await world.bookTrip(another)).toMatchObject({ outcome: 'accepted' });
    }
  });

  it('books a quote with a stale claim of a crashed request', async () => {
    const asked = await request(await world.roomType('rmt_left', 2));
    const first = await world.bookTrip(asked);
    const quoteId = await world.quote({ roomTypeId: 'rmt_left' });
    const claimant = first.outcome === 'accepted' ? first.reservation._id : '';
    await world.quotes.claimQuote(quoteId, claimant, new Date());
    const outcome = await world.bookTrip({ ...asked, quoteId, idempotencyKey: 'another' });
    expect(outcome).toMatchObject({ outcome: 'accepted', reservation: { quoteId } });
    const booked = await world.quotes.findQuote(quoteId);
    expect(booked?.bookedBy).not.toBe(claimant);
  });

  it('refuses another user’s quote and an unknown quote', async () => {
    const quoteId = await world.quote({ roomTypeId: 'rmt_any' }, newId('usr'));
    const asked = { userId: newId('usr'), idempotencyKey: 'key', quoteId, paymentMethod: 'pm_ok' };
    expect(await world.bookTrip(asked)).toEqual({ outcome: 'quote_expired' });
    expect(await world.bookTrip({ ...asked, quoteId: newId('quo') })).toEqual({ outcome: 'quote_expired' });
  });
});
