import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { OrderChange } from './evolve.ts';
import { evolve } from './evolve.ts';
import { ImpossibleOrder, stateOf } from './order.ts';
import type { Order } from './order.ts';

const at = new Date('2027-03-01T09:30:00Z');

describe('stateOf', () => {
  it('throws ImpossibleOrder for an order that contradicts itself', () => {
    const changes: readonly OrderChange[] = decide(null, {
      type: 'PlaceOrder',
      order: {
        ...{ id: 'ord_u_k', reservationId: 'rsv_u_k', number: 'WF-1', userId: 'usr_u' },
        ...{ paymentId: 'pay_u_k_1', method: 'pm_ok', currency: 'EUR' },
        lines: [{ description: 'a room', amount: 70_00 }],
      },
    });
    const order = changes.reduce<Order | null>((before, change) => evolve(before, change, at), null);
    const payment = order?.payments[0];
    if (order === null || payment === undefined) throw new Error('Expected an order with a payment.');

    expect(() => stateOf({ ...order, payments: [] })).toThrow(ImpossibleOrder);
    for (const status of ['CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED'] as const) {
      expect(() => stateOf({ ...order, payments: [{ ...payment, status }] })).toThrow(/ord_u_k is PLACED/);
    }
  });
});
