import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { converted, divided, money, percentOf, quotient } from './money.ts';

/** Decimals of their minor units. */
const currencies = { EUR: 2, JPY: 0, KWD: 3 } as const;
const currency = fc.constantFrom('EUR' as const, 'JPY' as const, 'KWD' as const);
const amount = fc.oneof(fc.nat({ max: 1_000_000 }), fc.maxSafeNat());
/** A rate as it is given: a decimal number, a whole part and up to ten decimals. */
const rate = fc.tuple(fc.nat({ max: 99_999 }), fc.stringMatching(/^\d{0,10}$/)).map(([whole, fraction]) => ({
  text: fraction === '' ? String(whole) : `${whole}.${fraction}`,
  digits: BigInt(`${whole}${fraction}`),
  scale: BigInt(fraction.length),
}));

/** True for the nearest whole number to a fraction, rounded half up. */
function expectNearest(found: number, dividend: bigint, divisor: bigint): void {
  const twiceTooMuch = 2n * (BigInt(found) * divisor - dividend);
  expect(twiceTooMuch > -divisor && twiceTooMuch <= divisor).toBe(true);
}

describe('random money', () => {
  it('percentOf rounds half up and never exceeds the amount', () => {
    fc.assert(
      fc.property(amount, fc.nat({ max: 100 }), (whole, percent) => {
        const share = percentOf(money(whole, 'EUR'), percent);
        expectNearest(share.amount, BigInt(whole) * BigInt(percent), 100n);
        expect(share.amount).toBeLessThanOrEqual(whole);
        expect(share.currency).toBe('EUR');
      }),
    );
  });

  it('divided rounds half up', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 10_000 }), (whole, by) => {
        expectNearest(divided(money(whole, 'JPY'), by).amount, BigInt(whole), BigInt(by));
      }),
    );
  });

  it('converted is exact, or throws above 2^53 - 1', () => {
    fc.assert(
      fc.property(amount, currency, currency, rate, (whole, from, to, { text, digits, scale }) => {
        const dividend = BigInt(whole) * digits * 10n ** BigInt(currencies[to]);
        const divisor = 10n ** (scale + BigInt(currencies[from]));
        if (dividend / divisor > BigInt(Number.MAX_SAFE_INTEGER) - 1n) {
          fc.pre(dividend / divisor > BigInt(Number.MAX_SAFE_INTEGER));
          expect(() => converted(money(whole, from), text, to)).toThrow(RangeError);
        } else {
          const result = converted(money(whole, from), text, to);
          expectNearest(result.amount, dividend, divisor);
          expect(result.currency).toBe(to);
        }
      }),
    );
  });

  it('quotient is exact to the fifteenth decimal', () => {
    fc.assert(
      fc.property(rate, rate, (above, below) => {
        fc.pre(below.digits > 0n);
        const found = quotient(above.text, below.text);
        const [whole = '', fraction = ''] = found.split('.');
        const scaled = BigInt(whole + fraction.padEnd(15, '0'));
        const divisor = below.digits * 10n ** above.scale;
        const twiceTooMuch = 2n * (scaled * divisor - above.digits * 10n ** (below.scale + 15n));
        expect(twiceTooMuch > -divisor && twiceTooMuch <= divisor).toBe(true);
        expect(found).toMatch(/^\d+(\.\d*[1-9])?$/);
      }),
    );
  });
});
