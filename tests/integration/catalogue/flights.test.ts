import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeCursor } from '../../../platform/page-connections.ts';
import { flightRow, hotelRow, now } from './catalogue-documents.ts';
import { startReservationsUnderTest } from './subgraph.ts';

let time = now;
const reservations = await startReservationsUnderTest(() => time);
const { client, models, profiled } = reservations;

afterAll(() => reservations.close());
beforeEach(async () => {
  time = now;
  await Promise.all([models.hotels.deleteMany(), models.flights.deleteMany()]);
});

interface Found {
  flights: {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

const query = `
  query ($origin: String!, $destination: String!, $date: Date!, $passengers: Int, $cabin: Cabin, $first: Int, $after: String) {
    flights(
      origin: $origin, destination: $destination, date: $date, passengers: $passengers, cabin: $cabin,
      first: $first, after: $after
    ) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const route = {
  origin: 'LIS',
  destination: 'CDG',
  date: '2027-04-01',
  passengers: 1,
  cabin: 'ECONOMY',
  first: 20,
};

async function search(changes: Record<string, unknown> = {}): Promise<Found['flights']> {
  return (await client.data<Found>(query, { ...route, ...changes })).flights;
}

async function idsFound(changes: Record<string, unknown> = {}): Promise<string[]> {
  return (await search(changes)).nodes.map(({ id }) => id);
}

async function refusal(changes: Record<string, unknown>): Promise<Record<string, unknown> | undefined> {
  return (await client.send(query, { ...route, ...changes })).errors[0]?.extensions;
}

const at = (time: string) => ({ departsAt: new Date(`2027-04-01T${time}:00Z`) });

describe('flights', () => {
  it('finds the flights of a date between two airports with enough free seats, earliest first', async () => {
    await models.flights.insertMany([
      flightRow('evening', 5, at('20:00')),
      flightRow('morning', 2, at('06:00')),
      flightRow('full', 0, at('08:00')),
      flightRow('return', 5, { origin: 'CDG', destination: 'LIS' }),
      flightRow('next-day', 5, { localDate: '2027-04-02' }),
    ]);
    expect(await idsFound()).toEqual(['flt_morning', 'flt_evening']);
    expect(await idsFound({ passengers: 3 })).toEqual(['flt_evening']);
    expect(await idsFound({ cabin: 'BUSINESS', passengers: 4 })).toEqual([
      'flt_morning',
      'flt_full',
      'flt_evening',
    ]);
    expect(await idsFound({ cabin: 'BUSINESS', passengers: 5 })).toEqual([]);
    expect(await idsFound({ origin: 'lis', destination: 'cdg' })).toEqual(['flt_morning', 'flt_evening']);
  });

  it('excludes departed flights', async () => {
    await models.flights.insertMany([flightRow('gone', 5, at('06:00')), flightRow('going', 5, at('20:00'))]);
    time = new Date('2027-04-01T06:00:00Z');
    expect(await idsFound()).toEqual(['flt_going']);
  });

  it('pages without gaps or repeats, also for equal departure times', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `f${String(index).padStart(2, '0')}`);
    await models.flights.insertMany(
      names.map((name) => flightRow(name, 5, at(name < 'f07' ? '08:00' : '09:00'))),
    );
    const found: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Found['flights'] = await search({ first: 3, after });
      found.push(...page.nodes.map(({ id }) => id));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(found).toEqual(names.map((name) => `flt_${name}`));
  });

  it('makes two queries, and examines no more than a page', async () => {
    await models.flights.insertMany(Array.from({ length: 60 }, (_, index) => flightRow(`f${index}`, 5)));
    const operations = await profiled(async () => {
      expect(await idsFound({ first: 10 })).toHaveLength(10);
    });
    expect(operations.map(({ collection, docsExamined }) => [collection, docsExamined])).toEqual([
      ['flights', 1],
      ['flights', 11],
    ]);
  });

  it('finds no flight between unknown airports', async () => {
    expect(await search({ origin: 'XXX' })).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  it.each([
    ['origin', { origin: 'LISB' }],
    ['destination', { destination: '' }],
    ['date', { date: '2027-04-31' }],
    ['date', { date: '2027-02-01' }],
    ['passengers', { passengers: 0 }],
    ['passengers', { passengers: 10 }],
    ['first', { first: 0 }],
    ['after', { after: 'x' }],
    ['after', { after: encodeCursor('flights', [9e15, 'flt_x']) }],
    ['after', { after: encodeCursor('flights', [1e308, 'flt_x']) }],
    ['after', { after: encodeCursor('flights', [-1, 'flt_x']) }],
    ['date', { date: '2028-07-15' }],
    ['date', { date: '9999-01-01' }],
  ])('BAD_USER_INPUT for %s in %j', async (field, changes) => {
    expect(await refusal(changes)).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('fails with BAD_USER_INPUT for a past date at the departure airport', async () => {
    await models.flights.insertMany([flightRow('a', 5, { origin: 'HND', originTimeZone: 'Asia/Tokyo' })]);
    time = new Date('2027-04-01T15:00:00Z');
    expect(await refusal({ origin: 'HND' })).toMatchObject({
      field: 'date',
      expected: 'today, 2027-04-02 there, or a later date',
    });
    expect(await idsFound({ origin: 'LIS' })).toEqual([]);
  });
});

describe('hotel and flight', () => {
  const byId = `query ($hotel: ID!, $flight: ID!) {
    hotel(id: $hotel) { name }
    flight(id: $flight) { number version fares { cabin available price { amount currency } refundable } }
  }`;

  it('return the stored fields', async () => {
    await models.hotels.insertMany([hotelRow('Alfama')]);
    await models.flights.insertMany([flightRow('a', 5)]);
    expect(await client.data(byId, { hotel: 'htl_alfama', flight: 'flt_a' })).toEqual({
      hotel: { name: 'Alfama' },
      flight: {
        ...{ number: 'TP100', version: 1 },
        fares: [
          { cabin: 'ECONOMY', available: 5, price: { amount: 9_900, currency: 'EUR' }, refundable: false },
          { cabin: 'BUSINESS', available: 4, price: { amount: 49_900, currency: 'EUR' }, refundable: true },
        ],
      },
    });
  });

  it('return null for an unknown id', async () => {
    const unknown = { hotel: 'htl_unknown', flight: 'flt_unknown' };
    expect(await client.data(byId, unknown)).toEqual({ hotel: null, flight: null });
  });

  it('fail with BAD_USER_INPUT for a malformed id', async () => {
    const { errors, data } = await client.send(byId, { hotel: 'nonsense', flight: 'htl_alfama' });
    expect(data).toEqual({ hotel: null, flight: null });
    expect(errors.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'BAD_USER_INPUT', field: 'id' },
      { code: 'BAD_USER_INPUT', field: 'id' },
    ]);
  });

  it('take one round trip per type, for any number of ids', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    await models.hotels.insertMany(names.map((name) => hotelRow(name)));
    await models.flights.insertMany(names.map((name) => flightRow(name, 5)));
    const keys = [...names, ...names].flatMap((name) => [
      { __typename: 'Hotel', id: `htl_${name}` },
      { __typename: 'Flight', id: `flt_${name}` },
    ]);
    const selection = '... on Hotel { hotelId: id name } ... on Flight { flightId: id number }';
    const operations = await profiled(async () => {
      const entities = await client.entities(keys, selection);
      expect(entities).toHaveLength(80);
      expect(entities).not.toContain(null);
    });
    expect(operations.map(({ collection }) => collection).toSorted()).toEqual(['flights', 'hotels']);
  });
});
