import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RefundRule } from '../domain/cancellation-terms.ts';

/** A kind of room in a hotel. What is free and what it costs is in its months. */
export interface RoomTypeDocument {
  /** `rmt_…` */
  _id: string;
  hotelId: string;
  name: string;
  /** Guests that one room takes. */
  capacity: number;
  /** ISO 4217: the currency of the nightly rates. */
  currency: string;
  refundable: boolean;
  /** What comes back, and when; absent where the house's rules apply. */
  refundRules?: RefundRule[];
}

const text = { type: String, required: true } as const;

/** The room types of a database. */
export function roomTypeModel(connection: Connection): Model<RoomTypeDocument> {
  const schema = new Schema<RoomTypeDocument>(
    {
      _id: text,
      hotelId: text,
      name: text,
      capacity: { type: Number, required: true },
      currency: text,
      refundable: { type: Boolean, required: true },
      refundRules: {
        type: [new Schema<RefundRule>({ hoursBefore: Number, percent: Number }, { _id: false })],
        default: undefined,
      },
    },
    { collection: 'roomTypes', versionKey: false },
  );
  schema.index({ hotelId: 1 });
  return connection.model<RoomTypeDocument>('RoomType', schema);
}
