import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

export interface HotelDocument {
  /** `htl_…` */
  _id: string;
  name: string;
  city: string;
  /** `cityKeyOf(city)`, for searches. */
  cityKey: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** The IANA time zone of the hotel's dates. */
  timeZone: string;
  /** 1 to 5. */
  stars: number;
}

const text = { type: String, required: true } as const;

/** The collection `hotels`. */
export function hotelModel(connection: Connection): Model<HotelDocument> {
  const schema = new Schema<HotelDocument>(
    {
      _id: text,
      name: text,
      city: text,
      cityKey: text,
      country: text,
      timeZone: text,
      stars: { type: Number, required: true },
    },
    { collection: 'hotels', versionKey: false },
  );
  // For searches, in the order of the list.
  schema.index({ cityKey: 1, name: 1, _id: 1 });
  return connection.model<HotelDocument>('Hotel', schema);
}

/** The search key of a city: lower case, without accents, with single spaces. */
export function cityKeyOf(city: string): string {
  return city.normalize('NFD').replace(/\p{M}/gu, '').trim().replace(/\s+/g, ' ').toLowerCase();
}
