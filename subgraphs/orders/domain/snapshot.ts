import type { Order, OrderLine, OrderStatus, Payment, PaymentStatus, Refund } from './order.ts';

/** The public part of a payment. */
type PaymentSnapshot = Pick<Payment, 'id' | 'status' | 'method' | 'amount' | 'refunded' | 'createdAt'> & {
  /** The completed refunds. Absent in events published before refunds were public. */
  refunds?: RefundSnapshot[];
};

/** The public part of a refund. */
interface RefundSnapshot {
  id: string;
  amount: number;
  reason: string;
  createdAt: Date;
}

/** The public part of an order at one version: events carry it, and resolvers read it. */
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

/** The public part of a placed order. It stays the same while the version does. */
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

function refundSnapshot({ id, amount, reason = 'Refunded.', createdAt }: Refund): RefundSnapshot {
  return { id, amount, reason, createdAt };
}

/** The payment of a PLACED order is public as PENDING, also once authorised: the order's next status publishes more. */
function publishedStatus({ status }: Order, payment: Payment): PaymentStatus {
  return status === 'PLACED' ? 'PENDING' : payment.status;
}
