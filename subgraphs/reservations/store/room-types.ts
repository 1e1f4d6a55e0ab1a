import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RefundRule } from '../domain/cancellation-terms.ts';

/** A stored room type. Its free rooms and rates are in `roomMonths`. */
export interface RoomTypeDocument {
  /** `rmt_…` */
  _id: string;
  hotelId: string;
  name: string;
  /** Guests per room. */
  capacity: number;
  /** ISO 4217, of the nightly rates. */
  currency: string;
  refundable: boolean;
  /** Absent: the default rules apply. */
  refundRules?: RefundRule[];
}

const text = { type: String, required: true } as const;

/** The collection `roomTypes`. */
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
