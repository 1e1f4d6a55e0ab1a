import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import type { PaymentOutcome, Payments } from '../../../subgraphs/reservations/domain/suppliers.ts';
import type { Process } from './processes.ts';

/** The state of a booking's order. */
export interface Order {
  status: 'PLACED' | 'PAID' | 'PAYMENT_FAILED' | 'CANCELLED' | 'REFUNDED';
  total: number;
  /** In minor units, as `refunded`. */
  captured: number;
  refunded: number;
  /** By key. */
  refunds: Map<string, number>;
}

/** An event of the orders subgraph. */
export interface OrderEvent {
  type: string;
  subject: string;
  data: { status: Order['status'] };
}

export interface Orders {
  byReservation: ReadonlyMap<string, Order>;
  /** All events so far, in order. */
  published: readonly OrderEvent[];
  payments: Payments;
}

/** A payment method that is always declined. */
export const declinedMethod = 'pm_declined';

/**
 * A model of the orders subgraph behind the payments port, in a process that never dies: it completes a call even where
 * the caller dies.
 * @param captured called for every captured payment
 */
export function createOrders(process: Process, captured: (reservationId: string) => void): Orders {
  const orders = new Map<string, Order>();
  const published: OrderEvent[] = [];

  function publish(reservationId: string, { status }: Order, type: string): void {
    published.push({ type, subject: orderIdFor(reservationId), data: { status } });
  }

  function refundPart(reservationId: string, order: Order, key: string, amount: number): void {
    if (amount === 0) return;
    order.refunds.set(key, amount);
    order.refunded += amount;
    if (order.refunded === order.captured) order.status = 'REFUNDED';
    publish(reservationId, order, 'order.refunded');
  }

  function capture(id: string, order: Order, method: string): PaymentOutcome {
    switch (order.status) {
      case 'PLACED':
        if (method === declinedMethod) {
          order.status = 'PAYMENT_FAILED';
          publish(id, order, 'order.payment_failed');
        } else {
          order.status = 'PAID';
          order.captured = order.total;
          captured(id);
          publish(id, order, 'order.paid');
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
            publish(id, order, 'order.cancelled');
          } else if (order.status === 'PAID') {
            refundPart(id, order, 'rest', order.captured - order.refunded);
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
            refundPart(id, order, key, amount);
          });
        }
      },
    },
  };
}
