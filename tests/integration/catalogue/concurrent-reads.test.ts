import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventLog } from '../../../platform/events/event-log.ts';
import { createLogger } from '../../../platform/log.ts';
import { scalars } from '../../../platform/scalars.ts';
import { sandboxExchangeRates } from '../../../subgraphs/reservations/domain/exchange-rates.ts';
import { createLoaders } from '../../../subgraphs/reservations/loaders.ts';
import { catalogueResolvers } from '../../../subgraphs/reservations/resolvers/catalogue.ts';
import { bookingModel } from '../../../subgraphs/reservations/store/bookings.ts';
import { createCatalogueReads } from '../../../subgraphs/reservations/store/catalogue-reads.ts';
import type { CatalogueReads } from '../../../subgraphs/reservations/store/catalogue-reads.ts';
import { createQuoteStore } from '../../../subgraphs/reservations/store/quotes.ts';
import { createQuoteTrip } from '../../../subgraphs/reservations/use-cases/quote-trip.ts';
import { createRendezvous } from '../../kit/rendezvous.ts';
import {
  flightRow,
  hotelRow,
  now,
  roomMonthRow,
  roomTypeRow,
  startCatalogue,
} from './catalogue-documents.ts';

const store = await startCatalogue();
const { models, connection } = store;
const reads = createCatalogueReads(models);

beforeAll(async () => {
  await models.hotels.insertMany([hotelRow('Alfama')]);
  await models.roomTypes.insertMany([roomTypeRow('double', { hotelId: 'htl_alfama' })]);
  await models.roomMonths.insertMany([roomMonthRow('rmt_double', '2027-04', 3)]);
  await models.flights.insertMany([flightRow('out', 5)]);
});
afterAll(() => store.close());

/** The catalogue, of which the given reads wait for each other. */
function meetingReads(...names: ('hotels' | 'roomTypes' | 'flights')[]): CatalogueReads {
  const rendezvous = createRendezvous(names);
  const meeting = (name: (typeof names)[number]) =>
    async function read(ids: readonly string[]) {
      await rendezvous.arrive(name);
      return reads[name](ids);
    };
  return { ...reads, ...Object.fromEntries(names.map((name) => [name, meeting(name)])) };
}

describe('concurrent reads', () => {
  it('quoteTrip: room types and flights are read concurrently', async () => {
    const quoteTrip = createQuoteTrip({
      catalogue: meetingReads('roomTypes', 'flights'),
      quotes: createQuoteStore(models.quotes),
      limit: { take: () => Promise.resolve(null) },
      rates: sandboxExchangeRates(),
      clock: () => now,
      newQuoteId: () => 'quo_1',
      ttlSeconds: 600,
    });
    const { outcome } = await quoteTrip(
      {
        stays: [
          { roomTypeId: 'rmt_double', checkIn: '2027-04-01', checkOut: '2027-04-03', rooms: 1, guests: 2 },
        ],
        flights: [{ flightId: 'flt_out', cabin: 'ECONOMY', passengers: 1 }],
        currency: 'EUR',
      },
      { userId: null, address: null },
    );

    expect(outcome).toBe('quoted');
  });

  it('loaders: entities of different types in one request are read concurrently', async () => {
    const catalogue = meetingReads('hotels', 'flights');
    const loaders = createLoaders({
      ...{ catalogue, bookings: bookingModel(connection), events: createEventLog(connection) },
      guard: { run: (work) => work(), port: (port) => port, close: () => Promise.resolve() },
    });
    const schema = buildSubgraphSchema({
      typeDefs: parse(readFileSync('schema/reservations.graphql', 'utf8')),
      resolvers: {
        ...scalars,
        ...catalogueResolvers({
          catalogue,
          clock: () => now,
          logger: createLogger('reservations', 'silent'),
        }),
      } as never,
    });
    const { data, errors } = await graphql({
      schema,
      source: `{
        hotel(id: "htl_alfama") { name }
        flight(id: "flt_out") { origin }
        _entities(representations: [
          { __typename: "Hotel", id: "htl_alfama" }
          { __typename: "Flight", id: "flt_out" }
        ]) { __typename }
      }`,
      contextValue: { loaders },
    });

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      hotel: { name: 'Alfama' },
      flight: { origin: 'LIS' },
      _entities: [{ __typename: 'Hotel' }, { __typename: 'Flight' }],
    });
  });
});
