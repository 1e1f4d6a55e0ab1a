import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streamOf } from '../../../platform/events/channels.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import { createDeadLetterStreams } from '../../../platform/events/dead-letters/dead-letter-streams.ts';
import { groupsOf } from '../../../platform/events/stream-trim.ts';
import { streamId } from '../../../platform/events/position.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { decide } from '../../../subgraphs/reservations/domain/saga.ts';
import type { Signal } from '../../../subgraphs/reservations/domain/saga.ts';
import { toBooking } from '../../../subgraphs/reservations/store/bookings-document.ts';
import { eventually } from '../../kit/eventually.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
beforeAll(async () => {
  world = await startBookingWorld();
  await world.startSubgraph();
});
afterAll(async () => {
  // No worker drives these bookings: they have no holds.
  await world.bookings.deleteMany();
  await world.close();
});

let bookings = 0;

/** A booking after an unanswered payment. */
async function paying(): Promise<string> {
  const id = await world.insertBooking({ flightId: 'flt_of_nobody' }, undefined, `key ${(bookings += 1)}`);
  const held: Signal = { type: 'StepDone', step: 'holdFlight' };
  for (const signal of [{ type: 'Resume' } as const, held]) {
    const row = await world.row(id);
    const { states } = decide(toBooking(row), signal, new Date());
    await world.store.record({ row, states, wakeAt: new Date(Date.now() + 900_000) });
  }
  return id;
}

/** An event of a booking's order, as the relay of orders adds it. */
function told(reservationId: string, type: string, version: number, more: object = {}): string {
  const subject = orderIdFor(reservationId);
  const event: CloudEvent = {
    ...{
      specversion: '1.0',
      id: `${subject}@${version}`,
      source: '/subgraphs/orders',
      type,
      subject,
      version,
    },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', data: { status: 'PAID' } },
  };
  return JSON.stringify({ ...event, ...more });
}

/** Adds events to the stream and waits until the consumer has acknowledged them. */
async function consumed(...events: string[]): Promise<void> {
  const stream = streamOf('orders');
  let last: string | null = null;
  for (const event of events) last = await world.redis.xadd(stream, '*', 'event', event);
  await eventually(async () => {
    const group = (await groupsOf(world.redis, stream)).find((each) => each.group === 'reservations');
    expect(group && { pending: group.pending, delivered: streamId(group.delivered) }).toEqual({
      ...{ pending: 0, delivered: last },
    });
  });
}

const letters = () => createDeadLetterStreams(world.redis).list({ group: 'reservations' });
const stepOf = async (id: string) => (await world.row(id)).saga?.step;
const undoingOf = async (id: string) => (await world.row(id)).saga?.undoing;

describe('an event of an order', () => {
  it('is applied once, also when it is repeated later', async () => {
    const id = await paying();
    await consumed(told(id, 'order.paid', 2), told(id, 'order.paid', 2));
    const { revision } = await world.row(id);
    await consumed(told(id, 'order.paid', 2));
    expect(await stepOf(id)).toBe('confirmFlight');
    expect((await world.row(id)).revision).toBe(revision);
  });

  it('changes nothing where a newer event was applied', async () => {
    const [paid, failed] = [await paying(), await paying()];
    await consumed(told(paid, 'order.paid', 2), told(failed, 'order.payment_failed', 2));
    const known = async () => {
      const rows = await Promise.all([paid, failed].map((id) => world.row(id)));
      return rows.map(({ status, saga, revision }) => ({ status, saga, revision }));
    };
    const before = await known();
    expect(before.map(({ status }) => status)).toEqual(['FLIGHT_BOOKED', 'COMPENSATING']);
    await consumed(
      ...[paid, failed].map((id) => told(id, 'order.placed', 1)),
      ...[told(paid, 'order.payment_failed', 1), told(failed, 'order.paid', 1)],
    );
    expect(await known()).toEqual(before);
  });

  it('is ignored before its step; the step itself finds the result', async () => {
    const id = await paying();
    await consumed(told(id, 'order.cancelled', 3));
    expect(await stepOf(id)).toBe('pay');
    await consumed(told(id, 'order.paid', 2));
    expect(await stepOf(id)).toBe('confirmFlight');
  });

  it('is skipped for an unknown type and for an unknown reservation', async () => {
    const id = await paying();
    const { revision } = await world.row(id);
    await consumed(told(id, 'order.teleported', 2), told('rsv_of_nobody', 'order.paid', 2));
    expect((await world.row(id)).revision).toBe(revision);
    expect(await letters()).toEqual([]);
  });

  it.each([
    ['order.paid', { specversion: '2.0' }, '✖ expected 1.0, got "2.0"'],
    ['order.refunded', { data: { state: { of: 'the payment' } } }, '→ at status'],
  ])(
    '%s %j of a future version becomes a dead letter, and is applied after an upgrade',
    async (type, more, reason) => {
      const [id, other] = [await paying(), await paying()];
      await consumed(told(id, 'order.payment_failed', 2), told(other, 'order.payment_failed', 2));
      await consumed(told(id, type, 3, more), told(other, 'order.cancelled', 3));
      expect(await undoingOf(other)).not.toContain('pay');
      expect(await undoingOf(id)).toContain('pay');
      const [letter] = await letters();
      expect(letter?.reason).toContain(reason);

      // As after an upgrade: the data is valid then.
      const readable = told(id, 'order.refunded', 3, { data: { status: 'REFUNDED' } });
      await createDeadLetterStreams(world.redis).replay(
        (await letters()).map((each) => ({ ...each, event: readable })),
      );

      await eventually(async () => {
        expect(await undoingOf(id)).not.toContain('pay');
      });
      expect(await letters()).toEqual([]);
    },
  );
});
