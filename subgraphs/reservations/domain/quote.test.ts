import { describe, expect, it } from 'vitest';
import { sandboxExchangeRates } from './exchange-rates.ts';
import { priceTrip } from './quote.ts';
import { problemsOf } from './trip-request.ts';
import type { StayRequest, TripFacts, TripRequest } from './trip-request.ts';

const now = new Date('2027-03-01T12:00:00Z');
const rates = sandboxExchangeRates();

const facts: TripFacts = {
  roomTypes: new Map(
    [
      {
        _id: 'rmt_tokyo',
        hotel: { name: 'Sumida House', city: 'Tokyo', timeZone: 'Asia/Tokyo' },
        currency: 'JPY',
      },
      {
        _id: 'rmt_lisbon',
        hotel: { name: 'Alfama Rooms', city: 'Lisbon', timeZone: 'Europe/Lisbon' },
        currency: 'EUR',
      },
    ].map((each) => [each._id, { ...each, hotelId: 'htl_1', name: 'Double', capacity: 2, refundable: true }]),
  ),
  flights: new Map(
    ['2027-03-01T12:00:00Z', '2027-04-01T12:00:00Z'].map((departsAt, at) => [
      `flt_${at}`,
      {
        _id: `flt_${at}`,
        ...{ number: 'TP1', origin: 'LIS', destination: 'CDG', localDate: departsAt.slice(0, 10) },
        departsAt: new Date(departsAt),
        currency: 'EUR',
        cabins: { ECONOMY: { free: 3, price: 9_950, refundable: false } },
      },
    ]),
  ),
};

const nightsForSale = new Map([
  [
    'rmt_lisbon',
    new Map([
      ['2027-04-01', { free: 3, rate: 10_000 }],
      ['2027-04-02', { free: 2, rate: 12_000 }],
    ]),
  ],
]);

const stay: StayRequest = {
  roomTypeId: 'rmt_lisbon',
  checkIn: '2027-04-01',
  checkOut: '2027-04-03',
  rooms: 1,
  guests: 2,
};
const flight = { flightId: 'flt_1', cabin: 'ECONOMY', passengers: 2 } as const;

function trip(changes: Partial<TripRequest>): TripRequest {
  return { stays: [], flights: [], currency: 'EUR', ...changes };
}

function fieldsOf(changes: Partial<TripRequest>): string[] {
  return problemsOf(trip(changes), facts, now).map(({ field }) => field);
}

describe('problemsOf', () => {
  it('finds no problems in a valid request', () => {
    expect(fieldsOf({ stays: [stay], flights: [flight] })).toEqual([]);
  });

  it('finds all problems at once', () => {
    const problems = fieldsOf({
      stays: [
        { ...stay, checkOut: '2027-04-01', rooms: 0 },
        { ...stay, roomTypeId: 'rmt_unknown', checkIn: 'soon', guests: 0 },
        { ...stay, checkOut: '2027-05-02', guests: 3 },
      ],
      flights: [
        { flightId: 'flt_9', cabin: 'ECONOMY', passengers: 0 },
        { ...flight, cabin: 'BUSINESS' },
        { ...flight, flightId: 'flt_0' },
      ],
      currency: 'XXX',
    });
    expect(problems).toEqual([
      'stays[0].checkOut',
      'stays[0].rooms',
      'stays[1].roomTypeId',
      'stays[1].checkIn',
      'stays[1].guests',
      'stays[2].checkOut',
      'stays[2].guests',
      'flights[0].flightId',
      'flights[0].passengers',
      'flights[1].cabin',
      'flights[2].flightId',
      'currency',
    ]);
  });

  it('refuses a trip without lines', () => {
    expect(problemsOf(trip({}), facts, now)).toEqual([
      { field: 'stays', expected: 'at least one stay or one flight', received: [] },
    ]);
  });

  it('refuses too many lines', () => {
    const stays = Array.from({ length: 11 }, () => stay);
    expect(fieldsOf({ stays })).toEqual(['stays']);
  });

  it('requires a guest for each room', () => {
    expect(fieldsOf({ stays: [{ ...stay, rooms: 2, guests: 1 }] })).toEqual(['stays[0].guests']);
  });

  it('refuses a check-in that is past in the hotel’s time zone', () => {
    const from = (roomTypeId: string, checkIn: string) =>
      fieldsOf({ stays: [{ ...stay, roomTypeId, checkIn, checkOut: '2027-03-05' }] });
    const evening = new Date('2027-03-01T20:00:00Z');
    const inTokyo = trip({
      stays: [{ ...stay, roomTypeId: 'rmt_tokyo', checkIn: '2027-03-01', checkOut: '2027-03-05' }],
    });
    expect(from('rmt_lisbon', '2027-03-01')).toEqual([]);
    expect(from('rmt_lisbon', '2027-02-28')).toEqual(['stays[0].checkIn']);
    // It is the 2nd of March in Tokyo by then.
    expect(problemsOf(inTokyo, facts, evening)).toEqual([
      {
        field: 'stays[0].checkIn',
        expected: 'today, 2027-03-02 there, or a later date',
        received: '2027-03-01',
      },
    ]);
  });
});

