import { z } from 'zod';
import { badUserInput } from '../../../platform/errors.ts';
import { parseId } from '../../../platform/id-input.ts';
import { orderIdFor, reservationIds, userIdOf, userIds } from '../domain/ids.ts';
import { parseInput } from '../../../platform/input.ts';
import type { RefundPart } from '../domain/decide.ts';
import type { OrderToPlace, OrderKey } from '../domain/evolve.ts';
import type { CancelOrderInput, PayOrderInput, RefundOrderInput } from '../generated/resolvers.ts';

/** ISO 4217's codes, as far as the platform knows them. */
const currencies = new Set(Intl.supportedValuesOf('currency'));

const shortText = z.string().trim().min(1, 'a text').max(500, 'at most 500 characters');

const payShape = z.object({
  paymentMethod: shortText,
  currency: z.string().refine((code) => currencies.has(code), 'an ISO 4217 currency code'),
  lines: z
    .array(
      z.object({
        description: shortText,
        amount: z
          .int('a whole number of minor units')
          .min(0, 'an amount that is not negative')
          .max(Number.MAX_SAFE_INTEGER, 'an amount up to 2^53 - 1'),
      }),
    )
    .min(1, 'at least one line')
    .max(100, 'at most 100 lines')
    .refine(
      (lines) => Number.isSafeInteger(sum(lines)) && sum(lines) > 0,
      'lines that add up to more than nothing and at most 2^53 - 1',
    ),
});

function sum(lines: readonly { amount: number }[]): number {
  return lines.reduce((total, { amount }) => total + amount, 0);
}

/**
 * The order that is to be placed and paid.
 * @throws GraphQLError BAD_USER_INPUT naming the faulty field
 */
export function parsePayOrder(input: PayOrderInput): OrderToPlace {
  const names = parseNames(input);
  const { paymentMethod, currency, lines } = parseInput(z.object({ input: payShape }), { input }).input;
  return {
    ...names,
    userId: input.userId,
    paymentId: `pay_${names.id.slice('ord_'.length)}_1`,
    method: paymentMethod,
    currency,
    lines,
  };
}

/**
 * The order that is to be undone, and why.
 * @throws GraphQLError BAD_USER_INPUT naming the faulty field
 */
export function parseCancelOrder(input: CancelOrderInput): { order: OrderKey; reason: string } {
  const order = parseNames(input);
  const shape = z.object({ input: z.object({ reason: shortText }) });
  return { order, reason: parseInput(shape, { input }).input.reason };
}

const refundShape = z.object({
  refunds: z
    .array(
      z.object({
        key: z.string().regex(/^[\w-]{1,64}$/, 'a key of 1 to 64 letters, digits, - or _'),
        amount: z
          .int('a whole number of minor units')
          .min(1, 'an amount of at least 1')
          .max(Number.MAX_SAFE_INTEGER, 'an amount up to 2^53 - 1'),
        reason: shortText,
      }),
    )
    .min(1, 'at least one refund')
    .max(100, 'at most 100 refunds')
    .refine((refunds) => new Set(refunds.map(({ key }) => key)).size === refunds.length, 'keys that differ')
    .refine((refunds) => Number.isSafeInteger(sum(refunds)), 'amounts that add up to at most 2^53 - 1'),
});

/**
 * The parts of an order that are to be given back.
 * @throws GraphQLError BAD_USER_INPUT naming the faulty field
 */
export function parseRefundOrder(input: RefundOrderInput): { orderId: string; parts: RefundPart[] } {
  const { id: orderId } = parseNames(input);
  const { refunds: parts } = parseInput(z.object({ input: refundShape }), { input }).input;
  return { orderId, parts };
}

function parseNames({ reservationId, userId }: { reservationId: string; userId: string }): OrderKey {
  parseId(reservationIds, reservationId, 'input.reservationId');
  parseId(userIds, userId, 'input.userId');
  if (userIdOf(reservationId) !== userId) {
    throw badUserInput('input.userId', 'the person whose reservation it is', userId);
  }
  const id = orderIdFor(reservationId);
  return { id, reservationId, number: orderNumber(id) };
}

/**
 * The number to quote on the telephone: the first 60 bits of what is the order's own in its id, in groups of four.
 * The alphabet (Crockford's) has no letters that are taken for digits.
 */
function orderNumber(orderId: string): string {
  const own = (orderId.split('_')[2] ?? '').toUpperCase();
  return ['WF', own.slice(0, 4), own.slice(4, 8), own.slice(8, 12)].join('-');
}
