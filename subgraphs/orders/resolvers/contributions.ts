import { encodeCursor, parsePage, toPageConnection } from '../../../platform/page-connections.ts';
import { requireReader, requireUser } from '../../../platform/identity.ts';
import { parseId } from '../../../platform/id-input.ts';
import { orderIdFor, reservationIds, userIds } from '../domain/ids.ts';
import { newestFirst } from '../../../platform/stores/keyset-pages.ts';
import { snapshotOf } from '../domain/snapshot.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { fromDocument } from '../store/orders.ts';
import { readOrder } from './orders.ts';

/** The name of the list in its cursors. */
const list = 'orders';

/** The fields that orders adds to other subgraphs' entities. */
export const contributionResolvers = {
  Query: {
    me: (_parent, _arguments, { caller }) => ({ id: requireUser(caller).userId }),
  },
  User: {
    __resolveReference: ({ id }) => ({ id: parseId(userIds, id) }),
    async orders({ id: userId }, { first, after, status }, { caller, loaders }) {
      const page = parsePage(list, newestFirst, { first, after: after ?? null });
      requireReader(caller, userId);
      const filter = status === null || status === undefined ? { userId } : { userId, status };
      return toPageConnection(
        await loaders.orderPage.load({ filter, page }),
        page,
        ({ placedAt, _id }) => encodeCursor(list, [placedAt.getTime(), _id]),
        (document) => snapshotOf(fromDocument(document), userId),
      );
    },
  },
  Reservation: {
    __resolveReference: ({ id }) => ({ id: parseId(reservationIds, id) }),
    order: ({ id }, _arguments, context) => readOrder({ id: orderIdFor(id), version: null }, context),
  },
} satisfies Resolvers;
