import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createQuoteStore } from '../../../subgraphs/reservations/store/quotes.ts';
import type { QuoteDocument } from '../../../subgraphs/reservations/store/quotes.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import type { RequestOptions } from '../../kit/subgraph-client.ts';
import {
  flightRow,
  hotelRow,
  now,
  roomMonthRow,
  roomTypeRow,
  someReservation,
} from './catalogue-documents.ts';
import { startReservationsUnderTest } from './subgraph.ts';

const reservations = await startReservationsUnderTest(() => now);
const { client, models, profiled } = reservations;
const quotes = createQuoteStore(models.quotes);

afterAll(() => reservations.close());
beforeEach(async () => {
  const { hotels, roomTypes, roomMonths, flights } = models;
  await Promise.all([
    ...[hotels.deleteMany(), roomTypes.deleteMany(), roomMonths.deleteMany(), flights.deleteMany()],
    models.quotes.deleteMany(),
  ]);
  await hotels.insertMany([hotelRow('Alfama')]);
  await roomTypes.insertMany([
    roomTypeRow('double', { hotelId: 'htl_alfama' }),
    roomTypeRow('suite', { hotelId: 'htl_alfama', name: 'Suite', currency: 'KWD' }),
  ]);
  await roomMonths.insertMany([
    roomMonthRow('rmt_double', '2027-04', 3),
    roomMonthRow('rmt_double', '2027-05', 3, { rate: 12_345 }),
    roomMonthRow('rmt_suite', '2027-04', 3, { rate: 33_333 }),
  ]);
  await flights.insertMany([
    flightRow('out', 5),
    flightRow('back', 5, { localDate: '2027-04-08', origin: 'CDG', destination: 'LIS' }),
    flightRow('gone', 5, { departsAt: new Date(now.getTime() - 1) }),
  ]);
});

const mutation = `mutation ($input: TripInput!) {
  quoteTrip(input: $input) {
    __typename
    ... on Quote {
      id expiresAt total { amount currency }
      lines { description price { amount currency } charged { amount currency } exchangeRate refundable }
    }
    ... on Refusal { message }
    ... on SoldOut { field available }
    ... on InvalidTrip { problems { field expected received } }
  }
}`;

interface Quoted {
  __typename: string;
  id: string;
  total: { amount: number };
  problems?: { field: string }[];
}

const stay = { roomTypeId: 'rmt_double', checkIn: '2027-04-01', checkOut: '2027-04-03' };
const out = { flightId: 'flt_out' };

async function quote(input: Record<string, unknown>, options?: RequestOptions): Promise<Quoted> {
  return (await client.data<{ quoteTrip: Quoted }>(mutation, { input }, options)).quoteTrip;
}

async function stored(id: string): Promise<QuoteDocument | null> {
  return quotes.findQuote(id);
}

