import { percentOf } from '../domain/money.ts';
import type { PricedLine } from '../domain/trip.ts';

/** What a line gives back when it is cancelled in time, as a sum for each of its tiers. */
export function refundTiers({ charged, terms }: PricedLine) {
  return (terms?.tiers ?? []).map(({ until, percent }) => ({ until, refund: percentOf(charged, percent) }));
}
