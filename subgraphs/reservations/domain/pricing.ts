import type { ExchangeRates } from './exchange-rates.ts';
import { converted, divided, sum, times } from './money.ts';
import type { Money } from './money.ts';

/** What the catalogue says of something makes no price: a negative rate, an unknown currency or time zone, refunds of more than all. */
export class FaultyPrice extends Error {
  override readonly name = 'FaultyPrice';
  /** What it is the price of: the document's id. */
  readonly documentId: string;
  constructor(documentId: string, cause: RangeError) {
    super(`${documentId} cannot be priced: ${cause.message}`, { cause });
    this.documentId = documentId;
  }
}

/**
 * Works out a price.
 * @param documentId of what is priced
 * @throws FaultyPrice where what the catalogue says makes none
 */
export function priceOf<Price>(documentId: string, work: () => Price): Price {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new FaultyPrice(documentId, error) : error;
  }
}

/** As `priceOf`; null, after telling of it, for what cannot be priced: it is left out of what is offered. */
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

/** What a stay costs in the hotel's currency. */
export interface StayPrice {
  /** One room, one night: the average, rounded to the minor unit. For display; nothing is computed from it. */
  nightlyRate: Money;
  /** Every night's own rate, for all rooms. */
  total: Money;
}

/**
 * Prices a stay.
 * @param nightlyRates one room's rate on each night, in minor units
 * @throws RangeError where a rate is negative or no whole number, or the currency not one of ours
 */
export function stayPrice(nightlyRates: readonly number[], rooms: number, currency: string): StayPrice {
  const oneRoom = sum(nightlyRates, currency);
  return { nightlyRate: divided(oneRoom, nightlyRates.length), total: times(oneRoom, rooms) };
}

/** What a line is charged with: its price converted and rounded once, and the rate, which freezes with it. */
export interface Charge {
  charged: Money;
  exchangeRate: string;
}

/**
 * Converts a line's price.
 * @throws RangeError where there is no rate between the two currencies
 */
export function chargeOf(price: Money, currency: string, rates: ExchangeRates): Charge {
  const exchangeRate = rates.rate(price.currency, currency);
  if (exchangeRate === null) {
    throw new RangeError(`expected a rate from ${price.currency} to ${currency}, got none`);
  }
  return { charged: converted(price, exchangeRate, currency), exchangeRate };
}
