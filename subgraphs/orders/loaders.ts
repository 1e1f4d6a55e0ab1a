import type DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { EventLog } from '../../platform/events/event-log.ts';
import { createSnapshotLoaders, outboxSnapshots } from '../../platform/events/snapshots.ts';
import type { SnapshotLoaders } from '../../platform/events/snapshots.ts';
import { loaderByKey } from '../../platform/loaders.ts';
import { childPagesLoader } from '../../platform/stores/keyset-pages.ts';
import type { ChildPage } from '../../platform/stores/keyset-pages.ts';
import type { StoreGuard } from '../../platform/stores/store-guard.ts';
import type { OrderSnapshot } from './domain/snapshot.ts';
import type { Buyer, BuyerStore } from './store/buyers.ts';
import type { OrderDocument } from './store/orders-document.ts';
import type { OrderStore } from './store/orders.ts';

/** The DataLoaders of one request. */
export interface Loaders {
  /** Null for a tombstone. */
  orders: SnapshotLoaders<OrderSnapshot>;
  /** Pages of users' orders, newest first. */
  orderPage: DataLoader<ChildPage, OrderDocument[], string>;
  buyer: DataLoader<string, Buyer | null>;
}

export function createLoaders({
  orders,
  orderModel,
  buyers,
  events,
  guard,
}: {
  orders: OrderStore;
  orderModel: Model<OrderDocument>;
  buyers: BuyerStore;
  events: EventLog;
  guard: StoreGuard;
}): Loaders {
  const waiting = outboxSnapshots<OrderSnapshot>(orderModel);
  return {
    orders: createSnapshotLoaders({
      live: (ids) => orders.snapshots(ids),
      waiting: (ids) => guard.run(() => waiting(ids)),
      ...{ events, idOf: ({ id }) => id },
    }),
    orderPage: childPagesLoader(orderModel, 'placedAt', guard),
    buyer: loaderByKey(
      (ids) => buyers.find(ids),
      ({ id }) => id,
    ),
  };
}
