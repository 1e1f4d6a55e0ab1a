import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { outboxFields, outboxIndex } from '../../../platform/events/outbox-source.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { Order, OrderLine, Payment, Refund } from '../domain/order.ts';

/** A stored order. */
export interface OrderDocument extends Omit<Order, 'id'> {
  _id: string;
  /** When the sweeper takes over the order. Absent on settled orders. */
  dueAt?: Date;
  /** Attempts of the sweeper since the order last changed. */
  sweeps: number;
  outbox: OrderEvent[];
}

// `id` is a stored field here, not Mongoose's alias of `_id`.
const embedded = { _id: false, id: false } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;
const optionalText = { type: String, default: null } as const;

/** The collection `orders`. */
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
    // A write with an undeclared field fails, instead of dropping the field.
    { collection: 'orders', versionKey: false, strict: 'throw' },
  );
  // For `User.orders`, newest first: all, and by status.
  schema.index({ userId: 1, placedAt: -1, _id: -1 });
  schema.index({ userId: 1, status: 1, placedAt: -1, _id: -1 });
  // For the sweeper: unsettled orders only.
  schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
  outboxIndex(schema);
  return connection.model<OrderDocument>('Order', schema);
}
