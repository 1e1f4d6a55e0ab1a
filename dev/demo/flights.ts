import { chance, cities, distanceKm } from './world.ts';
import type { City } from './world.ts';
import { roundPrice } from './hotels.ts';

const smallCityHubs = ['LHR', 'JFK'];
const dayMs = 86_400_000;

/** A daily flight at a constant local time. */
export interface Rotation {
  from: City;
  to: City;
  /** Includes the airline's code: `TP214`. */
  number: string;
  /** Minutes after midnight, local time of the origin. */
  departsAtMinute: number;
  durationMinutes: number;
  /** In minor units of the origin's currency. */
  economyPrice: number;
  businessPrice: number;
  economySeats: number;
  businessSeats: number;
}

/** The demo's timetable, the same on every call. */
export function demoRotations(): Rotation[] {
  const numbers = new Map<string, number>();
  return routes().flatMap(([from, to]) => {
    const perDay = from.large && to.large ? 3 : 1;
    return Array.from({ length: perDay }, (_, at) => {
      const next = (numbers.get(from.carrier) ?? 100) + 1;
      numbers.set(from.carrier, next);
      return rotation(from, to, `${from.carrier}${next}`, at, perDay);
    });
  });
}

function routes(): [City, City][] {
  return cities.flatMap((from) =>
    cities.filter((to) => to !== from && areLinked(from, to)).map((to): [City, City] => [from, to]),
  );
}

function areLinked(from: City, to: City): boolean {
  if (from.large && to.large) return true;
  return (
    (!from.large && smallCityHubs.includes(to.airport)) || (!to.large && smallCityHubs.includes(from.airport))
  );
}

function rotation(from: City, to: City, number: string, at: number, perDay: number): Rotation {
  const km = distanceKm(from, to);
  const quarter = Math.floor(chance(`departure ${number}`) * 16);
  const [firstHour, hoursBetween] = perDay === 1 ? [9, 0] : [6, 6];
  const longHaul = km > 4_000;
  const euros = (45 + km * 0.075) * (0.85 + 0.3 * chance(`price ${number}`));
  return {
    from,
    to,
    number,
    departsAtMinute: (firstHour + hoursBetween * at) * 60 + quarter * 15,
    durationMinutes: Math.round((30 + (km / 850) * 60) / 5) * 5,
    economyPrice: roundPrice(euros, from.currency),
    businessPrice: roundPrice(euros * 3.2, from.currency),
    economySeats: longHaul ? 240 : 150,
    businessSeats: longHaul ? 48 : 18,
  };
}

const offsets = new Map<string, number>();
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The offset of a time zone from UTC at noon of a local day, in milliseconds. */
function offsetMs(timeZone: string, date: string): number {
  const key = `${timeZone} ${date}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const formatter =
    formatters.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formatters.set(timeZone, formatter);
  const name = formatter
    .formatToParts(new Date(`${date}T12:00:00Z`))
    .find(({ type }) => type === 'timeZoneName');
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name?.value ?? '') ?? [];
  const ms =
    sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  offsets.set(key, ms);
  return ms;
}

/** The departure and arrival of a rotation on a local date. No demo flight departs in the hours when clocks change. */
export function timesOf(
  { from, departsAtMinute, durationMinutes }: Rotation,
  date: string,
): { departsAt: Date; arrivesAt: Date } {
  const local = Date.parse(`${date}T00:00:00Z`) + departsAtMinute * 60_000;
  const departsAt = new Date(local - offsetMs(from.timeZone, date));
  return { departsAt, arrivesAt: new Date(departsAt.getTime() + durationMinutes * 60_000) };
}

/** `count` consecutive dates from `first`, as `YYYY-MM-DD`. */
export function datesFrom(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) => new Date(start + at * dayMs).toISOString().slice(0, 10));
}
