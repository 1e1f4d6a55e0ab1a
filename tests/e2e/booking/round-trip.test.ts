import { expect, inject, it } from 'vitest';
import {
  FlightsDocument,
  HotelsDocument,
  QuoteTripDocument,
  RefundsOfOrderDocument,
} from '../../generated/documents.ts';
import { bookQuote, untilFinal } from '../../kit/traveller.ts';
import { daysFromNow, signUpTraveller } from '../../kit/graph-client.ts';
import type { GraphClient } from '../../kit/graph-client.ts';

const url = inject('routerUrl');

async function firstFlight(client: GraphClient, origin: string, destination: string, date: string) {
  const { flights } = await client.data(FlightsDocument, { origin, destination, date, passengers: 3 });
  return { flightId: flights?.nodes[0]?.id ?? 'no flight found', passengers: 3 };
}

async function rooms(client: GraphClient, city: string, checkIn: string, checkOut: string) {
  const { hotels } = await client.data(HotelsDocument, { city, checkIn, checkOut, guests: 4, rooms: 2 });
  return hotels?.nodes.flatMap(({ roomTypes }) => roomTypes) ?? [];
}

it('bookTrip: three flights and several room types across a month boundary make a single booking', async () => {
  const { client } = await signUpTraveller(url);
  // The first of a month is among any 31 days.
  const days = Array.from({ length: 31 }, (_, at) => daysFromNow(20 + at));
  const turn = days.findIndex((day) => day.endsWith('-01'));
  const [out, on, back] = [20 + turn - 3, 20 + turn - 1, 20 + turn + 4].map((day) => daysFromNow(day));
  if (out === undefined || on === undefined || back === undefined) throw new Error('three days');
  const lisbon = await rooms(client, 'Lisbon', out, on);
  const paris = await rooms(client, 'Paris', on, back);
  const [double, suite] = [lisbon[0], lisbon.find(({ capacity }) => capacity === 4)];
  const input = {
    currency: 'JPY',
    stays: [
      { roomTypeId: double?.roomTypeId ?? '', checkIn: out, checkOut: on, rooms: 2, guests: 3 },
      { roomTypeId: suite?.roomTypeId ?? '', checkIn: out, checkOut: on, rooms: 1, guests: 2 },
      { roomTypeId: paris[0]?.roomTypeId ?? '', checkIn: on, checkOut: back, rooms: 2, guests: 3 },
    ],
    flights: [
      await firstFlight(client, 'LHR', 'LIS', out),
      await firstFlight(client, 'LIS', 'CDG', on),
      await firstFlight(client, 'CDG', 'LHR', back),
    ],
  };
  const { quoteTrip } = await client.data(QuoteTripDocument, { input });
  if (quoteTrip.__typename !== 'Quote') throw new Error(JSON.stringify(quoteTrip));
  const sum = quoteTrip.lines.reduce((total, { charged }) => total + charged.amount, 0);
  expect(quoteTrip.total).toEqual({ amount: sum, currency: 'JPY' });

  const reservation = await untilFinal(client, await bookQuote(client, quoteTrip.id));
  expect(reservation).toMatchObject({ status: 'COMPLETED', total: quoteTrip.total });
  expect(reservation.stays.map(({ rooms: count }) => count)).toEqual([2, 1, 2]);
  expect(reservation.flights.map(({ passengers }) => passengers)).toEqual([3, 3, 3]);
  const { order } = await client.data(RefundsOfOrderDocument, { id: reservation.order?.id ?? '' });
  expect(order).toMatchObject({
    status: 'PAID',
    total: { amount: sum },
    refunded: { amount: 0, currency: 'JPY' },
  });

  const left = await rooms(client, 'Paris', on, back);
  const after = left.find(({ roomTypeId }) => roomTypeId === paris[0]?.roomTypeId);
  expect((paris[0]?.available ?? 0) - (after?.available ?? 0)).toBe(2);
});
