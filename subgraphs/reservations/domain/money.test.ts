import { describe, expect, it } from 'vitest';
import { converted, divided, isCurrency, money, percentOf, quotient, sum, times } from './money.ts';
import { sandboxExchangeRates } from './exchange-rates.ts';
import { chargeOf, stayPrice } from './pricing.ts';

describe('money', () => {
  it('accepts the currencies that are charged in', () => {
    expect(['EUR', 'JPY', 'KWD'].every(isCurrency)).toBe(true);
    expect(['eur', 'XXX', '', 'constructor', 'toString'].some(isCurrency)).toBe(false);
  });

  it.each([-1, 1.5, NaN, Infinity, 2 ** 53])('refuses %d minor units', (amount) => {
    expect(() => money(amount, 'EUR')).toThrow(RangeError);
  });

  it('refuses an unknown currency', () => {
    expect(() => money(1, 'XXX')).toThrow('expected a currency that is charged in, got XXX');
  });

  it('refuses sums above 2^53 - 1', () => {
    expect(() => times(money(2 ** 52, 'EUR'), 3)).toThrow(RangeError);
    expect(() => sum([2 ** 53 - 1, 1], 'EUR')).toThrow(RangeError);
  });

  it('refuses a negative part of a positive sum', () => {
    expect(() => sum([500, -100], 'EUR')).toThrow(RangeError);
  });

  it('divides with rounding half up', () => {
    expect(divided(money(100, 'EUR'), 3).amount).toBe(33);
    expect(divided(money(5, 'EUR'), 2).amount).toBe(3);
  });
});

describe('converted', () => {
  it.each([
    // 12.34 EUR at 1.08 is 13.3272 USD
    [1234, 'EUR', '1.08', 'USD', 1333],
    // 1 EUR at 163.5 is 163.5 JPY, which has no decimals: half goes up
    [100, 'EUR', '163.5', 'JPY', 164],
    // 1000 JPY at 0.00203 is 2.03 KWD, which has three
    [1000, 'JPY', '0.00203', 'KWD', 2030],
    // 1.000 KWD at 492.4698 is 492.4698 JPY
    [1000, 'KWD', '492.4698', 'JPY', 492],
    // 0.005 KWD at 1 is 0.005 BHD: nothing is lost between currencies of three decimals
    [5, 'KWD', '1', 'BHD', 5],
    // 0.005 of a unit is half a cent
    [5, 'KWD', '1', 'EUR', 1],
    [4, 'KWD', '1', 'EUR', 0],
  ])('%d %s at %s is %s %d', (amount, from, rate, to, expected) => {
    expect(converted(money(amount, from), rate, to)).toEqual({ amount: expected, currency: to });
  });

  it('is exact where floating point rounds', () => {
    // 1.005 × 100 is 100.49999999999999 in floating point, and would round down.
    expect(converted(money(100, 'EUR'), '1.005', 'USD').amount).toBe(101);
    expect(converted(money(2 ** 53 - 1, 'JPY'), '1', 'KRW').amount).toBe(2 ** 53 - 1);
  });

  it.each(['-1', '1e3', '', 'NaN', '.5'])('refuses the rate %j', (rate) => {
    expect(() => converted(money(1, 'EUR'), rate, 'USD')).toThrow(RangeError);
  });
});

describe('an exchange rate', () => {
  it('is 1 between a currency and itself', () => {
    expect(sandboxExchangeRates().rate('JPY', 'JPY')).toBe('1');
  });

  it('derives from the rates of the euro', () => {
    expect(sandboxExchangeRates().rate('EUR', 'USD')).toBe('1.08');
    expect(sandboxExchangeRates().rate('GBP', 'USD')).toBe('1.285714285714286');
  });

  it('is null for an unknown currency', () => {
    expect(sandboxExchangeRates().rate('EUR', 'XXX')).toBeNull();
    expect(sandboxExchangeRates().rate('constructor', 'EUR')).toBeNull();
  });

  it.each([
    ['1', '3', '0.333333333333333'],
    ['2', '3', '0.666666666666667'],
    ['100', '1', '100'],
    ['1.5', '0.25', '6'],
  ])('of %s to %s is %s', (dividend, divisor, expected) => {
    expect(quotient(dividend, divisor)).toBe(expected);
  });
});

describe('the price of a stay', () => {
  it('is the sum of its nights for every room, without rounding', () => {
    const price = stayPrice([10_000, 10_001, 10_001], 2, 'EUR');
    expect(price.total).toEqual({ amount: 60_004, currency: 'EUR' });
    expect(price.nightlyRate).toEqual({ amount: 10_001, currency: 'EUR' });
  });

  it('throws for an invalid rate', () => {
    expect(() => stayPrice([10_000, -1], 1, 'EUR')).toThrow(RangeError);
    expect(() => stayPrice([10_000, NaN], 1, 'EUR')).toThrow(RangeError);
  });

  it('is converted with the stored rate, rounded once', () => {
    expect(chargeOf(money(60_004, 'EUR'), 'JPY', sandboxExchangeRates())).toEqual({
      charged: { amount: 98_107, currency: 'JPY' },
      exchangeRate: '163.5',
    });
  });

  it('throws without an exchange rate', () => {
    expect(() => chargeOf(money(1, 'EUR'), 'USD', { rate: () => null })).toThrow(
      'unknown exchange rate from EUR to USD',
    );
  });
});

describe('percentOf', () => {
  it.each([
    [10_001, 50, 5_001],
    [333, 33, 110],
    [1, 50, 1],
    [1, 49, 0],
    [Number.MAX_SAFE_INTEGER, 100, Number.MAX_SAFE_INTEGER],
    [Number.MAX_SAFE_INTEGER, 50, 4_503_599_627_370_496],
  ])('of %i, %i per cent: %i, rounded half up', (amount, percent, share) => {
    expect(percentOf(money(amount, 'KWD'), percent)).toEqual({ amount: share, currency: 'KWD' });
  });

  it.each([-1, 101, 0.5, NaN])('refuses %d per cent', (percent) => {
    expect(() => percentOf(money(100, 'EUR'), percent)).toThrow('expected a whole number of per cent');
  });
});
