import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RefundRule } from '../domain/cancellation-terms.ts';
import type { Cabin } from '../domain/trip.ts';
import { holdBookFields } from './holds.ts';
import type { Hold, HoldBook } from './holds.ts';

/** A cabin's seats. `total` = `free` + what is held and booked. */
export interface CabinSeats {
  total: number;
  free: number;
  /** What one seat costs, in minor units of the flight's currency. */
  price: number;
  refundable: boolean;
  /** What comes back, and when; absent where the house's rules apply. */
  refundRules?: RefundRule[];
}

export interface SeatHold extends Hold {
  cabin: Cabin;
}

/** A flight on one day with its seats: one document. */
export interface FlightDocument extends HoldBook<SeatHold> {
  /** `flt_…` */
  _id: string;
  /** The airline's IATA code. */
  carrier: string;
  /** With the airline's code: `TP123`. */
  number: string;
  /** IATA airport codes. */
  origin: string;
  destination: string;
  /** IANA time zone of the airport it leaves from. */
  originTimeZone: string;
  /** The calendar date of departure where it leaves, `YYYY-MM-DD`. */
  localDate: string;
  departsAt: Date;
  arrivesAt: Date;
  /** ISO 4217: the currency of the prices. */
  currency: string;
  /** The cabins that the aeroplane has. */
  cabins: Partial<Record<Cabin, CabinSeats>>;
  /** The version last published, from 1. */
  version: number;
  /** Raised by every write that changes what the public sees. */
  revision: number;
  /** Whether something changed since `version`; such flights wait to be published as `version + 1`. */
  unpublished: boolean;
  /** When something last changed. */
  changedAt: Date;
}

/** What reads know of a flight, and what its events carry. */
export type FlightSnapshot = Omit<FlightDocument, keyof HoldBook>;

const text = { type: String, required: true } as const;
const time = { type: Date, required: true } as const;

/** The flights of a database. */
export function flightModel(connection: Connection): Model<FlightDocument> {
  const schema = new Schema<FlightDocument>(
    {
      _id: text,
      carrier: text,
      number: text,
      origin: text,
      destination: text,
      originTimeZone: text,
      localDate: text,
      departsAt: time,
      arrivesAt: time,
      currency: text,
      cabins: { type: Schema.Types.Mixed, required: true },
      version: { type: Number, default: 1 },
      revision: { type: Number, default: 1 },
      unpublished: { type: Boolean, default: false },
      changedAt: { type: Date, required: true },
      ...holdBookFields,
    },
    { collection: 'flights', versionKey: false, minimize: false },
  );
  // A page of a day's flights between two airports, earliest first; by its prefix also an airport's time zone.
  schema.index({ origin: 1, destination: 1, localDate: 1, departsAt: 1, _id: 1 });
  // The flights that wait to be published: few, whatever the size of the timetable.
  schema.index({ changedAt: 1 }, { partialFilterExpression: { unpublished: true } });
  return connection.model<FlightDocument>('Flight', schema);
}
