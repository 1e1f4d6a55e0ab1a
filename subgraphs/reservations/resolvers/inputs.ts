import { z } from 'zod';
import { badUserInput } from '../../../platform/errors.ts';
import { parseInput } from '../../../platform/input.ts';
import { dateIn, isCalendarDate, lastZone } from '../domain/dates.ts';
import type { HotelSearch } from '../domain/search.ts';
import { dayProblems, partyProblems, passengerProblems, stayDateProblems } from '../domain/trip-request.ts';
import type { TripProblem } from '../domain/trip-request.ts';
import type { Cabin } from '../domain/trip.ts';
import type { CatalogueReads, FlightSearch } from '../store/catalogue-reads.ts';
import { cityKeyOf } from '../store/hotels.ts';

const cityForm = 'the name of a city, 1 to 100 characters';
const cityShape = z.object({ city: z.string().trim().min(1, cityForm).max(100, cityForm) });

const airport = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'the three letters of an airport (IATA)')
  .transform((code) => code.toUpperCase());
const routeShape = z.object({
  origin: airport,
  destination: airport,
  date: z.string().refine(isCalendarDate, 'a date of the calendar, YYYY-MM-DD'),
});

/**
 * Checks what is searched for. Whether a date is past depends on where the city is; where we do not know the city,
 * it must be past everywhere to be refused.
 * @throws GraphQLError BAD_USER_INPUT naming the field
 */
export async function checkedHotelSearch(
  args: { city: string; checkIn: string; checkOut: string; guests: number; rooms: number },
  catalogue: Pick<CatalogueReads, 'zoneOfCity'>,
  now: Date,
): Promise<HotelSearch> {
  const { checkIn, checkOut, guests, rooms } = args;
  const cityKey = cityKeyOf(parseInput(cityShape, args).city);
  const zone = (await catalogue.zoneOfCity(cityKey)) ?? lastZone;
  refuseFirst([...stayDateProblems(checkIn, checkOut, dateIn(zone, now)), ...partyProblems(rooms, guests)]);
  return { cityKey, checkIn, checkOut, guests, rooms };
}

/**
 * Checks what is searched for; dates as in `checkedHotelSearch`, by the airport of departure.
 * @throws GraphQLError BAD_USER_INPUT naming the field
 */
export async function checkedFlightSearch(
  args: { origin: string; destination: string; date: string; cabin: Cabin; passengers: number },
  catalogue: Pick<CatalogueReads, 'zoneOfAirport'>,
  now: Date,
): Promise<FlightSearch> {
  const { cabin, passengers } = args;
  const { origin, destination, date } = parseInput(routeShape, args);
  refuseFirst(passengerProblems(passengers));
  const today = dateIn((await catalogue.zoneOfAirport(origin)) ?? lastZone, now);
  refuseFirst(dayProblems('date', date, today));
  return { origin, destination, localDate: date, cabin, passengers, now };
}

function refuseFirst([problem]: readonly TripProblem[]): void {
  if (problem !== undefined) throw badUserInput(problem.field, problem.expected, problem.received);
}
