import { z } from 'zod';
import { badUserInput } from '../../../platform/errors.ts';
import { isId } from '../../../platform/ids.ts';
import { parseInput } from '../../../platform/input.ts';
import { cancellationQuoteIdForm, isCancellationQuoteId } from '../domain/cancellation.ts';
import { dateIn, isCalendarDate, lastZone } from '../domain/dates.ts';
import { quoteIds, reservationIds } from '../domain/ids.ts';
import type { HotelSearch } from '../domain/search.ts';
import { dayProblems, partyProblems, passengerProblems, stayDateProblems } from '../domain/trip-request.ts';
import type { TripProblem } from '../domain/trip-request.ts';
import type { Cabin } from '../domain/trip.ts';
import type { CatalogueReads, FlightSearch } from '../store/catalogue-reads.ts';
import { cityKeyOf } from '../store/hotels.ts';

const keyForm = 'a key of 1 to 128 characters';
const idempotencyKey = z.object({
  input: z.object({ idempotencyKey: z.string().min(1, keyForm).max(128, keyForm) }),
});

/**
 * Checks a mutation's idempotency key. It is checked before the other input, which a repeated request may skip.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function checkIdempotencyKey(input: { idempotencyKey: string }): void {
  parseInput(idempotencyKey, { input });
}

/** Checks the input of a first `bookTrip`. @throws GraphQLError BAD_USER_INPUT that names the invalid field */
export function createBookTripCheck(paymentMethods: readonly string[]): (input: unknown) => void {
  const isKnown = (method: string) => paymentMethods.includes(method);
  const quoteId = z.string().refine((id) => isId(quoteIds, id), `a Quote id (${quoteIds.description})`);
  const paymentMethod = z.string().refine(isKnown, `one of ${paymentMethods.join(', ')}`);
  const shape = z.object({ input: z.object({ quoteId, paymentMethod }) });
  return (input) => {
    parseInput(shape, { input });
  };
}

const cancelReservation = z.object({
  input: z.object({
    reservationId: z
      .string()
      .refine((id) => isId(reservationIds, id), `a Reservation id (${reservationIds.description})`),
    cancellationQuoteId: z.string().refine(isCancellationQuoteId, cancellationQuoteIdForm),
  }),
});

/** Checks the input of a first `cancelReservation`. @throws GraphQLError BAD_USER_INPUT that names the invalid field */
export function checkCancelReservation(input: unknown): void {
  parseInput(cancelReservation, { input });
}

const cityForm = 'the name of a city, 1 to 100 characters';
const cityShape = z.object({ city: z.string().trim().min(1, cityForm).max(100, cityForm) });

const airport = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'an IATA airport code, three letters')
  .transform((code) => code.toUpperCase());
const routeShape = z.object({
  origin: airport,
  destination: airport,
  date: z.string().refine(isCalendarDate, 'a calendar date, YYYY-MM-DD'),
});

/**
 * Checks a hotel search. Dates are compared with today in the city's time zone; for an unknown city, with the earliest
 * date anywhere.
 * @throws GraphQLError BAD_USER_INPUT that names the invalid argument
 */
export async function parseHotelSearch(
  args: { city: string; checkIn: string; checkOut: string; guests: number; rooms: number },
  catalogue: Pick<CatalogueReads, 'zoneOfCity'>,
  now: Date,
): Promise<HotelSearch> {
  const { checkIn, checkOut, guests, rooms } = args;
  const cityKey = cityKeyOf(parseInput(cityShape, args).city);
  const zone = (await catalogue.zoneOfCity(cityKey)) ?? lastZone;
  throwFirst([...stayDateProblems(checkIn, checkOut, dateIn(zone, now)), ...partyProblems(rooms, guests)]);
  return { cityKey, checkIn, checkOut, guests, rooms };
}

/**
 * Checks a flight search. The date is compared with today in the time zone of the departure airport, as for hotels.
 * @throws GraphQLError BAD_USER_INPUT that names the invalid argument
 */
export async function parseFlightSearch(
  args: { origin: string; destination: string; date: string; cabin: Cabin; passengers: number },
  catalogue: Pick<CatalogueReads, 'zoneOfAirport'>,
  now: Date,
): Promise<FlightSearch> {
  const { cabin, passengers } = args;
  const { origin, destination, date } = parseInput(routeShape, args);
  throwFirst(passengerProblems(passengers));
  const today = dateIn((await catalogue.zoneOfAirport(origin)) ?? lastZone, now);
  throwFirst(dayProblems('date', date, today));
  return { origin, destination, localDate: date, cabin, passengers, now };
}

function throwFirst([problem]: readonly TripProblem[]): void {
  if (problem !== undefined) throw badUserInput(problem.field, problem.expected, problem.received);
}
