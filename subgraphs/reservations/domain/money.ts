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

/** Whether prices can be charged in a currency. */
export function isCurrency(code: string): boolean {
  return Object.hasOwn(decimalsOf, code);
}

/** @throws RangeError where the currency is not one of ours */
function decimals(currency: string): number {
  const known = isCurrency(currency) ? decimalsOf[currency] : undefined;
  if (known === undefined) throw new RangeError(`expected a currency that is charged in, got ${currency}`);
  return known;
}

/**
 * A sum of money from minor units.
 * @throws RangeError unless the amount is a whole number from 0 to 2^53 - 1 and the currency one of ours: what a
 * supplier makes up must not become a price
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

/** A share of a sum, to the nearest minor unit, half up. */
export function divided(price: Money, by: number): Money {
  return money(Number(halfUp(BigInt(price.amount), BigInt(by))), price.currency);
}

/**
 * So many per cent of a sum, to the nearest minor unit, half up.
 * @param percent a whole number from 0 to 100
 */
export function percentOf(price: Money, percent: number): Money {
  if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
    throw new RangeError(`expected a whole number of per cent from 0 to 100, got ${percent}`);
  }
  return money(Number(halfUp(BigInt(price.amount) * BigInt(percent), 100n)), price.currency);
}

/**
 * A sum in another currency, rounded once, to the nearest minor unit, half up. Exact: no floating point takes part.
 * @param rate how many units (not minor units) of `currency` one unit of the price's currency is, as a decimal number
 */
export function converted(price: Money, rate: string, currency: string): Money {
  const { digits, scale } = decimal(rate);
  const [from, to] = [decimals(price.currency), decimals(currency)];
  const exact = BigInt(price.amount) * digits * 10n ** BigInt(to);
  return money(Number(halfUp(exact, 10n ** BigInt(scale + from))), currency);
}

/** The quotient of two decimal numbers as one, exact or rounded half up after 15 decimals. */
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

/** `1.25` as 125 with 2 decimals. */
function decimal(text: string): { digits: bigint; scale: number } {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new RangeError(`expected a decimal number, got ${text}`);
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** Neither is negative. */
function halfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
