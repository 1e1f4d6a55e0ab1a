import { describe, expect, it } from 'vitest';
import { searchHotels } from './search.ts';
import type { FoundHotels, SearchedCatalogue, SearchedHotel } from './search.ts';

const night = '2027-04-10';
const search = { cityKey: 'lisbon', checkIn: night, checkOut: '2027-04-11', guests: 1, rooms: 1 };

/** A city of hotels with a room type each; hotels at the given positions have a free room. Counts the reads. */
function city(size: number, free: readonly number[]) {
  const hotels = Array.from({ length: size }, (_, at) => ({ _id: `htl_${at}`, name: `${10_000 + at}` }));
  const open = new Set(free.map((at) => `rmt_htl_${at}`));
  const batches: number[] = [];
  const catalogue: SearchedCatalogue<SearchedHotel> = {
    hotelsOf(_, after, limit) {
      batches.push(limit);
      const from = after === null ? 0 : hotels.findIndex(({ _id }) => _id === after[1]) + 1;
      return Promise.resolve(hotels.slice(from, from + limit));
    },
    roomTypesOf: (hotelIds) =>
      Promise.resolve(
        hotelIds.map((hotelId) => ({
          ...{
            _id: `rmt_${hotelId}`,
            hotelId,
            name: 'Double',
            capacity: 2,
            currency: 'EUR',
            refundable: true,
          },
        })),
      ),
    nightsForSale: (wanted) =>
      Promise.resolve(
        new Map(
          wanted.map(({ roomTypeId }) => [
            roomTypeId,
            new Map([[night, { free: open.has(roomTypeId) ? 1 : 0, rate: 10_000 }]]),
          ]),
        ),
      ),
  };
  return { catalogue, batches };
}

const names = ({ offers }: FoundHotels<SearchedHotel>) => offers.map(({ hotel }) => hotel.name);

const unfaulty = ({ message }: Error) => expect.unreachable(message);

describe('searchHotels', () => {
  it('takes one batch without sold-out hotels', async () => {
    const { catalogue, batches } = city(100, [0, 1, 2, 3, 4, 5]);
    const found = await searchHotels(catalogue, search, { first: 5, after: null }, unfaulty);
    expect(names(found)).toHaveLength(6);
    expect(found.stoppedAt).toBeNull();
    expect(batches).toEqual([6]);
  });

  it('stops at the batch limit in a sold-out city and returns stoppedAt', async () => {
    const { catalogue, batches } = city(2_500, [7, 2_400]);
    const first = await searchHotels(catalogue, search, { first: 20, after: null }, unfaulty);
    expect(batches).toEqual([21, 84, 336, 500, 500, 500]);
    expect(names(first)).toEqual(['10007']);
    expect(first.stoppedAt).toEqual(['11940', 'htl_1940']);
    const second = await searchHotels(catalogue, search, { first: 20, after: first.stoppedAt }, unfaulty);
    expect(names(second)).toEqual(['12400']);
    expect(second.stoppedAt).toBeNull();
  });

  it('returns no stoppedAt where the last batch ends the city', async () => {
    const { catalogue } = city(1_941, [1_940]);
    const found = await searchHotels(catalogue, search, { first: 20, after: null }, unfaulty);
    const next = await searchHotels(catalogue, search, { first: 20, after: found.stoppedAt }, unfaulty);
    expect([names(found), names(next)]).toEqual([['11940'], []]);
    expect(next.stoppedAt).toBeNull();
  });
});
