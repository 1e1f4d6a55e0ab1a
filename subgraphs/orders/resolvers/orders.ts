import { canRead, requireAuthenticated } from '../../../platform/identity.ts';
import { keyOfReference, loadSnapshot, snapshotKey } from '../../../platform/events/snapshots.ts';
import type { SnapshotKey } from '../../../platform/events/snapshots.ts';
import { parseId } from '../../../platform/id-input.ts';
import { orderIds, userIdOf } from '../domain/ids.ts';
import type { Context } from '../context.ts';
import type { OrderSnapshot } from '../domain/snapshot.ts';
import type { Resolvers } from '../generated/resolvers.ts';

/** An order at its current or at one version; null if it does not exist or the caller may not read it. */
export async function readOrder(
  key: SnapshotKey,
  { caller, loaders }: Context,
): Promise<OrderSnapshot | null> {
  requireAuthenticated(caller);
  if (!canRead(caller, userIdOf(key.id))) return null;
  return loadSnapshot(loaders.orders, key);
}

/** Queries of orders. */
export const orderResolvers = {
  Query: {
    order: (_parent, { id }, context) => readOrder({ id: parseId(orderIds, id), version: null }, context),
  },
  Order: {
    __resolveReference: (reference, context) => readOrder(keyOfReference(orderIds, reference), context),
    snapshot: ({ id, version }) => snapshotKey(id, version),
    user: ({ userId }) => ({ id: userId }),
    reservation: ({ reservationId }) => ({ id: reservationId }),
    buyer: ({ userId }, _arguments, { loaders }) => loaders.buyer.load(userId),
    lines: ({ lines, currency }) =>
      lines.map(({ description, amount }) => ({ description, amount: { amount, currency } })),
    total: ({ total: amount, currency }) => ({ amount, currency }),
    refunded: ({ refunded: amount, currency }) => ({ amount, currency }),
    payments: ({ payments, currency }) =>
      payments.map(({ amount, refunded, refunds = [], ...payment }) => ({
        ...payment,
        amount: { amount, currency },
        refunded: { amount: refunded, currency },
        refunds: refunds.map((refund) => ({ ...refund, amount: { amount: refund.amount, currency } })),
      })),
  },
} satisfies Resolvers;
