import type { RefundRule } from './cancellation-terms.ts';
import { addDays, dateIn, isCalendarDate, lastZone, nightsBetween } from './dates.ts';
import { isCurrency } from './money.ts';
import type { Cabin } from './trip.ts';

/**
 * Limits of a search and of a line of a trip. `daysAhead`: airlines open a flight about a year ahead, hotels seldom
 * more than a year and a half.
 */
export const limits = { lines: 10, nights: 30, rooms: 9, passengers: 9, daysAhead: 500 } as const;

/** A trip as requested, before any check. */
export interface TripRequest {
  stays: readonly StayRequest[];
  flights: readonly FlightRequest[];
  /** The currency to charge. */
  currency: string;
}

export interface StayRequest {
  roomTypeId: string;
  checkIn: string;
  checkOut: string;
  rooms: number;
  guests: number;
}

export interface FlightRequest {
  flightId: string;
  cabin: Cabin;
  passengers: number;
}

/** A requested room type with its hotel. */
export interface KnownRoomType {
  _id: string;
  hotelId: string;
  name: string;
  capacity: number;
  currency: string;
  refundable: boolean;
  refundRules?: readonly RefundRule[] | undefined;
  hotel: { name: string; city: string; timeZone: string };
}

/** A requested flight. */
export interface KnownFlight {
  _id: string;
  number: string;
  origin: string;
  destination: string;
  localDate: string;
  departsAt: Date;
  currency: string;
  cabins: Partial<
    Record<
      Cabin,
      { free: number; price: number; refundable: boolean; refundRules?: readonly RefundRule[] | undefined }
    >
  >;
}

/** The catalogue's data for a request, by id. Unknown ids are missing. */
export interface TripFacts {
  roomTypes: ReadonlyMap<string, KnownRoomType>;
  flights: ReadonlyMap<string, KnownFlight>;
}

/** An invalid field. `expected` completes the sentence "expected …". */
export interface TripProblem {
  field: string;
  expected: string;
  received: unknown;
}

/** Validates a request: the problems in the order of its fields, empty for a valid request. */
export function problemsOf(request: TripRequest, facts: TripFacts, now: Date): TripProblem[] {
  const { stays, flights, currency } = request;
  return [
    ...sizeProblems(request),
    ...stays
      .slice(0, limits.lines)
      .flatMap((stay, at) =>
        inField(`stays[${at}]`, stayProblems(stay, facts.roomTypes.get(stay.roomTypeId), now)),
      ),
    ...flights
      .slice(0, limits.lines)
      .flatMap((flight, at) =>
        inField(`flights[${at}]`, flightProblems(flight, facts.flights.get(flight.flightId), now)),
      ),
    ...unless(isCurrency(currency), 'currency', 'the ISO 4217 code of a supported currency', currency),
  ];
}

function sizeProblems({ stays, flights }: TripRequest): TripProblem[] {
  const most = `at most ${limits.lines}`;
  return [
    ...unless(stays.length + flights.length > 0, 'stays', 'at least one stay or one flight', []),
    ...unless(stays.length <= limits.lines, 'stays', `${most} stays`, stays.length),
    ...unless(flights.length <= limits.lines, 'flights', `${most} flights`, flights.length),
  ];
}

function stayProblems(stay: StayRequest, roomType: KnownRoomType | undefined, now: Date): TripProblem[] {
  const { roomTypeId, checkIn, checkOut, rooms, guests } = stay;
  return [
    ...unless(roomType !== undefined, 'roomTypeId', 'the id of a room type', roomTypeId),
    ...stayDateProblems(checkIn, checkOut, dateIn(roomType?.hotel.timeZone ?? lastZone, now)),
    ...partyProblems(rooms, guests, roomType?.capacity),
  ];
}

/**
 * Validates the dates of a stay.
 * @param today the date at the hotel
 */
export function stayDateProblems(checkIn: string, checkOut: string, today: string): TripProblem[] {
  const date = 'a date of the calendar, YYYY-MM-DD';
  const [arrives, departs] = [isCalendarDate(checkIn), isCalendarDate(checkOut)];
  const nights = arrives && departs ? nightsBetween(checkIn, checkOut) : 1;
  const inRange = nights >= 1 && nights <= limits.nights;
  return [
    ...unless(arrives, 'checkIn', date, checkIn),
    ...(arrives ? dayProblems('checkIn', checkIn, today) : []),
    ...unless(departs, 'checkOut', date, checkOut),
    ...unless(inRange, 'checkOut', `a date 1 to ${limits.nights} nights after ${checkIn}`, checkOut),
  ];
}

/**
 * Validates the first day of a stay or the day of a flight.
 * @param date a valid date
 * @param today the date at the hotel or the airport
 */
export function dayProblems(field: string, date: string, today: string): TripProblem[] {
  const furthest = addDays(today, limits.daysAhead);
  return [
    ...unless(date >= today, field, `today, ${today} there, or a later date`, date),
    ...unless(
      date <= furthest,
      field,
      `${furthest} or an earlier date, ${limits.daysAhead} days ahead`,
      date,
    ),
  ];
}

/**
 * Validates the number of rooms and of guests.
 * @param capacity guests per room; undefined for an unknown room type
 */
export function partyProblems(rooms: number, guests: number, capacity?: number): TripProblem[] {
  const roomsFit = isBetween(rooms, 1, limits.rooms);
  const least = roomsFit ? rooms : 1;
  const most = roomsFit && capacity !== undefined ? rooms * capacity : Infinity;
  const party =
    most === Infinity
      ? `${least} or more, at least one a room`
      : `${least} to ${most}, at least one a room and at most ${capacity ?? most} in each`;
  return [
    ...unless(roomsFit, 'rooms', `1 to ${limits.rooms}`, rooms),
    ...unless(isBetween(guests, least, most), 'guests', party, guests),
  ];
}

function flightProblems(request: FlightRequest, flight: KnownFlight | undefined, now: Date): TripProblem[] {
  const { flightId, cabin, passengers } = request;
  const cabins = flight === undefined ? [cabin] : Object.keys(flight.cabins);
  const departed = flight !== undefined && flight.departsAt <= now;
  return [
    ...unless(flight !== undefined, 'flightId', 'the id of a flight', flightId),
    ...unless(!departed, 'flightId', 'a flight that has not departed', flightId),
    ...unless(cabins.includes(cabin), 'cabin', `a cabin of this flight (${cabins.join(', ')})`, cabin),
    ...passengerProblems(passengers),
  ];
}

export function passengerProblems(passengers: number): TripProblem[] {
  return unless(
    isBetween(passengers, 1, limits.passengers),
    'passengers',
    `1 to ${limits.passengers}`,
    passengers,
  );
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function unless(isFine: boolean, field: string, expected: string, received: unknown): TripProblem[] {
  return isFine ? [] : [{ field, expected, received }];
}

function inField(line: string, problems: readonly TripProblem[]): TripProblem[] {
  return problems.map((problem) => ({ ...problem, field: `${line}.${problem.field}` }));
}
