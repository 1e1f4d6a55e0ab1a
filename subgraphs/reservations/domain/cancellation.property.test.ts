import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBooking } from './booking.ts';
import type { Completed } from './booking.ts';
import { termsOf } from './cancellation-terms.ts';
import type { RefundRule } from './cancellation-terms.ts';
import { decideCancellation, isCancellationQuoteId, quoteCancellation } from './cancellation.ts';
import type { StayLine } from './trip.ts';

const now = new Date('2031-05-01T12:00:00Z');
const ttlMs = 15 * 60_000;
const hourMs = 3_600_000;
const later = (hours: number) => new Date(now.getTime() + hours * hourMs);
const hours = fc.double({ min: 0, max: 200, noNaN: true });

const rule: fc.Arbitrary<RefundRule> = fc.record({
  hoursBefore: fc.nat({ max: 150 }),
  percent: fc.nat({ max: 100 }),
});

const line = fc.record({
  amount: fc.nat({ max: 10_000_000 }),
  startsInHours: fc.integer({ min: -10, max: 300 }),
  rules: fc.array(rule, { maxLength: 4 }),
});

function stay(
  at: number,
  { amount, startsInHours, rules }: typeof line extends fc.Arbitrary<infer L> ? L : never,
) {
  const price = { amount, currency: 'EUR' };
  return {
    ...{ kind: 'stay', lineId: `stay-${at}`, description: 'A room', hotelId: 'htl_a', roomTypeId: 'rmt_a' },
    ...{ roomTypeName: 'Double', checkIn: '2031-05-10', checkOut: '2031-05-12', rooms: 1, guests: 1 },
    ...{ price, charged: price, exchangeRate: '1', refundable: true },
    terms: termsOf(later(startsInHours), rules),
  } satisfies StayLine;
}

/** A booking of lines under terms of any kind, in any order, that is completed. */
const completed: fc.Arbitrary<Completed> = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[0-9a-z]{20}$/))
  .map(([lines, own]) => {
    const stays = lines.map((each, at) => stay(at, each));
    const total = { amount: lines.reduce((sum, { amount }) => sum + amount, 0), currency: 'EUR' };
    const {
      step: _step,
      intended: _intended,
      attempts: _attempts,
      ...record
    } = createBooking({
      ...{ id: `rsv_${own}_${own}`, userId: `usr_${own}`, trip: { stays, flights: [], total } },
      ...{ paymentMethod: 'pm_card', holdExpiresAt: now, createdAt: now },
    });
    return { ...record, status: 'COMPLETED' };
  });

const ask = { claimId: 'can_a', inputHash: 'hash' };

describe('the cancellation of a random booking', () => {
  it('refunds at most the charge of each line, and the sum of the lines', () => {
    fc.assert(
      fc.property(completed, hours, (booking, after) => {
        const quoted = quoteCancellation(booking, later(after), ttlMs);
        fc.pre(quoted.outcome === 'quoted');
        const { lines, refund } = quoted.quote;
        for (const each of lines) expect(each.refund.amount).toBeLessThanOrEqual(each.charged.amount);
        expect(refund.amount).toBe(lines.reduce((sum, each) => sum + each.refund.amount, 0));
        expect(refund.amount).toBeLessThanOrEqual(booking.trip.total.amount);
      }),
    );
  });

  it('never has a larger refund later', () => {
    fc.assert(
      fc.property(completed, hours, hours, (booking, some, more) => {
        const [early, late] = [Math.min(some, more), Math.max(some, more)].map((after) =>
          quoteCancellation(booking, later(after), ttlMs),
        );
        if (early?.outcome !== 'quoted') expect(late).toEqual(early);
        else if (late?.outcome === 'quoted') {
          expect(late.quote.refund.amount).toBeLessThanOrEqual(early.quote.refund.amount);
        }
      }),
    );
  });

  it('is accepted with its own quote and refund until the quote expires', () => {
    fc.assert(
      fc.property(completed, hours, fc.double({ min: 0, max: 1, noNaN: true }), (booking, after, share) => {
        const quoted = quoteCancellation(booking, later(after), ttlMs);
        fc.pre(quoted.outcome === 'quoted');
        const { id: quoteId, expiresAt, refund } = quoted.quote;
        expect(isCancellationQuoteId(quoteId)).toBe(true);
        const lastMs = expiresAt.getTime() - 1;
        const at = new Date(Math.round(later(after).getTime() * (1 - share) + lastMs * share));
        const decided = decideCancellation(booking, { ...ask, quoteId }, at, ttlMs);
        expect(decided).toMatchObject({
          outcome: 'accepted',
          decision: { events: [{ cancellation: { refund } }] },
        });
        const tooLate = decideCancellation(booking, { ...ask, quoteId }, expiresAt, ttlMs);
        expect(tooLate.outcome).toBe('refused');
      }),
    );
  });

  it('is refused with the quote of another booking and with a forged refund', () => {
    fc.assert(
      fc.property(completed, completed, fc.nat({ max: 20_000_000 }), (booking, other, made) => {
        const [own, others] = [booking, other].map((each) => quoteCancellation(each, now, ttlMs));
        fc.pre(own?.outcome === 'quoted' && others?.outcome === 'quoted' && booking.id !== other.id);
        const { id, refund } = own.quote;
        const forged = id.replace(/[0-9a-z]+$/, made.toString(36));
        const quoteIds = made === refund.amount ? [others.quote.id] : [others.quote.id, forged];
        for (const quoteId of quoteIds) {
          const decided = decideCancellation(booking, { ...ask, quoteId }, now, ttlMs);
          expect(decided).toEqual({ outcome: 'refused', reason: 'QUOTE_EXPIRED' });
        }
      }),
    );
  });
});
