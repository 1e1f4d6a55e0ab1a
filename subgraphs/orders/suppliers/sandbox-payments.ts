import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** A stored payment of the sandbox provider. `_id` is the payment's idempotency key. */
export interface SandboxPaymentDocument {
  _id: string;
  status: 'ASKED' | 'AUTHORISED' | 'DECLINED' | 'CAPTURED' | 'VOIDED';
  /** Method, amount and currency are absent if the payment was voided before it was requested. */
  method?: string;
  /** In minor units. */
  amount?: number;
  currency?: string;
  /** When `pm_slow` answers. */
  answersAt?: Date;
  /** Faults of `pm_flaky` so far. */
  faults: number;
  /** In minor units: the sum of `refunds`. */
  refunded: number;
  refunds: { key: string; amount: number }[];
}

/** The collection `sandbox_payments`: it stands in for the payment provider's own system. */
export function sandboxPaymentModel(connection: Connection): Model<SandboxPaymentDocument> {
  const amount = { type: Number, required: true } as const;
  const schema = new Schema<SandboxPaymentDocument>(
    {
      _id: { type: String, required: true },
      status: { type: String, required: true },
      method: { type: String },
      amount: { type: Number },
      currency: { type: String },
      answersAt: { type: Date },
      faults: amount,
      refunded: amount,
      refunds: [new Schema({ key: { type: String, required: true }, amount }, { _id: false, id: false })],
    },
    { collection: 'sandbox_payments', versionKey: false },
  );
  return connection.model<SandboxPaymentDocument>('SandboxPayment', schema);
}
