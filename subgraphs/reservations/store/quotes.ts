import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { PricedTrip } from '../domain/trip.ts';

/** A stored quote. */
export interface QuoteDocument {
  /** `quo_…` */
  _id: string;
  /** The owner; null if the caller was not signed in: then every user who knows the id may book the quote. */
  userId: string | null;
  trip: PricedTrip;
  createdAt: Date;
  expiresAt: Date;
  /** The reservation that booked the quote; null until then. */
  bookedBy: string | null;
}

/** The time from expiry to deletion, so that a late booking gets a precise refusal. */
const retentionSeconds = 24 * 60 * 60;

/** The collection `quotes`. */
export function quoteModel(connection: Connection): Model<QuoteDocument> {
  const schema = new Schema<QuoteDocument>(
    {
      _id: { type: String, required: true },
      userId: { type: String, default: null },
      trip: { type: Schema.Types.Mixed, required: true },
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      bookedBy: { type: String, default: null },
    },
    { collection: 'quotes', versionKey: false, minimize: false },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: retentionSeconds });
  return connection.model<QuoteDocument>('Quote', schema);
}

export type ClaimOutcome =
  | { outcome: 'claimed' }
  /** By another reservation. */
  | { outcome: 'already_booked'; bookedBy: string }
  /** Or unknown. */
  | { outcome: 'expired' };

export interface QuoteStore {
  insertQuote(quote: QuoteDocument): Promise<void>;
  /** The quote, also an expired one. */
  findQuote(quoteId: string): Promise<QuoteDocument | null>;
  /**
   * Claims a quote for one reservation: of concurrent claims one succeeds. A repeated claim of the same reservation
   * succeeds again, also after expiry. The caller checks the owner.
   */
  claimQuote(quoteId: string, reservationId: string, now: Date): Promise<ClaimOutcome>;
  /** Deletes the reservation's claim, unless another reservation has claimed the quote. */
  unclaimQuote(quoteId: string, reservationId: string): Promise<void>;
}

/** Reads and writes quotes. */
export function createQuoteStore(quotes: Model<QuoteDocument>): QuoteStore {
  const findQuote = (quoteId: string) => quotes.findById(quoteId).lean<QuoteDocument>().exec();
  return {
    async insertQuote(quote) {
      await quotes.insertOne(quote);
    },
    findQuote,
    async claimQuote(quoteId, reservationId, now) {
      const { matchedCount } = await quotes.updateOne(
        { _id: quoteId, bookedBy: null, expiresAt: { $gt: now } },
        { $set: { bookedBy: reservationId } },
      );
      if (matchedCount === 1) return { outcome: 'claimed' };
      const quote = await findQuote(quoteId);
      if (quote?.bookedBy === reservationId) return { outcome: 'claimed' };
      if (quote?.bookedBy == null) return { outcome: 'expired' };
      return { outcome: 'already_booked', bookedBy: quote.bookedBy };
    },
    async unclaimQuote(quoteId, reservationId) {
      await quotes.updateOne({ _id: quoteId, bookedBy: reservationId }, { $set: { bookedBy: null } });
    },
  };
}
