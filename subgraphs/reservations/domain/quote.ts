import { checkInHour, rulesOf, termsOf } from './cancellation-terms.ts';
import { instantOf, nightsOf } from './dates.ts';
import type { ExchangeRates } from './exchange-rates.ts';
import { freeThroughout } from './inventory.ts';
import type { NightForSale, NightsForSale } from './inventory.ts';
import { money, sum, times } from './money.ts';
import { chargeOf, priceOf, stayPrice } from './pricing.ts';
import type {
  FlightRequest,
  KnownFlight,
  KnownRoomType,
  StayRequest,
  TripFacts,
  TripRequest,
} from './trip-request.ts';
import type { FlightLine, PricedTrip, StayLine } from './trip.ts';

export type Pricing =
  | { outcome: 'priced'; trip: PricedTrip }
  /** `field` is the line of the request: `stays[0]`. */
  | { outcome: 'sold_out'; field: string; available: number };

export interface PriceSources {
  /** By room type. */
  nightsForSale: ReadonlyMap<string, NightsForSale>;
  rates: ExchangeRates;
}

/**
 * Prices a valid request, line by line. Lines for the same rooms or seats share the free ones.
 * @throws FaultyPrice for an invalid price in the catalogue: negative, no whole number, a currency without a rate
 */
export function priceTrip(request: TripRequest, facts: TripFacts, sources: PriceSources): Pricing {
  const { currency, stays, flights } = request;
  const remaining = remainderOf(facts, sources.nightsForSale);
  const trip = { stays: [] as StayLine[], flights: [] as FlightLine[] };
  for (const [at, stay] of stays.entries()) {
    const roomType = known(facts.roomTypes.get(stay.roomTypeId));
    const nights = nightsOf(stay.checkIn, stay.checkOut);
    const forSale = remaining.nights.get(stay.roomTypeId) ?? new Map<string, NightForSale>();
    const available = freeThroughout(nights, forSale);
    if (available < stay.rooms) return { outcome: 'sold_out', field: `stays[${at}]`, available };
    for (const night of nights) take(forSale.get(night), stay.rooms);
    const rates = nights.map((night) => forSale.get(night)?.rate ?? NaN);
    const line = () => stayLine(`stay-${at}`, stay, roomType, rates, currency, sources.rates);
    trip.stays.push(priceOf(stay.roomTypeId, line));
  }
  for (const [at, wanted] of flights.entries()) {
    const flight = known(facts.flights.get(wanted.flightId));
    const seats = remaining.seats.get(`${wanted.flightId} ${wanted.cabin}`) ?? { free: 0 };
    if (seats.free < wanted.passengers) {
      return { outcome: 'sold_out', field: `flights[${at}]`, available: seats.free };
    }
    take(seats, wanted.passengers);
    const line = () => flightLine(`flight-${at}`, wanted, flight, currency, sources.rates);
    trip.flights.push(priceOf(wanted.flightId, line));
  }
  const charged = [...trip.stays, ...trip.flights].map((line) => line.charged.amount);
  return { outcome: 'priced', trip: { ...trip, total: sum(charged, currency) } };
}

/** Copies the free rooms and seats: each line takes its share from the copy. */
function remainderOf(facts: TripFacts, nightsForSale: ReadonlyMap<string, NightsForSale>) {
  const nights = new Map(
    Array.from(nightsForSale, ([roomTypeId, forSale]) => [
      roomTypeId,
      new Map(Array.from(forSale, ([night, { free, rate }]) => [night, { free, rate }])),
    ]),
  );
  const seats = new Map(
    Array.from(facts.flights.values()).flatMap(({ _id, cabins }) =>
      Object.entries(cabins).map(([cabin, { free }]) => [`${_id} ${cabin}`, { free }] as const),
    ),
  );
  return { nights, seats };
}

function take(counter: { free: number } | undefined, count: number): void {
  if (counter !== undefined) counter.free -= count;
}

/** @throws Error for a request that was not checked with `problemsOf` */
function known<Fact>(fact: Fact | undefined): Fact {
  if (fact === undefined) throw new Error('expected a request that problemsOf finds valid');
  return fact;
}

function stayLine(
  lineId: string,
  { checkIn, checkOut, rooms, guests }: StayRequest,
  roomType: KnownRoomType,
  nightlyRates: readonly number[],
  chargedIn: string,
  rates: ExchangeRates,
): StayLine {
  const { _id, hotelId, name, hotel, currency, refundable } = roomType;
  const { total: price } = stayPrice(nightlyRates, rooms, currency);
  const readyAt = instantOf(checkIn, checkInHour, hotel.timeZone);
  return {
    kind: 'stay',
    lineId,
    description: `${name} at ${hotel.name}, ${hotel.city}, ${checkIn} to ${checkOut}, ${counted(rooms, 'room')}`,
    ...{ hotelId, roomTypeId: _id, roomTypeName: name, checkIn, checkOut, rooms, guests },
    ...{ price, ...chargeOf(price, chargedIn, rates), refundable },
    terms: termsOf(readyAt, rulesOf(roomType)),
  };
}

function flightLine(
  lineId: string,
  { cabin, passengers }: FlightRequest,
  { _id, number, origin, destination, localDate, departsAt, currency, cabins }: KnownFlight,
  chargedIn: string,
  rates: ExchangeRates,
): FlightLine {
  const seat = known(cabins[cabin]);
  const price = times(money(seat.price, currency), passengers);
  return {
    kind: 'flight',
    lineId,
    description: `${number} ${origin} to ${destination}, ${localDate}, ${cabin.toLowerCase()}, ${counted(passengers, 'passenger')}`,
    ...{ flightId: _id, cabin, passengers },
    ...{ price, ...chargeOf(price, chargedIn, rates), refundable: seat.refundable },
    terms: termsOf(departsAt, rulesOf(seat)),
  };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
