/** How much of a price comes back when it is cancelled early enough. */
export interface RefundRule {
  /** Hours from the cancellation to check-in or departure. */
  hoursBefore: number;
  /** A whole number from 0 to 100. */
  percent: number;
}

/** A rule as a quote freezes it: the share that comes back until an instant. */
export interface RefundTier {
  until: Date;
  percent: number;
}

/** What cancelling a line gives back, frozen with its price. */
export interface LineTerms {
  /** Check-in or departure: from then on there is nothing to be cancelled. */
  startsAt: Date;
  /** The first to end first; of those that still run, the best counts. None: nothing comes back. */
  tiers: readonly RefundTier[];
}

/** The hour at which rooms are ready, where the hotel is: what the hours before check-in are counted to. */
export const checkInHour = 15;

/** Where a refundable room or seat says no more: all of it until two days before, half of it until the day before. */
const houseRules: readonly RefundRule[] = [
  { hoursBefore: 48, percent: 100 },
  { hoursBefore: 24, percent: 50 },
];

const hourMs = 60 * 60 * 1_000;

/**
 * The rules that something is sold under.
 * @throws RangeError where a rule of the catalogue's makes no sense
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

/** The terms of something that starts at an instant. */
export function termsOf(startsAt: Date, rules: readonly RefundRule[]): LineTerms {
  const tiers = rules.map(({ hoursBefore, percent }) => ({
    until: new Date(startsAt.getTime() - hoursBefore * hourMs),
    percent,
  }));
  return { startsAt, tiers: tiers.toSorted((a, b) => a.until.getTime() - b.until.getTime()) };
}

/** The share of a line's price that comes back when it is cancelled now, in per cent. */
export function percentAt({ tiers }: LineTerms, now: Date): number {
  return Math.max(0, ...tiers.filter(({ until }) => now < until).map(({ percent }) => percent));
}

/** When the next of a line's terms ends; null where none does any more. */
export function nextChange({ startsAt, tiers }: LineTerms, now: Date): Date | null {
  const ends = [...tiers.map(({ until }) => until), startsAt].filter((end) => now < end);
  return ends.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