describe('quoteTrip', () => {
  it('prices stays and flights, with default values', async () => {
    expect(await quote({ stays: [stay], flights: [out] })).toEqual({
      __typename: 'Quote',
      id: expect.stringMatching(/^quo_/) as string,
      expiresAt: new Date(now.getTime() + 600_000).toISOString(),
      total: { amount: 29_900, currency: 'EUR' },
      lines: [
        {
          description: 'Double at Alfama, Lisbon, 2027-04-01 to 2027-04-03, 1 room',
          ...{ price: { amount: 20_000, currency: 'EUR' }, charged: { amount: 20_000, currency: 'EUR' } },
          ...{ exchangeRate: '1', refundable: true },
        },
        {
          description: 'TP100 LIS to CDG, 2027-04-01, economy, 1 passenger',
          ...{ price: { amount: 9_900, currency: 'EUR' }, charged: { amount: 9_900, currency: 'EUR' } },
          ...{ exchangeRate: '1', refundable: false },
        },
      ],
    });
  });

  it('converts each line to the charged currency, rounded once', async () => {
    const stays = [stay, { ...stay, roomTypeId: 'rmt_suite', rooms: 2, guests: 3 }];
    const { total } = await quote({ stays, flights: [{ ...out, passengers: 3 }], currency: 'JPY' });
    // 200.00 EUR is 32,700 JPY; 133.332 KWD is 65,662.295… JPY; 297.00 EUR is 48,559.5 JPY, rounded up.
    expect(total).toEqual({ amount: 32_700 + 65_662 + 48_560, currency: 'JPY' });
  });

  it('keeps its prices after the catalogue changes', async () => {
    const { id, total } = await quote({ stays: [stay], flights: [out] });
    await models.roomMonths.updateMany({}, { $set: { 'nights.01.rate': 99_999 } });
    await models.flights.updateMany({}, { $set: { 'cabins.ECONOMY.price': 99_999 } });
    expect((await stored(id))?.trip.total).toEqual(total);
    expect((await quote({ stays: [stay] })).total.amount).toBe(109_999);
  });

  it('stores the signed-in user as the owner, or null', async () => {
    const caller = signedIn(`usr_${'1'.repeat(20)}`);
    const theirs = await quote({ stays: [stay] }, { caller });
    const nobodys = await quote({ stays: [stay] });
    expect((await stored(theirs.id))?.userId).toBe(`usr_${'1'.repeat(20)}`);
    expect((await stored(nobodys.id))?.userId).toBeNull();
  });

  it('holds no rooms and no seats', async () => {
    await quote({ stays: [{ ...stay, rooms: 3, guests: 3 }] });
    expect(await quote({ stays: [{ ...stay, rooms: 3, guests: 3 }] })).toMatchObject({ __typename: 'Quote' });
  });

  it('takes as many round trips for 20 lines as for 2', async () => {
    const operationsFor = (lines: number) =>
      profiled(async () => {
        const flights = Array.from({ length: lines }, () => ({ flightId: 'flt_back', cabin: 'BUSINESS' }));
        const stays = Array.from({ length: lines }, (_, at) => ({
          ...{ roomTypeId: at % 2 === 0 ? 'rmt_double' : 'rmt_suite', checkIn: `2027-04-${10 + at}` },
          checkOut: `2027-04-${11 + at}`,
        }));
        const { __typename } = await quote({ stays, flights: flights.slice(0, 4) });
        expect(__typename).toBe('Quote');
      });
    const [two, ten] = [await operationsFor(1), await operationsFor(10)];
    expect(two).toHaveLength(5);
    expect(ten).toHaveLength(5);
  });
});

