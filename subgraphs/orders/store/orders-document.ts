import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';
import { outboxFields, outboxIndex } from '../../../platform/events/outbox-source.ts';
import type { Order, OrderLine, Payment, Refund } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/snapshot.ts';

/** An order as it is stored, in `orders`. */
export interface OrderDocument extends Omit<Order, 'id'> {
  _id: string;
  /** When the sweep finishes what the payment provider still has to be asked; absent where there is nothing. */
  dueAt?: Date;
  /** How often the sweep has tried since the order last changed. */
  sweeps: number;
  outbox: OutboxEntry<OrderSnapshot>[];
}

// `id` is a field of ours here, not Mongoose's alias of `_id`.
const embedded = { _id: false, id: false } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;
const optionalText = { type: String, default: null } as const;

/** The orders' collection, with the indexes that its reads need. */
export function orderModel(connection: Connection): Model<OrderDocument> {
  const line = new Schema<OrderLine>({ description: text, amount: number }, embedded);
  const refund = new Schema<Refund>(
    { id: text, amount: number, reason: String, status: text, createdAt: instant },
    embedded,
  );
  const payment = new Schema<Payment>(
    {
      id: text,
      status: text,
      method: text,
      amount: number,
      refunded: number,
      providerReference: optionalText,
      failure: optionalText,
      refunds: [refund],
      createdAt: instant,
    },
    embedded,
  );
  const cancellation = new Schema({ reason: text, requestedAt: instant }, embedded);
  const schema = new Schema<OrderDocument>(
    {
      _id: text,
      userId: optionalText,
      reservationId: text,
      number: text,
      status: text,
      lines: [line],
      currency: text,
      total: number,
      refunded: number,
      payments: [payment],
      cancellation: { type: cancellation, default: null },
      placedAt: instant,
      updatedAt: instant,
      version: number,
      revision: number,
      dueAt: { type: Date },
      sweeps: number,
      ...outboxFields,
    },
    // A field that is not declared here is a mistake, not something to leave out.
    { collection: 'orders', versionKey: false, strict: 'throw' },
  );
  // A person's orders, newest first: all of them, and by status.
  schema.index({ userId: 1, placedAt: -1, _id: -1 });
  schema.index({ userId: 1, status: 1, placedAt: -1, _id: -1 });
  // Only what is not settled yet.
  schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
  outboxIndex(schema);
  return connection.model<OrderDocument>('Order', schema);
}
