import { percentAt } from '../domain/cancellation-terms.ts';
import { percentOf } from '../domain/money.ts';
import type { PricedLine } from '../domain/trip.ts';

/** The refund of a line for a cancellation within each tier, as an amount. */
export function refundTiers({ charged, terms }: PricedLine) {
  if (terms === undefined) return [];
  return terms.tiers.map(({ until }) => {
    const justInTime = new Date(until.getTime() - 1);
    return { until, refund: percentOf(charged, percentAt(terms, justInTime)) };
  });
}
