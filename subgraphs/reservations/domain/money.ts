/** An amount in integer minor units of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}

/** The currencies that trips are priced and charged in, with the decimals of their minor units (ISO 4217). */
const decimalsOf: Readonly<Record<string, number>> = {
  AED: 2,
  AUD: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  INR: 2,
  ISK: 0,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MXN: 2,
  NOK: 2,
  NZD: 2,
  PLN: 2,
  RON: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  USD: 2,
  VND: 0,
  ZAR: 2,
};

/** True for the currencies that trips are charged in. */
export function isCurrency(code: string): boolean {
  return Object.hasOwn(decimalsOf, code);
}

/** @throws RangeError for a currency that is not charged in */
function decimals(currency: string): number {
  const known = isCurrency(currency) ? decimalsOf[currency] : undefined;
  if (known === undefined) throw new RangeError(`expected a currency that is charged in, got ${currency}`);
  return known;
}

/**
 * Creates money from minor units. The check keeps invalid numbers of a supplier out of prices.
 * @throws RangeError for an amount that is no whole number from 0 to 2^53 - 1, and for an unknown currency
 */
export function money(amount: number, currency: string): Money {
  decimals(currency);
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RangeError(`expected an amount in minor units from 0 to 2^53 - 1, got ${amount} ${currency}`);
  }
  return { amount, currency };
}

/** @throws RangeError as `money` does */
export function sum(amounts: readonly number[], currency: string): Money {
  return money(
    amounts.reduce((total, amount) => total + money(amount, currency).amount, 0),
    currency,
  );
}

/** @throws RangeError as `money` does */
export function times(price: Money, count: number): Money {
  return money(price.amount * count, price.currency);
}

/** Divides a price, rounded half up to the minor unit. */
export function divided(price: Money, by: number): Money {
  return money(Number(halfUp(BigInt(price.amount), BigInt(by))), price.currency);
}

/**
 * Takes a percentage of a price, rounded half up to the minor unit.
 * @param percent a whole number from 0 to 100
 */
export function percentOf(price: Money, percent: number): Money {
  if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
    throw new RangeError(`expected a whole number of per cent from 0 to 100, got ${percent}`);
  }
  return money(Number(halfUp(BigInt(price.amount) * BigInt(percent), 100n)), price.currency);
}

/**
 * Converts a price to another currency, rounded half up to the minor unit. Integer arithmetic: rounded once, exactly.
 * @param rate units (not minor units) of `currency` per unit of the price's currency, as a decimal number
 */
export function converted(price: Money, rate: string, currency: string): Money {
  const { digits, scale } = decimal(rate);
  const [from, to] = [decimals(price.currency), decimals(currency)];
  const exact = BigInt(price.amount) * digits * 10n ** BigInt(to);
  return money(Number(halfUp(exact, 10n ** BigInt(scale + from))), currency);
}

/** Divides two decimal numbers, rounded half up after 15 decimals. */
export function quotient(dividend: string, divisor: string): string {
  const [above, below] = [decimal(dividend), decimal(divisor)];
  const places = 15;
  const scaled = halfUp(
    above.digits * 10n ** BigInt(below.scale + places),
    below.digits * 10n ** BigInt(above.scale),
  );
  const text = scaled.toString().padStart(places + 1, '0');
  return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.?0+$/, '');
}

/** Parses `1.25` into the digits 125 with a scale of 2. */
function decimal(text: string): { digits: bigint; scale: number } {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new RangeError(`expected a decimal number, got ${text}`);
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** For non-negative numbers. */
function halfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
