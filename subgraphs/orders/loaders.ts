import type DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { EventLog } from '../../platform/events/event-log.ts';
import { snapshotKey } from '../../platform/ids.ts';
import { loaderByKey } from '../../platform/loaders.ts';
import { childPagesLoader } from '../../platform/stores/keyset-pages.ts';
import type { ChildPage } from '../../platform/stores/keyset-pages.ts';
import type { OrderSnapshot } from './domain/snapshot.ts';
import type { Buyer, BuyerStore } from './store/buyers.ts';
import type { OrderDocument } from './store/orders-document.ts';
import type { OrderStore } from './store/orders.ts';

/** One request's loaders. */
export interface Loaders {
  /** Orders as they stand, by id; null for a tombstone, too. */
  order: DataLoader<string, OrderSnapshot | null>;
  /** Orders as they were, by `<id>@<version>`, for as long as events are kept. */
  orderSnapshot: DataLoader<string, OrderSnapshot | null>;
  /** People's orders, newest first. */
  orderPage: DataLoader<ChildPage, OrderDocument[], string>;
  buyer: DataLoader<string, Buyer | null>;
}

/** Makes the loaders of one request. */
export function createLoaders({
  orders,
  orderModel,
  buyers,
  events,
}: {
  orders: OrderStore;
  orderModel: Model<OrderDocument>;
  buyers: BuyerStore;
  events: EventLog;
}): Loaders {
  return {
    order: loaderByKey(
      (ids) => orders.snapshots(ids),
      ({ id }) => id,
    ),
    orderSnapshot: loaderByKey(
      async (keys) =>
        Array.from((await events.snapshots(keys)).values(), ({ data }) => data as OrderSnapshot),
      ({ id, version }) => snapshotKey(id, version),
    ),
    orderPage: childPagesLoader(orderModel, 'placedAt'),
    buyer: loaderByKey(
      (ids) => buyers.find(ids),
      ({ id }) => id,
    ),
  };
}
