import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hotelRow, now, roomMonthRow, roomTypeRow } from './catalogue-documents.ts';
import { startReservationsUnderTest } from './subgraph.ts';

let time = now;
const reservations = await startReservationsUnderTest(() => time);
const { client, models, profiled } = reservations;

afterAll(() => reservations.close());
beforeEach(async () => {
  time = now;
  await Promise.all([
    models.hotels.deleteMany(),
    models.roomTypes.deleteMany(),
    models.roomMonths.deleteMany(),
  ]);
});

interface Offers {
  hotels: {
    edges: { cursor: string }[];
    nodes: {
      hotel: { id: string; name: string };
      roomTypes: { roomTypeId: string; available: number; nightlyRate: object; total: object }[];
    }[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
}

const query = `
  query ($city: String!, $checkIn: Date!, $checkOut: Date!, $guests: Int, $rooms: Int, $first: Int, $after: String) {
    hotels(city: $city, checkIn: $checkIn, checkOut: $checkOut, guests: $guests, rooms: $rooms, first: $first, after: $after) {
      edges { cursor }
      nodes {
        hotel { id name timeZone }
        roomTypes { roomTypeId name capacity available nightlyRate { amount currency } total { amount currency } refundable }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

const stay = {
  city: 'Lisbon',
  checkIn: '2027-04-10',
  checkOut: '2027-04-12',
  guests: 1,
  rooms: 1,
  first: 20,
};

async function search(changes: Record<string, unknown> = {}): Promise<Offers['hotels']> {
  return (await client.data<Offers>(query, { ...stay, ...changes })).hotels;
}

async function namesFound(changes: Record<string, unknown> = {}): Promise<string[]> {
  return (await search(changes)).nodes.map(({ hotel }) => hotel.name);
}

async function refusal(changes: Record<string, unknown>): Promise<Record<string, unknown> | undefined> {
  const { errors } = await client.send(query, { ...stay, ...changes });
  return errors[0]?.extensions;
}

/** Hotels named after their number, each with one double room type with so many rooms free. */
async function insertHotels(rooms: readonly number[], city = 'Lisbon'): Promise<void> {
  const named = rooms.map((free, at) => ({
    free,
    name: `${city.slice(0, 1)}${String(at).padStart(4, '0')}`,
  }));
  await models.hotels.insertMany(named.map(({ name }) => hotelRow(name, { city })));
  await models.roomTypes.insertMany(
    named.map(({ name }) => roomTypeRow(name, { hotelId: `htl_${name.toLowerCase()}` })),
  );
  await models.roomMonths.insertMany(
    named.map(({ name, free }) => roomMonthRow(`rmt_${name}`, '2027-04', free)),
  );
}

describe('hotels', () => {
  it.each([
    ['a negative rate', { 'nights.10.rate': -1 }, {}],
    ['half a cent', { 'nights.10.rate': 99.5 }, {}],
    ['an unknown currency', {}, { currency: 'ZZZ' }],
  ])('excludes room types with %s for a price, and logs them', async (_what, month, roomType) => {
    await insertHotels([5, 5, 5]);
    await models.roomMonths.updateOne({ _id: 'rmt_L0001:2027-04' }, { $set: month });
    await models.roomTypes.updateOne({ _id: 'rmt_L0001' }, { $set: roomType });
    expect(await namesFound()).toEqual(['L0000', 'L0002']);
    expect(reservations.logged.at(-1)).toContain('rmt_L0001 cannot be priced: expected');
  });

  it('finds the hotels of a city with free rooms on every night, cheapest room type first', async () => {
    await models.hotels.insertMany([
      hotelRow('Alfama'),
      hotelRow('Baixa'),
      hotelRow('Montmartre', { city: 'Paris' }),
    ]);
    await models.roomTypes.insertMany([
      roomTypeRow('suite', { hotelId: 'htl_alfama', name: 'Suite', capacity: 4 }),
      roomTypeRow('single', { hotelId: 'htl_alfama', name: 'Single', capacity: 1, refundable: false }),
      roomTypeRow('full', { hotelId: 'htl_alfama' }),
      roomTypeRow('baixa', { hotelId: 'htl_baixa' }),
      roomTypeRow('paris', { hotelId: 'htl_montmartre' }),
    ]);
    await models.roomMonths.insertMany([
      roomMonthRow('rmt_suite', '2027-04', 2, {
        rate: 30_001,
        nights: { 11: { total: 2, free: 1, rate: 30_002 } },
      }),
      roomMonthRow('rmt_single', '2027-04', 9, { rate: 5_000 }),
      roomMonthRow('rmt_full', '2027-04', 2, { nights: { 11: { total: 2, free: 0, rate: 10_000 } } }),
      roomMonthRow('rmt_baixa', '2027-04', 0),
      roomMonthRow('rmt_paris', '2027-04', 5),
    ]);
    expect(await search({ city: '  lisBON ' })).toEqual({
      edges: [{ cursor: expect.any(String) as string }],
      nodes: [
        {
          hotel: { id: 'htl_alfama', name: 'Alfama', timeZone: 'Europe/Lisbon' },
          roomTypes: [
            {
              ...{ roomTypeId: 'rmt_single', name: 'Single', capacity: 1, available: 9, refundable: false },
              nightlyRate: { amount: 5_000, currency: 'EUR' },
              total: { amount: 10_000, currency: 'EUR' },
            },
            {
              ...{ roomTypeId: 'rmt_suite', name: 'Suite', capacity: 4, available: 1, refundable: true },
              nightlyRate: { amount: 30_002, currency: 'EUR' },
              total: { amount: 60_003, currency: 'EUR' },
            },
          ],
        },
      ],
      pageInfo: {
        ...{ hasNextPage: false, hasPreviousPage: false },
        ...{ startCursor: expect.any(String) as string, endCursor: expect.any(String) as string },
      },
    });
  });

  it('requires the capacity for all guests, and the number of rooms', async () => {
    await insertHotels([1, 2]);
    expect(await namesFound({ guests: 2 })).toEqual(['L0000', 'L0001']);
    expect(await namesFound({ guests: 3 })).toEqual([]);
    expect(await namesFound({ guests: 3, rooms: 2 })).toEqual(['L0001']);
    const { nodes } = await search({ guests: 3, rooms: 2 });
    expect(nodes[0]?.roomTypes[0]?.total).toEqual({ amount: 40_000, currency: 'EUR' });
  });

  it('searches across months', async () => {
    await insertHotels([3]);
    await models.roomMonths.insertMany([roomMonthRow('rmt_L0000', '2027-05', 2, { rate: 20_000 })]);
    const { nodes } = await search({ checkIn: '2027-04-29', checkOut: '2027-05-02' });
    expect(nodes[0]?.roomTypes[0]).toMatchObject({
      available: 2,
      total: { amount: 40_000, currency: 'EUR' },
    });
    expect(await namesFound({ checkIn: '2027-05-30', checkOut: '2027-06-02' })).toEqual([]);
  });

  it('finds a city in any case, with or without accents', async () => {
    await insertHotels([1], 'São Paulo');
    for (const city of ['São Paulo', 'sao paulo', ' SÃO  PAULO ']) {
      expect(await namesFound({ city })).toEqual(['S0000']);
    }
  });

  it('finds no hotel in an unknown city', async () => {
    expect(await search({ city: 'Atlantis' })).toEqual({
      ...{ edges: [], nodes: [] },
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('pages without gaps or repeats, past full hotels', async () => {
    await insertHotels(Array.from({ length: 57 }, (_, at) => (at % 3 === 0 ? 5 : 0)));
    const found: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Offers['hotels'] = await search({ first: 4, after });
      found.push(...page.nodes.map(({ hotel }) => hotel.name));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(found).toEqual(Array.from({ length: 19 }, (_, at) => `L${String(at * 3).padStart(4, '0')}`));
  });

  it('makes as many queries for 50 hotels as for 5, and examines no more than the page needs', async () => {
    await insertHotels(Array.from({ length: 120 }, () => 5));
    const five = await profiled(async () => {
      expect(await namesFound({ first: 5 })).toHaveLength(5);
    });
    const fifty = await profiled(async () => {
      expect(await namesFound({ first: 50 })).toHaveLength(50);
    });
    const asked = ['hotels', 'hotels', 'roomTypes', 'roomMonths'];
    expect(five.map(({ collection }) => collection)).toEqual(asked);
    expect(fifty.map(({ collection }) => collection)).toEqual(asked);
    expect(fifty.map(({ docsExamined }) => docsExamined)).toEqual([1, 51, 51, 51]);
  });

  it('makes a few more queries in an almost full city, not one per hotel', async () => {
    await insertHotels(Array.from({ length: 400 }, (_, at) => (at === 399 ? 5 : 0)));
    const operations = await profiled(async () => {
      expect(await namesFound({ first: 5 })).toEqual(['L0399']);
    });
    // One query for the city's time zone, then three each for batches of 6, 24, 96 and 384 hotels and the rest.
    expect(operations.length).toBeLessThanOrEqual(1 + 3 * 5);
  });
});

describe('hotels in a sold-out city', () => {
  it('returns short pages, each with a limited number of queries', async () => {
    await models.hotels.insertMany(
      Array.from({ length: 1_300 }, (_, at) => hotelRow(`H${String(at).padStart(4, '0')}`)),
    );
    await insertHotels([5]);
    const pages: Offers['hotels'][] = [];
    const operations = await profiled(async () => {
      pages.push(await search({ first: 1 }));
    });
    // One query for the city's time zone, then two each for batches of 2, 8, 32, 128, 500 and 500 hotels without room types.
    expect(operations).toHaveLength(1 + 2 * 6);
    expect(pages[0]).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const after = pages[0]?.pageInfo.endCursor;
    expect((await search({ first: 1, after })).nodes.map(({ hotel }) => hotel.name)).toEqual(['L0000']);
  });
});

describe('hotels: BAD_USER_INPUT', () => {
  it.each([
    ['city', { city: '   ' }],
    ['checkIn', { checkIn: '2027-02-30' }],
    ['checkOut', { checkOut: 'soon' }],
    ['checkOut', { checkOut: '2027-04-10' }],
    ['checkOut', { checkOut: '2027-05-11' }],
    ['checkIn', { checkIn: '2028-07-14', checkOut: '2028-07-15' }],
    ['checkIn', { checkIn: '9999-01-01', checkOut: '9999-01-02' }],
    ['guests', { guests: 0 }],
    ['guests', { guests: 1, rooms: 2 }],
    ['rooms', { rooms: 0 }],
    ['rooms', { rooms: 10, guests: 10 }],
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['first', { first: -1 }],
    ['after', { after: 'garbage' }],
    ['after', { after: Buffer.from('["flights",1,"flt_a"]').toString('base64url') }],
  ])('for %s in %j', async (field, changes) => {
    expect(await refusal(changes)).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('for a date beyond the sales horizon, and not a day before', async () => {
    await insertHotels([5], 'Tokyo');
    expect(await refusal({ city: 'Tokyo', checkIn: '2028-07-14', checkOut: '2028-07-15' })).toMatchObject({
      field: 'checkIn',
      expected: '2028-07-13 or an earlier date, 500 days ahead',
    });
    expect(await namesFound({ city: 'Tokyo', checkIn: '2028-07-13', checkOut: '2028-07-15' })).toEqual([]);
  });

  it("for an arrival in the past, by the city's time zone", async () => {
    await insertHotels([5], 'Tokyo');
    await models.hotels.updateMany({ city: 'Tokyo' }, { $set: { timeZone: 'Asia/Tokyo' } });
    time = new Date('2027-04-09T15:00:00Z');
    expect(await refusal({ city: 'Tokyo', checkIn: '2027-04-09' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'checkIn',
      expected: 'today, 2027-04-10 there, or a later date',
      received: '"2027-04-09"',
    });
    expect(await namesFound({ city: 'Tokyo' })).toEqual(['T0000']);
  });

  it('for an unknown city, only if the arrival is in the past everywhere', async () => {
    time = new Date('2027-04-10T11:00:00Z');
    expect(await namesFound({ city: 'Atlantis', checkIn: '2027-04-09' })).toEqual([]);
    expect(await refusal({ city: 'Atlantis', checkIn: '2027-04-08' })).toMatchObject({ field: 'checkIn' });
  });
});
