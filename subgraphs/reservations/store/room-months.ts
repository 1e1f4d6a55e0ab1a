import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { holdBookFields } from './holds.ts';
import type { Hold, HoldBook } from './holds.ts';

/** A night of a room type: `total` = `free` + held + booked. */
export interface Night {
  total: number;
  free: number;
  /** The price of one room in minor units of the room type's currency. */
  rate: number;
}

export interface RoomHold extends Hold {
  /** Days of the month, two digits each. */
  nights: string[];
}

/** The inventory of a room type in one month: one document, so that the nights of a stay change in one atomic write. */
export interface RoomMonthDocument extends HoldBook<RoomHold> {
  /** `<roomTypeId>:<YYYY-MM>` */
  _id: string;
  roomTypeId: string;
  hotelId: string;
  /** `YYYY-MM` */
  month: string;
  /** By day of the month in two digits: `01`. A missing night is not for sale. */
  nights: Record<string, Night>;
}

export type RoomMonth = Omit<RoomMonthDocument, keyof HoldBook>;

export function roomMonthId(roomTypeId: string, month: string): string {
  return `${roomTypeId}:${month}`;
}

const text = { type: String, required: true } as const;

/** The collection `roomMonths`. It is read and written by `_id` only. */
export function roomMonthModel(connection: Connection): Model<RoomMonthDocument> {
  const schema = new Schema<RoomMonthDocument>(
    {
      _id: text,
      roomTypeId: text,
      hotelId: text,
      month: text,
      nights: { type: Schema.Types.Mixed, required: true },
      ...holdBookFields,
    },
    { collection: 'roomMonths', versionKey: false, minimize: false },
  );
  return connection.model<RoomMonthDocument>('RoomMonth', schema);
}
