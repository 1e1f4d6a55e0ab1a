import type { ExchangeRates } from './exchange-rates.ts';
import { converted, divided, sum, times } from './money.ts';
import type { Money } from './money.ts';

/** Thrown for invalid catalogue data: a negative rate, an unknown currency or time zone, a refund above 100 per cent. */
export class FaultyPrice extends Error {
  override readonly name = 'FaultyPrice';
  /** The room type's or flight's id. */
  readonly documentId: string;
  constructor(documentId: string, cause: RangeError) {
    super(`${documentId} cannot be priced: ${cause.message}`, { cause });
    this.documentId = documentId;
  }
}

/**
 * Computes a price and names the document in its error.
 * @throws FaultyPrice where `work` throws a RangeError: the catalogue's data is invalid
 */
export function priceOf<Price>(documentId: string, work: () => Price): Price {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new FaultyPrice(documentId, error) : error;
  }
}

/** As `priceOf`, but reports a faulty price to `onFaulty` and returns null: searches leave the offer out. */
export function offered<Price>(
  documentId: string,
  work: () => Price,
  onFaulty: (fault: FaultyPrice) => void,
): Price | null {
  try {
    return priceOf(documentId, work);
  } catch (error) {
    if (!(error instanceof FaultyPrice)) throw error;
    onFaulty(error);
    return null;
  }
}

/** In the hotel's currency. */
export interface StayPrice {
  /** The average per room and night, rounded to the minor unit: for display only. */
  nightlyRate: Money;
  /** The sum of the nights' rates, for all rooms. */
  total: Money;
}

/**
 * Prices a stay.
 * @param nightlyRates the rate per room on each night, in minor units
 * @throws RangeError for a rate that is negative or no whole number, and for a currency that is not charged in
 */
export function stayPrice(nightlyRates: readonly number[], rooms: number, currency: string): StayPrice {
  const oneRoom = sum(nightlyRates, currency);
  return { nightlyRate: divided(oneRoom, nightlyRates.length), total: times(oneRoom, rooms) };
}

/** The price of a line in the currency it is charged in, with the exchange rate; both are frozen with the quote. */
export interface Charge {
  charged: Money;
  exchangeRate: string;
}

/**
 * Converts a line's price.
 * @throws RangeError where the rate between the two currencies is unknown
 */
export function chargeOf(price: Money, currency: string, rates: ExchangeRates): Charge {
  const exchangeRate = rates.rate(price.currency, currency);
  if (exchangeRate === null) {
    throw new RangeError(`unknown exchange rate from ${price.currency} to ${currency}`);
  }
  return { charged: converted(price, exchangeRate, currency), exchangeRate };
}
