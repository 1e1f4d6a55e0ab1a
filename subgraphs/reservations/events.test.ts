import { describe, expect, it } from 'vitest';
import { paymentResultOf } from './events.ts';

describe("a booking's payment", () => {
  it.each([
    ['order.paid', 'PAID', { type: 'StepDone', step: 'pay' }],
    ['order.payment_failed', 'PAYMENT_FAILED', { type: 'StepRefused', step: 'pay' }],
    ['order.cancelled', 'CANCELLED', { type: 'StepUndone', step: 'pay' }],
    ['order.refunded', 'REFUNDED', { type: 'StepUndone', step: 'pay' }],
  ])('is told of by %s', (type, status, news) => {
    expect(paymentResultOf({ type, data: { status } })).toMatchObject(news);
  });

  it('stands where only a part was given back', () => {
    expect(paymentResultOf({ type: 'order.refunded', data: { status: 'PAID', refunded: 30_00 } })).toBeNull();
  });

  it('stands where an order was placed', () => {
    expect(paymentResultOf({ type: 'order.placed', data: { status: 'PLACED' } })).toBeNull();
  });
});
