import { randomUUID } from 'node:crypto';
import { print } from 'graphql';
import {
  BookTripDocument,
  FlightsDocument,
  HotelsDocument,
  QuoteTripDocument,
  ReservationDocument,
} from '../../generated/documents.ts';
import type { FlightsQuery, HotelsQuery } from '../../generated/documents.ts';
import { daysFromNow } from '../../kit/graph-client.ts';
import type { Account, Attack, Target } from '../attack.ts';
import { flood, post } from '../send.ts';
import { accountOf, silent } from './customers.ts';

const stay = { checkIn: daysFromNow(40), checkOut: daysFromNow(42) };

async function ask<Data>(
  target: Target,
  query: string,
  variables: unknown,
  token?: string,
): Promise<Data | null> {
  const text = await post(silent(target), { query, variables }, token === undefined ? {} : { token });
  return text === '' ? null : ((JSON.parse(text) as { data?: Data }).data ?? null);
}

async function roomTypesOf(target: Target, city: string): Promise<string[]> {
  const found = await ask<HotelsQuery>(target, print(HotelsDocument), { city, ...stay });
  const nodes = found?.hotels?.nodes ?? [];
  return nodes.flatMap(({ roomTypes }) => roomTypes.map(({ roomTypeId }) => roomTypeId));
}

async function flightsOf(target: Target, origin: string, destination: string): Promise<string[]> {
  const variables = { origin, destination, date: stay.checkIn };
  const found = await ask<FlightsQuery>(target, print(FlightsDocument), variables);
  return (found?.flights?.nodes ?? []).map(({ id }) => id);
}

/** As `book`, for rooms. */
function bookRooms(
  target: Target,
  account: Account,
  order: { roomTypeId: string; rooms: number; paymentMethod: string },
): Promise<string | null> {
  const { roomTypeId, rooms, paymentMethod } = order;
  const trip = { stays: [{ roomTypeId, rooms, guests: rooms, ...stay }], flights: [] };
  return book(target, account, { trip, paymentMethod });
}

/** Quotes and books a trip; counts the outcome of the booking. @returns the reservation's id */
async function book(
  target: Target,
  { accessToken }: Account,
  { trip, paymentMethod }: { trip: object; paymentMethod: string },
): Promise<string | null> {
  const quoted = await ask<{ quoteTrip: { id?: string; __typename: string } }>(
    target,
    print(QuoteTripDocument),
    { input: trip },
    accessToken,
  );
  const quoteId = quoted?.quoteTrip.id;
  if (quoteId === undefined) {
    target.count(quoted === null ? 'no quote' : `200 ${quoted.quoteTrip.__typename}`);
    return null;
  }
  const input = { quoteId, idempotencyKey: randomUUID(), paymentMethod };
  const text = await post(
    target,
    { query: print(BookTripDocument), variables: { input } },
    { token: accessToken },
  );
  return /"id":"(rsv_[^"]+)"/.exec(text)?.[1] ?? null;
}

const permitted = ['200', '200 SoldOut', 'no quote'];

/** Alone, a booking takes less than a second; one of 199 waited for 28 without turns. */
const bookedWithinMs = 4_000;

