import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { holdBookFields } from './holds.ts';
import type { Hold, HoldBook } from './holds.ts';

/** A night of a room type. `total` = `free` + what is held and booked. */
export interface Night {
  /** Rooms there are. */
  total: number;
  /** Rooms neither held nor booked. */
  free: number;
  /** What one room costs, in minor units of the room type's currency. */
  rate: number;
}

export interface RoomHold extends Hold {
  /** The nights of this month, as two digits each. */
  nights: string[];
}

/** A room type's inventory of one month: one document, so that the nights of a stay change in one atomic write. */
export interface RoomMonthDocument extends HoldBook<RoomHold> {
  /** `<roomTypeId>:<YYYY-MM>` */
  _id: string;
  roomTypeId: string;
  hotelId: string;
  /** `YYYY-MM` */
  month: string;
  /** By day of the month, as two digits: `01`. A night that is missing is not for sale. */
  nights: Record<string, Night>;
}

/** What reads know of a month. */
export type RoomMonth = Omit<RoomMonthDocument, keyof HoldBook>;

/** A month's document. */
export function roomMonthId(roomTypeId: string, month: string): string {
  return `${roomTypeId}:${month}`;
}

const text = { type: String, required: true } as const;

/** The months of a database. They are read and written by `_id` alone. */
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
