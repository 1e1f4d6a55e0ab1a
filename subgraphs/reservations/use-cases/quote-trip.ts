import type { Clock } from '../../../platform/clock.ts';
import { isId } from '../../../platform/ids.ts';
import { flightIds, roomTypeIds } from '../domain/ids.ts';
import { monthsOf } from '../domain/dates.ts';
import type { ExchangeRates } from '../domain/exchange-rates.ts';
import { problemsOf, limits } from '../domain/trip-request.ts';
import type { TripFacts, TripProblem, TripRequest } from '../domain/trip-request.ts';
import { priceTrip } from '../domain/quote.ts';
import type { CatalogueReads } from '../store/catalogue-reads.ts';
import type { QuoteLimit, QuoteRequester } from '../store/quote-limit.ts';
import type { QuoteDocument, QuoteStore } from '../store/quotes.ts';

export type QuoteTripOutcome =
  | { outcome: 'quoted'; quote: QuoteDocument }
  | { outcome: 'sold_out'; field: string; available: number }
  | { outcome: 'invalid'; problems: TripProblem[] }
  | { outcome: 'too_many_quotes'; retryAfterSeconds: number };

/** Prices a trip and stores the quote. A signed-in caller owns it. */
export type QuoteTrip = (request: TripRequest, requester: QuoteRequester) => Promise<QuoteTripOutcome>;

/** Prices trips. A quote takes five round trips to the database, whatever the length of the trip. */
export function createQuoteTrip(options: {
  catalogue: CatalogueReads;
  quotes: QuoteStore;
  limit: QuoteLimit;
  rates: ExchangeRates;
  clock: Clock;
  newQuoteId: () => string;
  ttlSeconds: number;
}): QuoteTrip {
  const { catalogue, quotes, limit, rates, clock, newQuoteId, ttlSeconds } = options;
  return async (request, requester) => {
    const refused = await limit.take(requester);
    if (refused !== null) return { outcome: 'too_many_quotes', ...refused };
    const now = clock();
    const facts = await factsOf(catalogue, request);
    const problems = problemsOf(request, facts, now);
    if (problems.length > 0) return { outcome: 'invalid', problems };

    const nightsForSale = await catalogue.nightsForSale(
      request.stays.map(({ roomTypeId, checkIn, checkOut }) => ({
        roomTypeId,
        months: monthsOf(checkIn, checkOut),
      })),
    );
    const pricing = priceTrip(request, facts, { nightsForSale, rates });
    if (pricing.outcome === 'sold_out') return pricing;
    const quote: QuoteDocument = {
      _id: newQuoteId(),
      userId: requester.userId,
      trip: pricing.trip,
      createdAt: now,
      expiresAt: new Date(now.getTime() + ttlSeconds * 1_000),
      bookedBy: null,
    };
    await quotes.insertQuote(quote);
    return { outcome: 'quoted', quote };
  };
}

/** The catalogue's room types, hotels and flights of a request. Unknown ids are left out. */
async function factsOf(catalogue: CatalogueReads, request: TripRequest): Promise<TripFacts> {
  const stays = request.stays.slice(0, limits.lines);
  const askedRoomTypes = stays.map(({ roomTypeId }) => roomTypeId).filter((id) => isId(roomTypeIds, id));
  const askedFlights = request.flights
    .slice(0, limits.lines)
    .map(({ flightId }) => flightId)
    .filter((id) => isId(flightIds, id));
  const [roomTypes, flights] = await Promise.all([
    askedRoomTypes.length === 0 ? [] : catalogue.roomTypes(askedRoomTypes),
    askedFlights.length === 0 ? [] : catalogue.flights(askedFlights),
  ]);
  const hotels = roomTypes.length === 0 ? [] : await catalogue.hotels(roomTypes.map((each) => each.hotelId));
  const hotelById = new Map(hotels.map((hotel) => [hotel._id, hotel]));
  return {
    roomTypes: new Map(
      roomTypes.flatMap((roomType) => {
        const hotel = hotelById.get(roomType.hotelId);
        return hotel === undefined ? [] : [[roomType._id, { ...roomType, hotel }] as const];
      }),
    ),
    flights: new Map(flights.map((flight) => [flight._id, flight])),
  };
}
