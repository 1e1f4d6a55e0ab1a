/**
 * Calendar dates (`YYYY-MM-DD`) without a time: the nights of a stay, the day of a flight. The current date depends on the
 * place, so that functions that need it take an IANA time zone.
 */

const dayMs = 24 * 60 * 60 * 1_000;
const form = /^\d{4}-\d{2}-\d{2}$/;

/** The last time zone to begin and to end a day, 12 hours behind UTC: a date that is past here is past everywhere. */
export const lastZone = 'Etc/GMT+12';

/** By time zone. Cached, because `Intl.DateTimeFormat` is slow to create. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for an unknown time zone */
function clockIn(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'iso8601', hourCycle: 'h23' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** True for a valid date: `2027-02-29` is invalid. */
export function isCalendarDate(text: string): boolean {
  return form.test(text) && addDays(text, 0) === text;
}

export function addDays(date: string, days: number): string {
  const instant = Date.parse(`${date}T00:00:00Z`) + days * dayMs;
  return Number.isNaN(instant) ? '' : new Date(instant).toISOString().slice(0, 10);
}

/** Counts the nights between two dates; below 1 unless the second date is after the first. */
export function nightsBetween(checkIn: string, checkOut: string): number {
  return (Date.parse(`${checkOut}T00:00:00Z`) - Date.parse(`${checkIn}T00:00:00Z`)) / dayMs;
}

/** The date of each night of a stay: from `checkIn` to the day before `checkOut`. */
export function nightsOf(checkIn: string, checkOut: string): string[] {
  const count = Math.max(0, nightsBetween(checkIn, checkOut));
  return Array.from({ length: count }, (_, night) => addDays(checkIn, night));
}

/** The current date in a time zone. */
export function dateIn(timeZone: string, now: Date): string {
  const parts = clockIn(timeZone).formatToParts(now);
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/**
 * Converts local date and hour to an instant. An hour that the change to summer time skips becomes the next hour; of an
 * hour that occurs twice the first is taken.
 */
export function instantOf(date: string, hour: number, timeZone: string): Date {
  const wallMs = Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`);
  // The offsets a day before and a day after differ only around a change of clocks, and then exactly the right offset matches below.
  const candidates = [wallMs - dayMs, wallMs + dayMs].map((near) => wallMs - offsetMs(timeZone, near));
  const exact = candidates.filter((ms) => ms + offsetMs(timeZone, ms) === wallMs);
  return new Date(Math.min(...(exact.length > 0 ? exact : [Math.max(...candidates)])));
}

/** The offset of a time zone from UTC at an instant, in milliseconds; positive east of Greenwich. */
function offsetMs(timeZone: string, atMs: number): number {
  const parts = clockIn(timeZone).formatToParts(atMs);
  const part = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value);
  const shownMs = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shownMs - Math.floor(atMs / 1_000) * 1_000;
}

/** Nights of the same month. */
export interface MonthOfNights {
  /** `YYYY-MM` */
  month: string;
  /** Days of the month, as two digits each. */
  days: string[];
}

/** The nights of a stay by month, in order: inventory is kept by month. */
export function monthsOf(checkIn: string, checkOut: string): MonthOfNights[] {
  const months: MonthOfNights[] = [];
  for (const night of nightsOf(checkIn, checkOut)) {
    const [month, day] = [night.slice(0, 7), night.slice(8)];
    const last = months.at(-1);
    if (last?.month === month) last.days.push(day);
    else months.push({ month, days: [day] });
  }
  return months;
}
