import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { PricedTrip } from '../domain/trip.ts';

/** A quote: prices frozen for a while. */
export interface QuoteDocument {
  /** `quo_…` */
  _id: string;
  /** Whose it is; null where nobody was signed in, and anyone who knows its id may book it. */
  userId: string | null;
  trip: PricedTrip;
  createdAt: Date;
  expiresAt: Date;
  /** The reservation that books it; null until then. */
  bookedBy: string | null;
}

/** Quotes are kept this long after they expire, so that a late booking is told what became of its quote. */
const keptAfterExpirySeconds = 24 * 60 * 60;

/** The quotes of a database. */
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
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: keptAfterExpirySeconds });
  return connection.model<QuoteDocument>('Quote', schema);
}

/** What comes of claiming a quote for a reservation. */
export type ClaimOutcome =
  | { outcome: 'claimed' }
  /** Another reservation has it. */
  | { outcome: 'already_booked'; bookedBy: string }
  /** Unknown, or past its time. */
  | { outcome: 'expired' };

export interface QuoteStore {
  insertQuote(quote: QuoteDocument): Promise<void>;
  /** The quote, expired or not; null where there is none. */
  findQuote(quoteId: string): Promise<QuoteDocument | null>;
  /**
   * Claims a quote for one reservation, once and for all: of any number of callers one reservation gets it.
   * Repeating it for that reservation gives the same answer, however late. Whose quote it is, is the caller's to check.
   */
  claimQuote(quoteId: string, reservationId: string, now: Date): Promise<ClaimOutcome>;
  /** Takes back the claim of a reservation that booked another quote; the claim of any other stays. */
  unclaimQuote(quoteId: string, reservationId: string): Promise<void>;
}

/** Keeps quotes. */
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
