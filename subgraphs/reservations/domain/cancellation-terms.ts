/** A share of the price to refund for an early cancellation. */
export interface RefundRule {
  /** Hours from the cancellation to check-in or departure. */
  hoursBefore: number;
  /** A whole number from 0 to 100. */
  percent: number;
}

/** A rule as frozen in a quote: the share to refund until an instant. */
export interface RefundTier {
  until: Date;
  percent: number;
}

/** The cancellation terms of a line, frozen with its price. */
export interface LineTerms {
  /** Check-in or departure. From then on the line cannot be cancelled. */
  startsAt: Date;
  /** In order of their ends. The highest share among the tiers that have not ended applies, or 0. */
  tiers: readonly RefundTier[];
}

/** The local hour of check-in, from which the hours before check-in count back. */
export const checkInHour = 15;

/** The rules of a refundable room or seat without its own. */
const houseRules: readonly RefundRule[] = [
  { hoursBefore: 48, percent: 100 },
  { hoursBefore: 24, percent: 50 },
];

const hourMs = 60 * 60 * 1_000;

/**
 * The refund rules of a room type or a cabin.
 * @throws RangeError for an invalid rule in the catalogue
 */
export function rulesOf(sold: {
  refundable: boolean;
  refundRules?: readonly RefundRule[] | undefined;
}): RefundRule[] {
  const rules = sold.refundable ? (sold.refundRules ?? houseRules) : [];
  return rules.map(({ hoursBefore, percent }) => {
    const isShare = Number.isInteger(percent) && percent >= 0 && percent <= 100;
    if (!isShare || !Number.isInteger(hoursBefore) || hoursBefore < 0) {
      const expected = 'expected a refund of 0 to 100 per cent some whole hours before';
      throw new RangeError(`${expected}, got ${percent} per cent ${hoursBefore} hours before`);
    }
    return { hoursBefore, percent };
  });
}

/** Turns rules into terms for a check-in or departure. */
export function termsOf(startsAt: Date, rules: readonly RefundRule[]): LineTerms {
  const tiers = rules.map(({ hoursBefore, percent }) => ({
    until: new Date(startsAt.getTime() - hoursBefore * hourMs),
    percent,
  }));
  return { startsAt, tiers: tiers.toSorted((a, b) => a.until.getTime() - b.until.getTime()) };
}

/** The share of a line's price to refund now, in per cent. */
export function percentAt({ tiers }: LineTerms, now: Date): number {
  return Math.max(0, ...tiers.filter(({ until }) => now < until).map(({ percent }) => percent));
}

/** The next instant at which a line's terms change; null after the last change. */
export function nextChange({ startsAt, tiers }: LineTerms, now: Date): Date | null {
  const ends = [...tiers.map(({ until }) => until), startsAt].filter((end) => now < end);
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
