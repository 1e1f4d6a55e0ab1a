import { quotient } from './money.ts';

/** A source of exchange rates. A quote freezes the rates that it was made with. */
export interface ExchangeRates {
  /** Units of `to` per unit of `from`, as a decimal number; null for an unknown pair. */
  rate(from: string, to: string): string | null;
}

/**
 * Units of each currency per euro. SANDBOX ONLY: fixed, roughly the rates of 2025. A deployment that charges money
 * needs its own source.
 */
const sandboxUnitsPerEuro: Readonly<Record<string, string>> = {
  AED: '3.97',
  AUD: '1.66',
  BHD: '0.407',
  BRL: '6.21',
  CAD: '1.51',
  CHF: '0.94',
  CLP: '1025',
  CNY: '7.79',
  CZK: '25.1',
  DKK: '7.46',
  EUR: '1',
  GBP: '0.84',
  HKD: '8.41',
  HUF: '405',
  INR: '91.3',
  ISK: '147',
  JPY: '163.5',
  KRW: '1520',
  KWD: '0.332',
  MXN: '21.4',
  NOK: '11.7',
  NZD: '1.84',
  PLN: '4.27',
  RON: '4.98',
  SEK: '11.3',
  SGD: '1.44',
  THB: '37.1',
  TND: '3.38',
  TRY: '38.6',
  USD: '1.08',
  VND: '27100',
  ZAR: '19.8',
};

export function sandboxExchangeRates(): ExchangeRates {
  const unitsPerEuro = (currency: string) =>
    Object.hasOwn(sandboxUnitsPerEuro, currency) ? (sandboxUnitsPerEuro[currency] ?? null) : null;
  return {
    rate(from, to) {
      const [fromPerEuro, toPerEuro] = [unitsPerEuro(from), unitsPerEuro(to)];
      return fromPerEuro === null || toPerEuro === null ? null : quotient(toPerEuro, fromPerEuro);
    },
  };
}
