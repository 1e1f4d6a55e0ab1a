import type { Order, OrderLine, OrderStatus, Payment, PaymentStatus, Refund } from './order.ts';

/** A payment as its buyer may see it. */
type PaymentSnapshot = Pick<Payment, 'id' | 'status' | 'method' | 'amount' | 'refunded' | 'createdAt'> & {
  /** Those that are done; absent in events published before they were told of. */
  refunds?: RefundSnapshot[];
};

/** A part of a payment that was given back, as its buyer may see it. */
interface RefundSnapshot {
  id: string;
  amount: number;
  reason: string;
  createdAt: Date;
}

/** An order as the public sees it at one version: what events carry and resolvers read, whether live or from an event. */
export interface OrderSnapshot {
  id: string;
  userId: string;
  reservationId: string;
  number: string;
  status: OrderStatus;
  lines: OrderLine[];
  /** ISO 4217, of every amount of the order. */
  currency: string;
  total: number;
  refunded: number;
  payments: PaymentSnapshot[];
  placedAt: Date;
  updatedAt: Date;
  version: number;
}

/**
 * The public part of a placed order. It is the same for as long as the version is: what changes between two versions
 * is for the order's own use.
 */
export function snapshotOf(order: Order, userId: string): OrderSnapshot {
  const { id, reservationId, number, status, currency, total, refunded } = order;
  return {
    ...{ id, userId, reservationId, number, status, currency, total, refunded },
    lines: order.lines.map(({ description, amount }) => ({ description, amount })),
    payments: order.payments.map((payment) => {
      const { id, method, amount, refunded, createdAt } = payment;
      return {
        ...{ id, method, amount, refunded, createdAt },
        status: publishedStatus(order, payment),
        refunds: payment.refunds.filter(({ status }) => status === 'DONE').map(refundSnapshot),
      };
    }),
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
    version: order.version,
  };
}

function refundSnapshot({ id, amount, reason = 'Given back.', createdAt }: Refund): RefundSnapshot {
  return { id, amount, reason, createdAt };
}

/**
 * Where a payment publicly stands. What the provider has set aside, or even taken, of an order that is still PLACED is
 * on its way to the order's next published state, and is published with that.
 */
function publishedStatus({ status }: Order, payment: Payment): PaymentStatus {
  return status === 'PLACED' ? 'PENDING' : payment.status;
}
