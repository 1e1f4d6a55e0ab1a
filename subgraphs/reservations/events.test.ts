import { describe, expect, it } from 'vitest';
import { paymentResultOf } from './events.ts';

describe('paymentResultOf', () => {
  it.each([
    ['order.paid', 'PAID', { type: 'StepDone', step: 'pay' }],
    ['order.payment_failed', 'PAYMENT_FAILED', { type: 'StepRefused', step: 'pay' }],
    ['order.cancelled', 'CANCELLED', { type: 'StepUndone', step: 'pay' }],
    ['order.refunded', 'REFUNDED', { type: 'StepUndone', step: 'pay' }],
  ])('%s is a result of the payment', (type, status, news) => {
    expect(paymentResultOf({ type, data: { status } })).toMatchObject(news);
  });

  it('ignores a partial refund', () => {
    expect(paymentResultOf({ type: 'order.refunded', data: { status: 'PAID', refunded: 30_00 } })).toBeNull();
  });

  it('ignores order.placed', () => {
    expect(paymentResultOf({ type: 'order.placed', data: { status: 'PLACED' } })).toBeNull();
  });
});
