import { describe, expect, inject, it } from 'vitest';
import {
  BookTripDocument,
  FlightsDocument,
  HotelsDocument,
  ReservationDocument,
  WatchFlightDocument,
  WatchMyReservationsDocument,
  WatchOrderDocument,
  WatchReservationDocument,
} from '../../generated/documents.ts';
import type { WatchMyReservationsSubscription } from '../../generated/documents.ts';
import { eventually } from '../../kit/eventually.ts';
import { book, bookQuote, findTrip, quote, untilFinal } from '../../kit/traveller.ts';
import { collectUntil, createGraphClient, daysFromNow, signUpTraveller } from '../../kit/graph-client.ts';
import type { GraphClient } from '../../kit/graph-client.ts';

const url = inject('routerUrl');

describe('bookTrip', () => {
  it.each(['WebSocket', 'SSE'] as const)(
    'goes from sign-up to a paid order, watched live over %s',
    async (transport) => {
      const { client, session } = await signUpTraveller(url);
      const id = await book(client, await findTrip(client, 10));

      const watched = client.watch(transport, WatchReservationDocument, { id });
      const seen = await collectUntil(
        watched,
        ({ reservationUpdated }) => reservationUpdated.status === 'COMPLETED',
      );
      await watched.close();

      const versions = seen.map(({ reservationUpdated }) => reservationUpdated.version);
      expect(versions).toEqual(versions.map((_, at) => (versions[0] ?? 0) + at));
      const { reservation } = await client.data(ReservationDocument, { id });
      expect(reservation).toMatchObject({
        status: 'COMPLETED',
        failure: null,
        user: { id: session.user.id, email: session.user.email },
        stays: [{ rooms: 1, hotel: { city: 'Lisbon' } }],
        flights: [{ passengers: 1, cabin: 'ECONOMY' }],
        order: {
          status: 'PAID',
          total: reservation?.total,
          payments: [{ status: 'CAPTURED', method: 'pm_ok' }],
        },
      });
      expect(reservation?.timeline.map(({ status }) => status)).toEqual([
        'INIT',
        'HOTEL_BOOKED',
        'FLIGHT_BOOKED',
        'COMPLETED',
      ]);
    },
  );

  it('myReservationsUpdated delivers each version of each booking once, in order', async () => {
    const { client } = await signUpTraveller(url);
    const mine = client.watch('WebSocket', WatchMyReservationsDocument);
    const seen: WatchMyReservationsSubscription['myReservationsUpdated'][] = [];
    let last = 'not booked yet';
    const watching = collectUntil(mine, ({ myReservationsUpdated: one }) => {
      seen.push(one);
      return one.id === last && one.status === 'COMPLETED';
    });
    // The subscription sends no initial state: a first booking proves that it is active.
    const trip = await findTrip(client, 12);
    await eventually(
      async () => {
        await untilFinal(client, await book(client, trip));
        expect(seen).not.toHaveLength(0);
      },
      { timeoutMs: 20_000 },
    );
    last = await book(client, trip, 'pm_slow');
    await watching;
    await mine.close();

    const versions = seen.filter(({ id }) => id === last).map(({ version, status }) => [version, status]);
    expect(versions).toEqual([
      [1, 'INIT'],
      [2, 'HOTEL_BOOKED'],
      [3, 'FLIGHT_BOOKED'],
      [4, 'COMPLETED'],
    ]);
  });

  it('orderUpdated and flightUpdated follow the booking', async () => {
    const { client } = await signUpTraveller(url);
    const trip = await findTrip(client, 14);
    const flightId = trip.flights?.[0]?.flightId ?? '';
    const flights = createGraphClient(url).watch('SSE', WatchFlightDocument, { id: flightId });
    const before = await flights.results.next();
    const seatsBefore = economySeats(before.value?.data?.flightUpdated.fares ?? []);

    const id = await book(client, trip);
    const order = (await untilFinal(client, id)).order;
    const sold = await collectUntil(
      flights,
      ({ flightUpdated }) => economySeats(flightUpdated.fares) < seatsBefore,
    );
    await flights.close();
    expect(economySeats(sold.at(-1)?.flightUpdated.fares ?? [])).toBeLessThan(seatsBefore);

    const watchedOrder = client.watch('WebSocket', WatchOrderDocument, { id: order?.id ?? '' });
    const states = await collectUntil(watchedOrder, () => true);
    await watchedOrder.close();
    expect(states[0]?.orderUpdated).toMatchObject({ id: order?.id, status: 'PAID' });
  });

  it('a declined payment: FAILED, with rooms and seats released', async () => {
    const { client } = await signUpTraveller(url);
    const trip = await findTrip(client, 40);
    const before = await whatIsFree(client, 40);
    const failed = await untilFinal(client, await book(client, trip, 'pm_declined'));
    expect(failed).toMatchObject({
      status: 'FAILED',
      failure: { code: 'PAYMENT_DECLINED' },
      order: { status: 'PAYMENT_FAILED', payments: [{ status: 'DECLINED' }] },
    });
    expect(failed.timeline.map(({ status }) => status)).toEqual([
      'INIT',
      'HOTEL_BOOKED',
      'FLIGHT_BOOKED',
      'COMPENSATING',
      'FAILED',
    ]);
    expect(await whatIsFree(client, 40)).toEqual(before);
  });

  it.each(['pm_slow', 'pm_flaky'])('the payment method %s: COMPLETED', async (paymentMethod) => {
    const { client } = await signUpTraveller(url);
    const done = await untilFinal(client, await book(client, await findTrip(client, 16), paymentMethod));
    expect(done).toMatchObject({ status: 'COMPLETED', order: { status: 'PAID' } });
  });

  it('50 concurrent bookings of the last 5 rooms: exactly 5 succeed', async () => {
    const { client } = await signUpTraveller(url);
    const [checkIn, checkOut] = [daysFromNow(60), daysFromNow(62)];
    const stay = { city: 'Lisbon', checkIn, checkOut, guests: 4 };
    const { hotels } = await client.data(HotelsDocument, stay);
    const roomType = hotels?.nodes
      .flatMap(({ roomTypes }) => roomTypes)
      .find(({ available }) => available === 5);
    const trip = { stays: [{ roomTypeId: roomType?.roomTypeId ?? '', checkIn, checkOut, guests: 4 }] };

    // All quotes precede all bookings: every traveller still sees free rooms.
    const quotes = await Promise.all(Array.from({ length: 50 }, () => quote(client, trip)));
    const ids = await Promise.all(quotes.map((quoteId) => bookQuote(client, quoteId)));
    const ends = await Promise.all(ids.map((id) => untilFinal(client, id)));

    expect(ends.filter(({ status }) => status === 'COMPLETED')).toHaveLength(5);
    expect(ends.filter(({ failure }) => failure?.code === 'SOLD_OUT')).toHaveLength(45);
    const after = await client.data(HotelsDocument, stay);
    const left = after.hotels?.nodes.flatMap(({ roomTypes }) => roomTypes);
    expect(left?.map(({ roomTypeId }) => roomTypeId)).not.toContain(roomType?.roomTypeId);
  });
});

