import { orderIdFor } from '../../../platform/ids.ts';
import type { PaymentOutcome, Payments } from '../../../subgraphs/reservations/domain/suppliers.ts';
import type { Process } from './processes.ts';

/** What orders knows of a booking's order. */
export interface Order {
  status: 'PLACED' | 'PAID' | 'PAYMENT_FAILED' | 'CANCELLED' | 'REFUNDED';
  total: number;
  /** What was taken, and what came back of it. */
  captured: number;
  refunded: number;
  /** By key. */
  refunds: Map<string, number>;
}

/** What orders publishes. */
export interface OrderEvent {
  type: string;
  subject: string;
  data: { status: Order['status'] };
}

export interface Orders {
  byReservation: ReadonlyMap<string, Order>;
  /** Everything published so far, in order. */
  published: readonly OrderEvent[];
  payments: Payments;
}

/** The means of payment that is always declined. */
export const declinedMethod = 'pm_declined';

/**
 * The orders subgraph as the port of payments promises it, in a process of its own: what it was asked for it does,
 * whatever becomes of whoever asked.
 * @param captured told of every payment taken
 */
export function createOrders(process: Process, captured: (reservationId: string) => void): Orders {
  const orders = new Map<string, Order>();
  const published: OrderEvent[] = [];

  function tell(reservationId: string, { status }: Order, type: string): void {
    published.push({ type, subject: orderIdFor(reservationId), data: { status } });
  }

  function giveBack(reservationId: string, order: Order, key: string, amount: number): void {
    if (amount === 0) return;
    order.refunds.set(key, amount);
    order.refunded += amount;
    if (order.refunded === order.captured) order.status = 'REFUNDED';
    tell(reservationId, order, 'order.refunded');
  }

  function capture(id: string, order: Order, method: string): PaymentOutcome {
    switch (order.status) {
      case 'PLACED':
        if (method === declinedMethod) {
          order.status = 'PAYMENT_FAILED';
          tell(id, order, 'order.payment_failed');
        } else {
          order.status = 'PAID';
          order.captured = order.total;
          captured(id);
          tell(id, order, 'order.paid');
        }
        return capture(id, order, method);
      case 'PAYMENT_FAILED':
        return { outcome: 'declined', message: 'The payment was declined.' };
      case 'PAID':
        return { outcome: 'paid' };
      case 'CANCELLED':
      case 'REFUNDED':
        return { outcome: 'cancelled', message: 'It was undone.' };
    }
  }

  return {
    byReservation: orders,
    published,
    payments: {
      async pay({ reservationId: id, paymentMethod, lines }) {
        const order = await process.turn(`places the order of ${id}`, () => {
          const total = lines.reduce((sum, { amount }) => sum + amount, 0);
          const fresh: Order = { status: 'PLACED', total, captured: 0, refunded: 0, refunds: new Map() };
          const placed = orders.get(id) ?? fresh;
          orders.set(id, placed);
          return placed;
        });
        return process.turn(`captures ${id}`, () => capture(id, order, paymentMethod));
      },

      cancel: ({ reservationId: id }) =>
        process.turn(`cancels the order of ${id}`, () => {
          const order = orders.get(id);
          if (order === undefined) {
            const refunds = new Map<string, number>();
            orders.set(id, { status: 'CANCELLED', total: 0, captured: 0, refunded: 0, refunds });
          } else if (order.status === 'PLACED') {
            order.status = 'CANCELLED';
            tell(id, order, 'order.cancelled');
          } else if (order.status === 'PAID') {
            giveBack(id, order, 'rest', order.captured - order.refunded);
          }
        }),

      async refund({ reservationId: id, refunds }) {
        for (const { key, amount } of refunds) {
          await process.turn(`refunds ${key} of ${id}`, () => {
            const order = orders.get(id);
            if (order === undefined || order.captured === 0) throw new Error(`${id} was never paid`);
            const known = order.refunds.get(key);
            if (known === amount) return;
            if (known !== undefined || order.refunded + amount > order.captured) {
              throw new Error(`${id} cannot have ${amount} back for ${key}`);
            }
            giveBack(id, order, key, amount);
          });
        }
      },
    },
  };
}
