import { describe, expect, it } from 'vitest';
import {
  addDays,
  dateIn,
  instantOf,
  isCalendarDate,
  lastZone,
  monthsOf,
  nightsBetween,
  nightsOf,
} from './dates.ts';

describe('isCalendarDate', () => {
  it.each(['2027-03-01', '2028-02-29', '1999-12-31'])('accepts %s', (date) => {
    expect(isCalendarDate(date)).toBe(true);
  });

  it.each([
    '2027-02-29',
    '2027-13-01',
    '2027-04-31',
    '2027-00-10',
    '27-03-01',
    '2027-3-1',
    '2027-03-01T00:00',
    '',
    'soon',
  ])('refuses %j', (text) => {
    expect(isCalendarDate(text)).toBe(false);
  });
});

describe('the nights of a stay', () => {
  it('end the day before check-out', () => {
    expect(nightsOf('2027-02-27', '2027-03-02')).toEqual(['2027-02-27', '2027-02-28', '2027-03-01']);
  });

  it.each([
    ['the day that has 23 hours in Europe', '2027-03-27', '2027-03-29'],
    ['the day that has 25 hours in Europe', '2027-10-30', '2027-11-01'],
    ['the leap day', '2028-02-28', '2028-03-01'],
  ])('count days, not hours, over %s', (_, checkIn, checkOut) => {
    expect(nightsBetween(checkIn, checkOut)).toBe(2);
    expect(nightsOf(checkIn, checkOut)).toEqual([checkIn, addDays(checkIn, 1)]);
  });

  it('are empty unless check-out is after check-in', () => {
    expect(nightsOf('2027-03-02', '2027-03-02')).toEqual([]);
    expect(nightsOf('2027-03-02', '2027-03-01')).toEqual([]);
  });

  it('are grouped by month', () => {
    expect(monthsOf('2027-01-31', '2027-03-02')).toEqual([
      { month: '2027-01', days: ['31'] },
      { month: '2027-02', days: Array.from({ length: 28 }, (_, day) => String(day + 1).padStart(2, '0')) },
      { month: '2027-03', days: ['01'] },
    ]);
  });
});

describe('dateIn', () => {
  it('depends on the time zone', () => {
    const now = new Date('2027-03-01T10:30:00Z');
    expect(dateIn('Europe/Lisbon', now)).toBe('2027-03-01');
    expect(dateIn('Pacific/Kiritimati', now)).toBe('2027-03-02');
    expect(dateIn(lastZone, now)).toBe('2027-02-28');
  });

  it('changes at local midnight, with and without daylight saving', () => {
    // New York is 5 hours behind UTC until 14 March 2027, 07:00 UTC, and 4 hours from then on.
    expect(dateIn('America/New_York', new Date('2027-03-14T04:59:59Z'))).toBe('2027-03-13');
    expect(dateIn('America/New_York', new Date('2027-03-14T05:00:00Z'))).toBe('2027-03-14');
    expect(dateIn('America/New_York', new Date('2027-03-15T03:59:59Z'))).toBe('2027-03-14');
    expect(dateIn('America/New_York', new Date('2027-03-15T04:00:00Z'))).toBe('2027-03-15');
  });
});

describe('instantOf', () => {
  it.each([
    ['2027-01-10', 15, 'Europe/Lisbon', '2027-01-10T15:00:00.000Z'],
    ['2027-07-10', 15, 'Europe/Lisbon', '2027-07-10T14:00:00.000Z'],
    ['2027-01-10', 15, 'Asia/Tokyo', '2027-01-10T06:00:00.000Z'],
    ['2027-01-10', 15, 'Asia/Kathmandu', '2027-01-10T09:15:00.000Z'],
    ['2027-01-10', 15, 'Pacific/Kiritimati', '2027-01-10T01:00:00.000Z'],
    ['2027-01-10', 15, 'Etc/GMT+12', '2027-01-11T03:00:00.000Z'],
    // On the days on which the clocks change.
    ['2027-03-14', 15, 'America/New_York', '2027-03-14T19:00:00.000Z'],
    ['2027-11-07', 15, 'America/New_York', '2027-11-07T20:00:00.000Z'],
    // Left out by the change, and come twice with it.
    ['2027-03-14', 2, 'America/New_York', '2027-03-14T07:00:00.000Z'],
    ['2027-11-07', 1, 'America/New_York', '2027-11-07T05:00:00.000Z'],
  ])('converts %s, %i:00 in %s', (date, hour, timeZone, instant) => {
    expect(instantOf(date, hour, timeZone).toISOString()).toBe(instant);
  });
});