describe('quoteTrip refuses', () => {
  it('SoldOut: names the line and the number left', async () => {
    expect(await quote({ stays: [stay, { ...stay, rooms: 3, guests: 3 }] })).toEqual({
      ...{ __typename: 'SoldOut', field: 'stays[1]', available: 2 },
      message: 'Not enough is left for stays[1]: only 2 are left.',
    });
    expect(await quote({ flights: [{ ...out, passengers: 6 }] })).toMatchObject({
      field: 'flights[0]',
      available: 5,
    });
  });

  it('InvalidTrip: lists every problem', async () => {
    const { __typename, problems } = await quote({
      stays: [
        { roomTypeId: 'nonsense', checkIn: '2027-02-30', checkOut: '2027-04-03' },
        { ...stay, roomTypeId: 'rmt_unknown' },
        { ...stay, checkIn: '2027-02-28', checkOut: '2027-02-27', guests: 3 },
        { ...stay, checkIn: '2029-01-01', checkOut: '2029-01-02' },
      ],
      flights: [{ flightId: 'flt_unknown' }, { flightId: 'flt_gone' }, { ...out, passengers: 0 }],
      currency: 'DOGE',
    });
    expect(__typename).toBe('InvalidTrip');
    expect(problems?.map(({ field }) => field)).toEqual([
      'stays[0].roomTypeId',
      'stays[0].checkIn',
      'stays[1].roomTypeId',
      'stays[2].checkIn',
      'stays[2].checkOut',
      'stays[2].guests',
      'stays[3].checkIn',
      'flights[0].flightId',
      'flights[1].flightId',
      'flights[2].passengers',
      'currency',
    ]);
    expect(problems?.at(-1)).toEqual({
      field: 'currency',
      expected: 'the ISO 4217 code of a supported currency',
      received: '"DOGE"',
    });
  });

  it.each([{}, { stays: [], flights: [] }, { stays: null, flights: null }])(
    'InvalidTrip for an empty trip: %j',
    async (input) => {
      expect(await quote(input)).toMatchObject({ __typename: 'InvalidTrip', problems: [{ field: 'stays' }] });
    },
  );

  it.each([
    ['a negative rate', 'roomMonths', { 'nights.01.rate': -5 }, 'rmt_double', '-5 EUR'],
    ['half a cent', 'roomMonths', { 'nights.01.rate': 0.5 }, 'rmt_double', '0.5'],
    [
      'refunds of more than all',
      'roomTypes',
      { refundRules: [{ hoursBefore: 1, percent: 150 }] },
      'rmt_double',
      '150',
    ],
    ['an unknown currency', 'roomTypes', { currency: 'ZZZ' }, 'rmt_double', 'ZZZ'],
    ['a negative fare', 'flights', { 'cabins.ECONOMY.price': -9_900 }, 'flt_out', '-9900 EUR'],
    ['a fare in an unknown currency', 'flights', { currency: 'ZZZ' }, 'flt_out', 'ZZZ'],
  ] as const)(
    'for an invalid price in the catalogue, %s: the error is masked, and the log names the document',
    async (_what, collection, garbage, documentId, value) => {
      await models[collection].collection.updateMany({}, { $set: garbage });
      const input = { stays: [stay], flights: [{ flightId: 'flt_out', passengers: 2 }] };
      const { errors } = await client.send(mutation, { input });
      expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      expect(JSON.stringify(errors)).not.toContain(documentId);
      expect(await models.quotes.countDocuments()).toBe(0);
      expect(reservations.logged.at(-1)).toContain(`${documentId} cannot be priced: expected`);
      expect(reservations.logged.at(-1)).toContain(value);
    },
  );
});

describe('claimQuote', () => {
  const claim = (id: string, reservationId: string, at = now) => quotes.claimQuote(id, reservationId, at);
  const later = new Date(now.getTime() + 600_000);

  it('succeeds for one of many concurrent reservations', async () => {
    const { id } = await quote({ stays: [stay] });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => claim(id, someReservation())));
    const bookedBy = (await stored(id))?.bookedBy;
    expect(bookedBy).toMatch(/^rsv_/);
    expect(outcomes.filter(({ outcome }) => outcome !== 'claimed')).toEqual(
      Array.from({ length: 19 }, () => ({ outcome: 'already_booked', bookedBy })),
    );
  });

  it('is idempotent, also after expiry', async () => {
    const { id } = await quote({ stays: [stay] });
    const reservation = someReservation();
    const first = await claim(id, reservation);
    expect(await claim(id, reservation, later)).toEqual(first);
  });

  it('unclaimQuote: deletes the claim of its own reservation only', async () => {
    const { id } = await quote({ stays: [stay] });
    const reservation = someReservation();
    await claim(id, reservation);
    await quotes.unclaimQuote(id, someReservation());
    expect((await stored(id))?.bookedBy).toBe(reservation);
    await quotes.unclaimQuote(id, reservation);
    expect(await claim(id, someReservation())).toEqual({ outcome: 'claimed' });
  });

  it('fails for an expired and for an unknown quote', async () => {
    const { id } = await quote({ stays: [stay] });
    expect(await claim(id, someReservation(), later)).toEqual({ outcome: 'expired' });
    expect(await claim(`quo_${'0'.repeat(20)}`, someReservation())).toEqual({ outcome: 'expired' });
    expect((await stored(id))?.bookedBy).toBeNull();
  });
});
