import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { reservationIdFor } from '../../../subgraphs/reservations/domain/ids.ts';
import { attemptsBetweenAlerts } from '../../../subgraphs/reservations/metrics.ts';
import { eventually } from '../../kit/eventually.ts';
import { saga } from '../../kit/operator-commands.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
beforeAll(async () => {
  world = await startBookingWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.orders.refusesToCancel = false;
});

const settings = (more: NodeJS.ProcessEnv = {}) => ({
  ...{ MONGODB_URL: world.stores.mongoUrl, MONGODB_DATABASE: world.connection.name },
  ...more,
});
const ask = (...args: string[]) => saga(args, settings({ REDIS_URL: world.stores.redisUrl }));

interface Listed {
  bookings: { id: string; status: string; stuck: boolean; saga: { attempts: number; undoing: string[] } }[];
  count: number;
}
async function listed(...args: string[]): Promise<Listed> {
  const { code, lines } = await ask('list', '--json', ...args);
  expect(code).toBe(0);
  return JSON.parse(lines.join('')) as Listed;
}

/** Long delays, so that a stuck booking is not retried during a test. */
const patient = { policy: { holdAttempts: 4, firstDelayMs: 600_000, maxDelayMs: 600_000 } };

/** Creates a declined booking with a failing compensation. */
async function stuckBooking(roomTypeId: string): Promise<string> {
  world.orders.refusesToCancel = true;
  const id = await world.book({ roomTypeId: await world.roomType(roomTypeId, 1) }, 'pm_declined');
  await eventually(async () => {
    expect((await world.row(id)).saga?.attempts).toBe(1);
  });
  return id;
}

// Long timeouts: each command starts a process.
describe('npm run saga', { timeout: 120_000 }, () => {
  it('lists unfinished bookings, the longest waiting first; shows the failure and the holds; retries', async () => {
    const worker = await world.startWorker(patient);
    const first = await stuckBooking('rmt_first');
    const second = await stuckBooking('rmt_second');
    await world.bookings.updateOne({ _id: second }, { $set: { 'saga.attempts': attemptsBetweenAlerts } });

    const [all, stuck, longest, shown] = await Promise.all([
      ask('list'),
      listed('--stuck'),
      listed('--limit', '1'),
      ask('show', first),
    ]);
    expect(all.code).toBe(0);
    expect(all.lines[0]).toMatch(/^RESERVATION +STATUS +AT +ATTEMPTS +WAITING +AGE +NEXT WAKE$/);
    expect(all.lines[1]).toMatch(
      new RegExp(`^${first}  COMPENSATING  undo pay, then holdHotel +1 +[\\dms ]+ in \\d+ m`),
    );
    expect(all.lines[2]).toMatch(new RegExp(`^${second}  .* ${attemptsBetweenAlerts} .*stuck$`));
    expect(all.lines).toHaveLength(3);

    expect(stuck).toMatchObject({ count: 1, bookings: [{ id: second, stuck: true }] });
    expect(longest.bookings.map(({ id }) => id)).toEqual([first]);

    const { lines, code } = shown;
    expect(code).toBe(0);
    const text = lines.join('\n');
    expect(lines[0]).toBe(first);
    expect(text).toMatch(/status +COMPENSATING\n/);
    expect(text).toMatch(/failure +PAYMENT_DECLINED: The card was declined\./);
    expect(text).toMatch(
      new RegExp(`rmt_first:2031-05  ${first}:stay-0  held 1 × 10 11 +\\(allowed: held, booked\\)`),
    );
    expect(text).toMatch(/INIT +Booking created\.\n.*HOTEL_BOOKED .*\n.*COMPENSATING /);

    world.orders.refusesToCancel = false;
    for (const id of [first, second]) {
      const retried = await ask('retry', id);
      expect(retried).toMatchObject({
        code: 0,
        lines: [`${id} is due now, and its job was promoted.`],
      });
      expect(await world.settled(id)).toMatchObject({ status: 'FAILED' });
    }
    expect((await ask('list')).lines).toEqual(['No unfinished bookings.']);
    await worker.close();
  });

  it('retry without Redis: the sweeper enqueues the booking', async () => {
    const worker = await world.startWorker(patient);
    const id = await stuckBooking('rmt_away');
    await worker.close();
    world.orders.refusesToCancel = false;
    const none = await saga(['retry', id, '--json'], settings());
    expect(JSON.parse(none.lines.join(''))).toMatchObject({ id, status: 'COMPENSATING', hastened: false });
    const away = await saga(['retry', id], settings({ REDIS_URL: 'redis://127.0.0.1:1' }));
    expect(away.code).toBe(0);
    expect(away.lines.join()).toContain('Cannot reach Redis');
    await world.startWorker();
    expect(await world.settled(id)).toMatchObject({ status: 'FAILED' });
  });

  it('show names the reason of an impossible state; list --stuck includes it', async () => {
    const id = await world.insertBooking({ roomTypeId: 'rmt_none' });
    await world.bookings.updateOne({ _id: id }, { $set: { status: 'HOTEL_BOOKED', saga: null } });
    expect((await listed('--stuck')).bookings.map((booking) => booking.id)).toEqual([id]);
    const { lines } = await ask('show', id);
    expect(lines[1]).toMatch(`HOTEL_BOOKED: impossible. ${id}: status HOTEL_BOOKED does not fit saga null.`);
    await world.bookings.deleteOne({ _id: id });
  });

  it('refuses unknown and final bookings and invalid arguments', async () => {
    const unknown = reservationIdFor(newId('usr'), 'never');
    const none = { code: 1, lines: [], errors: `Reservation ${unknown} not found.\n` };
    expect(await Promise.all([ask('show', unknown), ask('retry', unknown)])).toEqual([none, none]);
    await world.startWorker();
    const id = await world.book({ roomTypeId: await world.roomType('rmt_done', 1) });
    await world.settled(id);
    expect(await ask('retry', id)).toEqual({
      code: 1,
      lines: [],
      errors: `${id} is COMPLETED: expected an unfinished booking.\n`,
    });
    const senseless = [['dance'], ['list', id], ['list', '--limit', '0']];
    const answers = await Promise.all(senseless.map((args) => ask(...args)));
    for (const { code, errors } of answers) {
      expect(code).toBe(2);
      expect(errors).toContain('Usage:');
    }
  });
});
