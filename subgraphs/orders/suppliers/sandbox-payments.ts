import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** A payment as the sandbox provider keeps it, under the key that it was asked with. */
export interface SandboxPayment {
  _id: string;
  status: 'ASKED' | 'AUTHORISED' | 'DECLINED' | 'CAPTURED' | 'VOIDED';
  /** Absent on one that was voided before it was asked for, as are amount and currency. */
  method?: string;
  /** In minor units. */
  amount?: number;
  currency?: string;
  /** When a slow method comes to its answer. */
  answersAt?: Date;
  /** How often a flaky method has failed. */
  faults: number;
  /** In minor units: the sum of `refunds`. */
  refunded: number;
  refunds: { key: string; amount: number }[];
}

/** The sandbox provider's own collection, `sandbox_payments`: it stands in for somebody else's system. */
export function sandboxPaymentModel(connection: Connection): Model<SandboxPayment> {
  const amount = { type: Number, required: true } as const;
  const schema = new Schema<SandboxPayment>(
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
  return connection.model<SandboxPayment>('SandboxPayment', schema);
}
