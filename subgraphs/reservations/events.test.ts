import { describe, expect, it } from 'vitest';
import { paymentNewsOf } from './events.ts';

describe("a booking's payment", () => {
  it.each([
    ['order.paid', 'PAID', { kind: 'done', step: 'pay' }],
    ['order.payment_failed', 'PAYMENT_FAILED', { kind: 'refused', step: 'pay' }],
    ['order.cancelled', 'CANCELLED', { kind: 'undone', step: 'pay' }],
    ['order.refunded', 'REFUNDED', { kind: 'undone', step: 'pay' }],
  ])('is told of by %s', (type, status, news) => {
    expect(paymentNewsOf({ type, data: { status } })).toMatchObject(news);
  });

  it('stands where only a part was given back', () => {
    expect(paymentNewsOf({ type: 'order.refunded', data: { status: 'PAID', refunded: 30_00 } })).toBeNull();
  });

  it('stands where an order was placed', () => {
    expect(paymentNewsOf({ type: 'order.placed', data: { status: 'PLACED' } })).toBeNull();
  });
});