describe('priceTrip', () => {
  const price = (changes: Partial<TripRequest>) => priceTrip(trip(changes), facts, { nightsForSale, rates });

  it('creates a line for each stay and flight, and the sum of their charges', () => {
    expect(price({ stays: [{ ...stay, rooms: 2 }], flights: [flight], currency: 'JPY' })).toEqual({
      outcome: 'priced',
      trip: {
        stays: [
          {
            kind: 'stay',
            lineId: 'stay-0',
            description: 'Double at Alfama Rooms, Lisbon, 2027-04-01 to 2027-04-03, 2 rooms',
            ...{ hotelId: 'htl_1', roomTypeId: 'rmt_lisbon', roomTypeName: 'Double' },
            ...{ checkIn: '2027-04-01', checkOut: '2027-04-03', rooms: 2, guests: 2 },
            price: { amount: 44_000, currency: 'EUR' },
            charged: { amount: 71_940, currency: 'JPY' },
            exchangeRate: '163.5',
            refundable: true,
            // Rooms are ready at three in the afternoon, which in Lisbon is 14:00 UTC by then.
            terms: {
              startsAt: new Date('2027-04-01T14:00:00Z'),
              tiers: [
                { until: new Date('2027-03-30T14:00:00Z'), percent: 100 },
                { until: new Date('2027-03-31T14:00:00Z'), percent: 50 },
              ],
            },
          },
        ],
        flights: [
          {
            kind: 'flight',
            lineId: 'flight-0',
            description: 'TP1 LIS to CDG, 2027-04-01, economy, 2 passengers',
            ...{ flightId: 'flt_1', cabin: 'ECONOMY', passengers: 2 },
            price: { amount: 19_900, currency: 'EUR' },
            charged: { amount: 32_537, currency: 'JPY' },
            exchangeRate: '163.5',
            refundable: false,
            terms: { startsAt: new Date('2027-04-01T12:00:00Z'), tiers: [] },
          },
        ],
        total: { amount: 104_477, currency: 'JPY' },
      },
    });
  });

  it('is sold out where a night has too few rooms; available is the minimum over the nights', () => {
    expect(price({ stays: [{ ...stay, rooms: 3, guests: 3 }] })).toEqual({
      ...{ outcome: 'sold_out', field: 'stays[0]', available: 2 },
    });
  });

  it('is sold out where a night is not for sale', () => {
    expect(price({ stays: [{ ...stay, checkOut: '2027-04-04' }] })).toMatchObject({ available: 0 });
  });

  it('adds up the lines for the same rooms and seats', () => {
    expect(price({ stays: [stay, stay] })).toMatchObject({ outcome: 'priced' });
    expect(price({ stays: [stay, stay, stay] })).toEqual({
      ...{ outcome: 'sold_out', field: 'stays[2]', available: 0 },
    });
    expect(price({ flights: [flight, flight] })).toEqual({
      ...{ outcome: 'sold_out', field: 'flights[1]', available: 1 },
    });
  });
});
