import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';
import { createRendezvous } from '../../kit/rendezvous.ts';
import type { Rendezvous } from '../../kit/rendezvous.ts';

let world: BookingWorld;
beforeAll(async () => {
  world = await startBookingWorld();
});
afterAll(() => world.close());

it('a worker carries out the steps of several bookings concurrently', async () => {
  await world.flight('flt_together', 3);
  const trip = { flightId: 'flt_together' };
  const ids = [await world.book(trip), await world.book(trip), await world.book(trip)];
  const met: string[] = [];
  const rendezvous = new Map<string, Rendezvous>();
  await world.startWorker({
    async reach({ reservationId, step, stage }) {
      if (stage !== 'after-intent') return;
      const others = rendezvous.get(step) ?? createRendezvous(ids);
      rendezvous.set(step, others);
      await others.arrive(reservationId);
      met.push(step);
    },
  });
  for (const id of ids) expect(await world.settled(id)).toMatchObject({ status: 'COMPLETED' });

  const steps = ['holdFlight', 'pay', 'confirmFlight'];
  expect(met).toEqual(steps.flatMap((step) => ids.map(() => step)));
});