describe('idempotencyKey', () => {
  it('concurrent and repeated requests make a single booking; a different quote is refused', async () => {
    const { client } = await signUpTraveller(url);
    const trip = await findTrip(client, 20);
    const input = { quoteId: await quote(client, trip), idempotencyKey: 'summer', paymentMethod: 'pm_ok' };
    const twins = await Promise.all([1, 2, 3].map(() => client.data(BookTripDocument, { input })));
    const ids = twins.map(({ bookTrip }) =>
      bookTrip.__typename === 'BookTripAccepted' ? bookTrip.reservation.id : '',
    );
    expect(new Set(ids).size).toBe(1);
    await untilFinal(client, ids[0] ?? '');

    const replay = await client.data(BookTripDocument, { input });
    expect(replay.bookTrip).toMatchObject({ __typename: 'BookTripAccepted', reservation: { id: ids[0] } });
    const other = await client.data(BookTripDocument, {
      input: { ...input, quoteId: await quote(client, trip) },
    });
    expect(other.bookTrip.__typename).toBe('IdempotencyKeyReused');
    const again = await client.data(BookTripDocument, { input: { ...input, idempotencyKey: 'winter' } });
    expect(again.bookTrip.__typename).toBe('QuoteAlreadyBooked');
  });
});

describe('ownership', () => {
  it('a foreign entity looks like an unknown id', async () => {
    const { client: owner } = await signUpTraveller(url);
    const id = await book(owner, await findTrip(owner, 22));
    await untilFinal(owner, id);
    const { client: stranger } = await signUpTraveller(url);
    const unknown = `${id.slice(0, -4)}0000`;

    for (const asked of [id, unknown]) {
      expect(await stranger.data(ReservationDocument, { id: asked })).toEqual({ reservation: null });
      const watched = stranger.watch('SSE', WatchReservationDocument, { id: asked });
      const first = await watched.results.next();
      expect(first.value?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      expect(await watched.results.next()).toMatchObject({ done: true });
      await watched.close();
    }
  });
});

function economySeats(fares: readonly { cabin: string; available: number }[]): number {
  return fares.find(({ cabin }) => cabin === 'ECONOMY')?.available ?? 0;
}

/** Availability on the day, as a traveller sees it. */
async function whatIsFree(client: GraphClient, daysAhead: number) {
  const [checkIn, checkOut] = [daysFromNow(daysAhead), daysFromNow(daysAhead + 3)];
  const { hotels } = await client.data(HotelsDocument, { city: 'Lisbon', checkIn, checkOut });
  const { flights } = await client.data(FlightsDocument, {
    origin: 'CDG',
    destination: 'LIS',
    date: checkIn,
  });
  return {
    rooms: hotels?.nodes.flatMap(({ roomTypes }) =>
      roomTypes.map(({ roomTypeId, available }) => [roomTypeId, available]),
    ),
    seats: flights?.nodes.flatMap(({ id, fares }) =>
      fares.map(({ cabin, available }) => [id, cabin, available]),
    ),
  };
}
