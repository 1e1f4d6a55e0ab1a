import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RefundRule } from '../domain/cancellation-terms.ts';
import type { Cabin } from '../domain/trip.ts';
import { holdBookFields } from './holds.ts';
import type { Hold, HoldBook } from './holds.ts';

/** The seats of a cabin: `total` = `free` + held + booked. */
export interface CabinSeats {
  total: number;
  free: number;
  /** The price of one seat in minor units of the flight's currency. */
  price: number;
  refundable: boolean;
  /** Absent: the default rules apply. */
  refundRules?: RefundRule[];
}

export interface SeatHold extends Hold {
  cabin: Cabin;
}

/** A flight on one date with its seats. */
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
  /** The IANA time zone of the departure airport. */
  originTimeZone: string;
  /** The date of departure in `originTimeZone`: `YYYY-MM-DD`. */
  localDate: string;
  departsAt: Date;
  arrivesAt: Date;
  /** ISO 4217: the currency of the prices. */
  currency: string;
  cabins: Partial<Record<Cabin, CabinSeats>>;
  /** The last published version, from 1. */
  version: number;
  /** Rises with every write of a public field. */
  revision: number;
  /** True if public fields changed since `version`. The relay then publishes `version + 1`. */
  unpublished: boolean;
  /** The time of the last change of a public field. */
  changedAt: Date;
}

/** The public part of a flight: events carry it, and resolvers read it. */
export type FlightSnapshot = Omit<FlightDocument, keyof HoldBook>;

const text = { type: String, required: true } as const;
const time = { type: Date, required: true } as const;

/** The collection `flights`. */
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
  // For searches; its prefix serves `zoneOfAirport`.
  schema.index({ origin: 1, destination: 1, localDate: 1, departsAt: 1, _id: 1 });
  // For the relay: unpublished flights only.
  schema.index({ changedAt: 1 }, { partialFilterExpression: { unpublished: true } });
  return connection.model<FlightDocument>('Flight', schema);
}
