import type { Logger } from '../../platform/log.ts';
import { logWaitingFor, retryUntilSuccess } from '../../platform/resilience/retry-until-success.ts';
import { demoPassword } from './accounts.ts';

/** The trips of the demo's customers; `inDays` counts from today. */
const trips = [
  { who: 'ada', from: 'CDG', to: 'LIS', city: 'Lisbon', inDays: 21, nights: 4, paymentMethod: 'pm_ok' },
  { who: 'ada', from: 'LIS', to: 'HND', city: 'Tokyo', inDays: 60, nights: 9, paymentMethod: 'pm_ok' },
  {
    who: 'ada',
    from: 'LHR',
    to: 'JFK',
    city: 'New York',
    inDays: 90,
    nights: 5,
    paymentMethod: 'pm_declined',
  },
  { who: 'grace', from: 'JFK', to: 'LHR', city: 'London', inDays: 30, nights: 6, paymentMethod: 'pm_ok' },
  { who: 'grace', from: 'BER', to: 'CDG', city: 'Paris', inDays: 45, nights: 3, paymentMethod: 'pm_ok' },
] as const;

type Trip = (typeof trips)[number];

const searching = `query ($city: String!, $checkIn: Date!, $checkOut: Date!, $from: String!, $to: String!) {
  hotels(city: $city, checkIn: $checkIn, checkOut: $checkOut, first: 3) { nodes { roomTypes { roomTypeId } } }
  flights(origin: $from, destination: $to, date: $checkIn, first: 1) { nodes { id } }
}`;
interface Found {
  hotels: { nodes: { roomTypes: { roomTypeId: string }[] }[] } | null;
  flights: { nodes: { id: string }[] } | null;
}

/**
 * Books the demo's trips through the public API, so that rooms, seats, orders and payments agree. Skips trips that are
 * booked already.
 * @param routerUrl for example `http://127.0.0.1:4000`
 */
export async function bookDemoTrips(routerUrl: string, logger: Logger): Promise<void> {
  for (const who of ['ada', 'grace'] as const) {
    await retryUntilSuccess(() => bookTripsOf(who, routerUrl), {
      onRetry: logWaitingFor('the demo bookings', logger),
    });
  }
}

async function bookTripsOf(who: Trip['who'], routerUrl: string): Promise<void> {
  const ask = await signIn(routerUrl, who);
  const ownTrips = trips.filter((trip) => trip.who === who);
  const { me } = await ask<{ me: { reservations: { nodes: unknown[] } } }>(
    '{ me { reservations(first: 10) { nodes { id } } } }',
    {},
  );
  if (me.reservations.nodes.length >= ownTrips.length) return;
  for (const [at, trip] of ownTrips.entries()) await bookTrip(ask, trip, `demo-${at}`);
}

async function bookTrip(ask: Ask, { from, to, city, ...trip }: Trip, idempotencyKey: string): Promise<void> {
  const checkIn = daysFromNow(trip.inDays);
  const checkOut = daysFromNow(trip.inDays + trip.nights);
  const { hotels, flights } = await ask<Found>(searching, { from, to, city, checkIn, checkOut });
  const roomTypeId = hotels?.nodes[0]?.roomTypes[0]?.roomTypeId;
  const flightId = flights?.nodes[0]?.id;
  if (roomTypeId === undefined || flightId === undefined)
    throw new Error(`demo booking: no room or flight from ${from} to ${city} on ${checkIn}`);

  const { quoteTrip } = await ask<{ quoteTrip: { id: string } }>(
    'mutation ($input: TripInput!) { quoteTrip(input: $input) { ... on Quote { id } } }',
    { input: { stays: [{ roomTypeId, checkIn, checkOut }], flights: [{ flightId }] } },
  );
  // A key used before with another quote answers IdempotencyKeyReused: that trip is booked already.
  await ask('mutation ($input: BookTripInput!) { bookTrip(input: $input) { __typename } }', {
    input: { quoteId: quoteTrip.id, idempotencyKey, paymentMethod: trip.paymentMethod },
  });
}

type Ask = <Data>(query: string, variables: Record<string, unknown>) => Promise<Data>;

async function signIn(routerUrl: string, who: string): Promise<Ask> {
  const { signIn: session } = await asking(routerUrl)<{ signIn: { accessToken: string } }>(
    'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { accessToken } } }',
    { input: { email: `${who}@example.com`, password: demoPassword } },
  );
  return asking(routerUrl, session.accessToken);
}

function asking(routerUrl: string, token?: string): Ask {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return async <Data>(query: string, variables: Record<string, unknown>) => {
    const response = await fetch(`${routerUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
    if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
}

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