async function untilBooked(target: Target, account: Account, id: string): Promise<boolean> {
  for (const until = performance.now() + bookedWithinMs; performance.now() < until;) {
    const found = await ask<{ reservation: { status: string } | null }>(
      target,
      print(ReservationDocument),
      { id },
      account.accessToken,
    );
    if (found?.reservation?.status === 'COMPLETED') return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

export const bookingAttacks: readonly Attack[] = [
  {
    name: 'hoarded rooms',
    class: 'bookings',
    sends: "one customer's bookings of nine rooms each, in every room type of a city, paid slowly",
    expected: {
      refused: ['200 TooManyHolds', '200 TooManyUnfinishedBookings'],
      also: permitted,
      atMost: { '200': 10 },
    },
    once: true,
    inSample: true,
    async run(target) {
      const account = accountOf(target, 4);
      const roomTypes = await roomTypesOf(target, 'Paris');
      await flood(target, { count: 40, width: 4 }, async (index) => {
        const roomTypeId = roomTypes[index % roomTypes.length] ?? '';
        await bookRooms(target, account, { roomTypeId, rooms: 9, paymentMethod: 'pm_slow' });
      });
    },
  },
  {
    name: '198 slow bookings',
    class: 'bookings',
    sends:
      "198 of one customer's bookings with slow payments; another customer's booking completes meanwhile",
    expected: {
      refused: ['200 TooManyUnfinishedBookings', '200 TooManyHolds'],
      also: [...permitted, '200 TooManyQuotes', 'the other booking completes'],
    },
    once: true,
    seconds: 20,
    async run(target) {
      const roomTypes = await roomTypesOf(target, 'Berlin');
      const order = (index: number) => ({ roomTypeId: roomTypes[index % roomTypes.length] ?? '', rooms: 1 });
      await flood(target, { count: 198, width: 3 }, (index) =>
        bookRooms(target, accountOf(target, 5), { ...order(index), paymentMethod: 'pm_slow' }),
      );
      const elsewhere = { ...target, address: target.address.replace(/^127\.\d+/, '127.41') };
      const other = accountOf(target, 6);
      const id = await bookRooms({ ...elsewhere, count: () => undefined }, other, {
        ...order(0),
        paymentMethod: 'pm_ok',
      });
      const completes = id !== null && (await untilBooked(elsewhere, other, id));
      target.count(completes ? 'the other booking completes' : 'the other booking waits');
    },
  },
  {
    name: 'anonymous quotes',
    class: 'bookings',
    sends: '1,000 quotes without an account from one address',
    expected: { refused: ['200 TooManyQuotes'], also: ['200'], atMost: { '200': 130 } },
    once: true,
    async run(target) {
      const [roomTypeId = ''] = await roomTypesOf(target, 'Lisbon');
      const input = { stays: [{ roomTypeId, rooms: 1, guests: 1, ...stay }], flights: [] };
      await flood(target, { count: 1_000, width: 6 }, () =>
        post(target, { query: print(QuoteTripDocument), variables: { input } }),
      );
    },
  },
  {
    name: 'quotes of one customer',
    class: 'bookings',
    sends: "1,000 of one customer's quotes from 20 networks",
    expected: { refused: ['200 TooManyQuotes'], also: ['200'], atMost: { '200': 130 } },
    once: true,
    async run(target) {
      const [roomTypeId = ''] = await roomTypesOf(target, 'Lisbon');
      const input = { stays: [{ roomTypeId, rooms: 1, guests: 1, ...stay }], flights: [] };
      const { accessToken } = accountOf(target, 7);
      await flood(target, { count: 1_000, width: 6 }, (index) => {
        const address = target.address.replace(/^127\.\d+/, `127.${70 + (index % 20)}`);
        const body = { query: print(QuoteTripDocument), variables: { input } };
        return post({ ...target, address }, body, { token: accessToken });
      });
    },
  },
  {
    name: 'hoarded seats',
    class: 'bookings',
    sends: "one customer's bookings of nine seats each, on every flight of a route, paid slowly",
    expected: {
      refused: ['200 TooManyHolds', '200 TooManyUnfinishedBookings'],
      also: permitted,
      atMost: { '200': 10 },
    },
    once: true,
    async run(target) {
      const account = accountOf(target, 8);
      const flights = await flightsOf(target, 'LHR', 'JFK');
      await flood(target, { count: 40, width: 4 }, (index) => {
        const flightId = flights[index % flights.length] ?? '';
        const trip = { stays: [], flights: [{ flightId, passengers: 9, cabin: 'ECONOMY' }] };
        return book(target, account, { trip, paymentMethod: 'pm_slow' });
      });
    },
  },
];
