import { rulesOf } from './cancellation-terms.ts';
import type { RefundRule } from './cancellation-terms.ts';
import { monthsOf, nightsOf } from './dates.ts';
import { freeThroughout } from './inventory.ts';
import type { NightsForSale, NightsWanted } from './inventory.ts';
import type { Money } from './money.ts';
import { offered, stayPrice } from './pricing.ts';
import type { FaultyPrice } from './pricing.ts';

/** Rooms of the same type for a stay in a city. */
export interface HotelSearch {
  cityKey: string;
  /** `YYYY-MM-DD`, where the hotel is. */
  checkIn: string;
  checkOut: string;
  guests: number;
  rooms: number;
}

export interface SearchedHotel {
  _id: string;
  name: string;
}
export interface SearchedRoomType {
  _id: string;
  hotelId: string;
  name: string;
  capacity: number;
  currency: string;
  refundable: boolean;
  refundRules?: readonly RefundRule[] | undefined;
}

/** A room type with its price for a stay. */
export interface RoomOffer {
  roomTypeId: string;
  name: string;
  capacity: number;
  /** Rooms that are free on all nights. */
  available: number;
  nightlyRate: Money;
  /** For all requested rooms. */
  total: Money;
  refundable: boolean;
  refundRules: RefundRule[];
}

/** A hotel with its offers for a stay: never empty, cheapest first. */
export interface HotelOffer<Hotel> {
  hotel: Hotel;
  roomTypes: RoomOffer[];
}

/** The reads of a search; each call is a single round trip. */
export interface SearchedCatalogue<Hotel extends SearchedHotel> {
  hotelsOf(cityKey: string, after: Place | null, limit: number): Promise<Hotel[]>;
  roomTypesOf(hotelIds: readonly string[], capacity: number): Promise<SearchedRoomType[]>;
  nightsForSale(wanted: readonly NightsWanted[]): Promise<ReadonlyMap<string, NightsForSale>>;
}

const maxBatchSize = 500;
/** About 2,000 hotels at most. A page may end up shorter than requested. */
const maxBatchesPerPage = 6;

/** The position of a hotel in its city's list. */
type Place = readonly [name: string, id: string];

/** A page of offers. */
export interface FoundHotels<Hotel> {
  /** Requested offers, plus an extra offer where there is a next page. */
  offers: HotelOffer<Hotel>[];
  /** The last hotel examined, where the page reached its batch limit before the end of the city; otherwise null. */
  stoppedAt: Place | null;
}

/**
 * Finds the hotels of a city with free rooms for a stay, ordered by name. Without sold-out hotels a page takes three
 * reads. Each further batch is four times as large, so that the reads grow with the logarithm of the city's hotels. In a
 * sold-out city the search stops at the batch limit and returns `stoppedAt`.
 * @param page.after the last hotel of the previous page
 * @param onFaulty called for each room type with an invalid price: the search leaves it out
 */
export async function searchHotels<Hotel extends SearchedHotel>(
  catalogue: SearchedCatalogue<Hotel>,
  search: HotelSearch,
  page: { first: number; after: Place | null },
  onFaulty: (fault: FaultyPrice) => void,
): Promise<FoundHotels<Hotel>> {
  const wanted = page.first + 1;
  const offers: HotelOffer<Hotel>[] = [];
  let { after } = page;
  let batch = wanted;
  for (let batches = 0; batches < maxBatchesPerPage; batches += 1) {
    const hotels = await catalogue.hotelsOf(search.cityKey, after, batch);
    offers.push(...(await offersOf(catalogue, search, hotels, onFaulty)));
    const last = hotels.at(-1);
    if (last === undefined || hotels.length < batch || offers.length >= wanted) {
      return { offers: offers.slice(0, wanted), stoppedAt: null };
    }
    after = [last.name, last._id];
    batch = Math.min(batch * 4, maxBatchSize);
  }
  return { offers, stoppedAt: after };
}

async function offersOf<Hotel extends SearchedHotel>(
  catalogue: SearchedCatalogue<Hotel>,
  { checkIn, checkOut, guests, rooms }: HotelSearch,
  hotels: readonly Hotel[],
  onFaulty: (fault: FaultyPrice) => void,
): Promise<HotelOffer<Hotel>[]> {
  if (hotels.length === 0) return [];
  const months = monthsOf(checkIn, checkOut);
  const capacity = Math.ceil(guests / rooms);
  const roomTypes = await catalogue.roomTypesOf(
    hotels.map(({ _id }) => _id),
    capacity,
  );
  if (roomTypes.length === 0) return [];
  const forSale = await catalogue.nightsForSale(roomTypes.map(({ _id }) => ({ roomTypeId: _id, months })));
  const nights = nightsOf(checkIn, checkOut);
  const offersByHotel = new Map<string, RoomOffer[]>();
  for (const roomType of roomTypes) {
    const nightsOfType = forSale.get(roomType._id) ?? new Map<string, never>();
    const work = () => roomOffer(roomType, nights, nightsOfType, rooms);
    const offer = offered(roomType._id, work, onFaulty);
    if (offer === null) continue;
    const { hotelId } = roomType;
    offersByHotel.set(hotelId, [...(offersByHotel.get(hotelId) ?? []), offer]);
  }
  return hotels.flatMap((hotel) => {
    const offers = offersByHotel.get(hotel._id);
    return offers === undefined ? [] : [{ hotel, roomTypes: offers.toSorted(cheapestFirst) }];
  });
}

function roomOffer(
  roomType: SearchedRoomType,
  nights: readonly string[],
  forSale: NightsForSale,
  rooms: number,
): RoomOffer | null {
  const available = freeThroughout(nights, forSale);
  if (available < rooms) return null;
  const rates = nights.map((night) => forSale.get(night)?.rate ?? NaN);
  const { _id: roomTypeId, name, capacity, currency, refundable } = roomType;
  const refundRules = rulesOf(roomType);
  return {
    ...{ roomTypeId, name, capacity, available, refundable, refundRules },
    ...stayPrice(rates, rooms, currency),
  };
}

function cheapestFirst(a: RoomOffer, b: RoomOffer): number {
  return a.total.amount - b.total.amount || (a.roomTypeId < b.roomTypeId ? -1 : 1);
}
