import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** A hotel. */
export interface HotelDocument {
  /** `htl_…` */
  _id: string;
  name: string;
  city: string;
  /** The city by `cityKeyOf`: what is searched for. */
  cityKey: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** IANA time zone: the hotel's calendar dates are in it. */
  timeZone: string;
  /** 1 to 5. */
  stars: number;
}

const text = { type: String, required: true } as const;

/** The hotels of a database. */
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
  // A page of a city's hotels, in the order of the list.
  schema.index({ cityKey: 1, name: 1, _id: 1 });
  return connection.model<HotelDocument>('Hotel', schema);
}

/** A city as it is searched for: in any case, with or without its accents, however spaced. */
export function cityKeyOf(city: string): string {
  return city.normalize('NFD').replace(/\p{M}/gu, '').trim().replace(/\s+/g, ' ').toLowerCase();
}
