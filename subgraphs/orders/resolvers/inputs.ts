import { z } from 'zod';
import { badUserInput } from '../../../platform/errors.ts';
import { parseId } from '../../../platform/id-input.ts';
import { orderIdFor, reservationIds, userIdOf, userIds } from '../domain/ids.ts';
import { parseInput } from '../../../platform/input.ts';
import type { RefundPart } from '../domain/decide.ts';
import type { OrderToPlace, OrderKey } from '../domain/evolve.ts';
import type { CancelOrderInput, PayOrderInput, RefundOrderInput } from '../generated/resolvers.ts';

/** The ISO 4217 codes that Node.js knows. */
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
 * The order to place and pay.
 * @throws GraphQLError BAD_USER_INPUT that names the invalid field
 */
export function parsePayOrder(input: PayOrderInput): OrderToPlace {
  const key = parseOrderKey(input);
  const { paymentMethod, currency, lines } = parseInput(z.object({ input: payShape }), { input }).input;
  return {
    ...key,
    userId: input.userId,
    paymentId: `pay_${key.id.slice('ord_'.length)}_1`,
    method: paymentMethod,
    currency,
    lines,
  };
}

/**
 * The order to cancel, with the reason.
 * @throws GraphQLError BAD_USER_INPUT that names the invalid field
 */
export function parseCancelOrder(input: CancelOrderInput): { order: OrderKey; reason: string } {
  const order = parseOrderKey(input);
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
 * The refunds to make.
 * @throws GraphQLError BAD_USER_INPUT that names the invalid field
 */
export function parseRefundOrder(input: RefundOrderInput): { orderId: string; parts: RefundPart[] } {
  const { id: orderId } = parseOrderKey(input);
  const { refunds: parts } = parseInput(z.object({ input: refundShape }), { input }).input;
  return { orderId, parts };
}

function parseOrderKey({ reservationId, userId }: { reservationId: string; userId: string }): OrderKey {
  parseId(reservationIds, reservationId, 'input.reservationId');
  parseId(userIds, userId, 'input.userId');
  if (userIdOf(reservationId) !== userId) {
    throw badUserInput('input.userId', 'the person whose reservation it is', userId);
  }
  const id = orderIdFor(reservationId);
  return { id, reservationId, number: orderNumber(id) };
}

/**
 * The order number to quote on the telephone: the first 60 bits of the id's last part, in groups of four. Crockford's
 * Base32 alphabet has no letters that look like digits.
 */
function orderNumber(orderId: string): string {
  const own = (orderId.split('_')[2] ?? '').toUpperCase();
  return ['WF', own.slice(0, 4), own.slice(4, 8), own.slice(8, 12)].join('-');
}
