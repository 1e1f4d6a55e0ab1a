import type { Model } from 'mongoose';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';
import { publishedEventType } from '../domain/events.ts';
import type { OrderEventType } from '../domain/events.ts';
import { evolve } from '../domain/evolve.ts';
import type { OrderChange } from '../domain/evolve.ts';
import { nextProviderCall, stateOf } from '../domain/order.ts';
import type { Order } from '../domain/order.ts';
import { snapshotOf } from '../domain/snapshot.ts';
import type { OrderSnapshot } from '../domain/snapshot.ts';
import type { OrderDocument } from './orders-document.ts';

/** An unsettled order that the sweeper took over. */
export interface DueOrder {
  order: Order;
  /** Earlier attempts of the sweeper. */
  sweeps: number;
}

export interface OrderStore {
  find(id: string): Promise<Order | null>;
  /** The public part of these orders, in any order, without tombstones. */
  snapshots(ids: readonly string[]): Promise<OrderSnapshot[]>;
  /**
   * Writes changes and their event, in one operation on one document, guarded by its revision.
   * @param before the order as read; null if there was none
   * @returns the order as written; null if another writer was first: read again
   */
  write(before: Order | null, changes: readonly OrderChange[], at: Date): Promise<Order | null>;
  /**
   * Unsettled orders that are due, the longest waiting first. Each is given to one sweeper only, and is due again after
   * `againMs(sweeps)`.
   */
  takeDue(now: Date, limit: number, againMs: (sweeps: number) => number): Promise<DueOrder[]>;
  countUnsettled(): Promise<number>;
}

export interface OrderStoreOptions {
  orders: Model<OrderDocument>;
  /** The time after which the sweeper takes over an unsettled order from its caller. */
  settleAfterMs: number;
  /** Called after an event was written to the outbox. */
  onEvent: (type: OrderEventType) => void;
}

/** Reads and writes orders. */
export function createOrderStore({ orders, settleAfterMs, onEvent }: OrderStoreOptions): OrderStore {
  return {
    async find(id) {
      const document = await orders.findById(id).lean<OrderDocument>().exec();
      return document === null ? null : fromDocument(document);
    },

    async snapshots(ids) {
      const found = await orders
        .find({ _id: { $in: [...ids] } })
        .lean<OrderDocument[]>()
        .exec();
      return found.flatMap((document) => snapshotOfDocument(document) ?? []);
    },

    async write(before, changes, at) {
      const after = afterChanges(before, changes, at);
      const type = publishedEventType(before, after);
      const snapshot = after.userId === null ? null : snapshotOf(after, after.userId);
      const outbox =
        type === null || snapshot === null ? [] : [{ type, version: after.version, at, data: snapshot }];
      const settled = nextProviderCall(stateOf(after)) === null;
      const due = settled ? null : new Date(at.getTime() + settleAfterMs);
      const written =
        before === null
          ? await insert(orders, after, due, outbox)
          : await update(orders, before, after, due, outbox);
      if (!written) return null;
      for (const { type } of outbox) onEvent(type);
      return after;
    },

    async takeDue(now, limit, againMs) {
      const due = await orders
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean<(OrderDocument & { dueAt: Date })[]>()
        .exec();
      const taken = await Promise.all(
        due.map(async (document) => {
          const { _id, dueAt, sweeps } = document;
          const again = new Date(now.getTime() + againMs(sweeps));
          const { modifiedCount } = await orders.updateOne(
            { _id, dueAt },
            { $set: { dueAt: again }, $inc: { sweeps: 1 } },
          );
          return modifiedCount === 1 ? [{ order: fromDocument(document), sweeps }] : [];
        }),
      );
      return taken.flat();
    },

    countUnsettled: () => orders.countDocuments({ dueAt: { $exists: true } }).exec(),
  };
}

function afterChanges(before: Order | null, changes: readonly OrderChange[], at: Date): Order {
  const [first, ...rest] = changes;
  if (first === undefined) throw new Error('expected a change to write, got an empty list');
  const after = rest.reduce((order, change) => evolve(order, change, at), evolve(before, first, at));
  const published = publishedEventType(before, after) !== null;
  return {
    ...after,
    version: (before?.version ?? 0) + (published ? 1 : 0),
    revision: (before?.revision ?? 0) + 1,
  };
}

async function insert(
  orders: Model<OrderDocument>,
  { id: _id, ...order }: Order,
  dueAt: Date | null,
  outbox: OrderDocument['outbox'],
): Promise<boolean> {
  try {
    await orders.insertOne({ _id, ...order, ...(dueAt === null ? {} : { dueAt }), sweeps: 0, outbox });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function update(
  orders: Model<OrderDocument>,
  before: Order,
  after: Order,
  dueAt: Date | null,
  outbox: OrderDocument['outbox'],
): Promise<boolean> {
  const { status, refunded, payments, cancellation, updatedAt, version, revision } = after;
  const state = { status, refunded, payments, cancellation, updatedAt, version, revision, sweeps: 0 };
  const { matchedCount } = await orders.updateOne(
    { _id: before.id, revision: before.revision },
    {
      $set: dueAt === null ? state : { ...state, dueAt },
      ...(dueAt === null ? { $unset: { dueAt: true } } : {}),
      ...(outbox.length === 0 ? {} : { $push: { outbox: { $each: outbox } } }),
    },
  );
  return matchedCount === 1;
}

export function fromDocument({ _id, outbox: _o, dueAt: _d, sweeps: _s, ...order }: OrderDocument): Order {
  return { id: _id, ...order };
}

/** The public part of a stored order; null for a tombstone. */
function snapshotOfDocument(document: OrderDocument): OrderSnapshot | null {
  return document.userId === null ? null : snapshotOf(fromDocument(document), document.userId);
}
