import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

const limits = { bookings: 5, rooms: 3, seats: 4 };
const noCheck = () => undefined;

let world: BookingWorld;
let userId: string;
beforeAll(async () => {
  world = await startBookingWorld({ limits });
});
afterAll(async () => {
  // The tests end bookings without a worker, so the inventory does not have them.
  await world.bookings.deleteMany();
  await world.close();
});
beforeEach(() => {
  userId = newId('usr');
});

type Trip = Parameters<BookingWorld['quote']>[0];
const room: Trip = { roomTypeId: 'rmt_a' };
const seat: Trip = { flightId: 'flt_a' };

async function request(trip: Trip, idempotencyKey = newId('key'), user = userId) {
  return { userId: user, idempotencyKey, quoteId: await world.quote(trip, user), paymentMethod: 'pm_ok' };
}
const book = async (trip: Trip) => world.bookTrip(await request(trip));
const booksAtOnce = async (trips: readonly Trip[]) => {
  const requests = await Promise.all(trips.map((trip) => request(trip)));
  return Promise.all(requests.map((each) => world.bookTrip(each)));
};
const accepted = (answers: readonly { outcome: string }[]) =>
  answers.filter(({ outcome }) => outcome === 'accepted').length;
const slots = async () => (await world.slotOwners.findById(userId).lean().exec())?.slots ?? [];
/** Ends the customer's bookings as a worker would. */
const endAll = (status: string) =>
  world.bookings.updateMany({ userId }, { $set: { status, saga: null }, $unset: { wakeAt: true } });

describe('limits on unfinished bookings of a customer', () => {
  it('of 20 concurrent requests as many are accepted as the limit allows', async () => {
    const trips = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? room : seat));
    const answers = await booksAtOnce(trips);
    const stored = await world.bookings.find({ userId }).lean().exec();
    expect(accepted(answers)).toBe(stored.length);
    expect(stored).toHaveLength(limits.bookings);
    expect(await book(seat)).toEqual({
      ...{ outcome: 'over_limit', over: { limited: 'bookings', limit: limits.bookings } },
    });
  });

  it.each([
    ['rooms', room],
    ['seats', seat],
  ] as const)('concurrent requests cannot hold more %s than the limit', async (limited, trip) => {
    const answers = await booksAtOnce([trip, trip, trip, trip, trip, trip, trip, trip]);
    expect(accepted(answers)).toBe(limits[limited]);
    const limit = limits[limited];
    expect(await book(trip)).toEqual({
      ...{ outcome: 'over_limit', over: { limited, limit, held: limit, requested: 1 } },
    });
  });

  it('another customer books at the same time', async () => {
    await booksAtOnce([room, room, room, seat, seat, seat]);
    const answer = await world.bookTrip(await request(room, 'key', newId('usr')));
    expect(answer.outcome).toBe('accepted');
  });

  it('a refused request leaves its quote: it is booked once there is room again', async () => {
    await booksAtOnce([room, room, room]);
    const refused = await request(room);
    expect((await world.bookTrip(refused)).outcome).toBe('over_limit');
    await endAll('FAILED');
    expect((await world.bookTrip(refused)).outcome).toBe('accepted');
  });

  it.each(['COMPLETED', 'FAILED', 'CANCELLING', 'CANCELLED'])(
    'a %s booking does not count',
    async (status) => {
      await booksAtOnce([seat, seat, seat, room, room]);
      await endAll(status);
      const answers = await booksAtOnce([seat, seat, seat, room, room]);
      expect(accepted(answers)).toBe(5);
    },
  );

  it('a repeated request gets its booking again at the limit', async () => {
    const first = await request(room);
    const answer = await world.bookTrip(first);
    await booksAtOnce([room, room]);
    expect(await world.bookTrip(first)).toEqual(answer);
  });
});

describe('slots whose sums are wrong', () => {
  it('are corrected by the next review: the customer books', async () => {
    await booksAtOnce([room, room]);
    await world.slotOwners.updateOne({ _id: userId }, { $inc: { bookings: 9, rooms: 9, seats: 9 } });
    expect((await book(room)).outcome).toBe('accepted');
    expect(await world.slotOwners.findById(userId).lean().exec()).toMatchObject({
      ...{ bookings: 3, rooms: 3, seats: 0 },
    });
  });
});

describe('limits on unfinished bookings of a network', () => {
  const own = () => startBookingWorld({ limits, networkLimits: { bookings: 6, rooms: 4, seats: Infinity } });
  let network: BookingWorld;
  beforeAll(async () => {
    network = await own();
  });
  afterAll(async () => {
    await network.bookings.deleteMany();
    await network.close();
  });
  beforeEach(async () => {
    await network.bookings.updateMany(
      {},
      { $set: { status: 'FAILED', saga: null }, $unset: { wakeAt: true } },
    );
  });
  /** Each by an account of its own. */
  const bookFrom = async (clientAddress: string | null, trip: Trip) => {
    const user = newId('usr');
    const quoteId = await network.quote(trip, user);
    return network.bookTrip({
      ...{ userId: user, quoteId, idempotencyKey: 'key', paymentMethod: 'pm_ok', clientAddress },
    });
  };
  const times = (count: number, ...request: Parameters<typeof bookFrom>) =>
    Promise.all(Array.from({ length: count }, () => bookFrom(...request)));
  const refused = (over: object) => ({
    outcome: 'network_over_limit',
    over: expect.objectContaining(over) as object,
  });

  it('many accounts at one address hold as many rooms as the limit allows, together', async () => {
    expect(accepted(await times(10, '192.0.2.1', room))).toBe(4);
    expect(await bookFrom('192.0.2.1', room)).toEqual(refused({ limited: 'rooms', limit: 4 }));
    expect((await bookFrom('192.0.2.2', room)).outcome).toBe('accepted');
  });

  it('many accounts at one address have as many unfinished bookings as the limit allows', async () => {
    expect(accepted(await times(10, '192.0.2.3', seat))).toBe(6);
    expect(await bookFrom('192.0.2.3', seat)).toEqual(refused({ limited: 'bookings', limit: 6 }));
  });

  it('an IPv6 address counts with its /64; clients without an address share one limit', async () => {
    await times(2, '2001:db8::1', room);
    expect(accepted(await times(4, '2001:db8::2', room))).toBe(2);
    expect(accepted(await times(10, null, room))).toBe(4);
  });

  it('a refused request gives the slot of its customer back', async () => {
    await times(4, '192.0.2.4', room);
    const user = newId('usr');
    const quoteId = await network.quote(room, user);
    const request = { userId: user, quoteId, idempotencyKey: 'key', paymentMethod: 'pm_ok' };
    await network.bookTrip({ ...request, clientAddress: '192.0.2.4' });
    expect((await network.slotOwners.findById(user).lean().exec())?.slots).toEqual([]);
    expect((await network.bookTrip({ ...request, clientAddress: '192.0.2.5' })).outcome).toBe('accepted');
  });
});

describe('the slot of a request', () => {
  it('is given back where the quote is booked already', async () => {
    const first = await request(room);
    await world.bookTrip(first);
    const again = await world.bookTrip({ ...first, idempotencyKey: 'another' });
    expect(again.outcome).toBe('quote_already_booked');
    expect(await slots()).toHaveLength(1);
  });

  it('is kept by a single request of concurrent requests with the same key', async () => {
    const same = await request(room);
    const answers = await Promise.all([1, 2, 3].map(() => world.bookTrip(same)));
    expect(accepted(answers)).toBe(3);
    expect(await slots()).toHaveLength(1);
  });

  it('is free two minutes after a process died before it stored the booking', async () => {
    const die = () => Promise.reject(new Error('died'));
    const diesIn = async (clock: () => Date) => {
      for (const each of [room, room, room]) {
        await expect(world.bookTripAt(die, { clock })(await request(each), noCheck)).rejects.toThrow('died');
      }
    };
    await diesIn(() => new Date());
    expect((await book(room)).outcome).toBe('over_limit');
    userId = newId('usr');
    await diesIn(() => new Date(Date.now() - 120_000));
    expect((await book(room)).outcome).toBe('accepted');
  });

  it('a booking is counted by the request that stored it, when another request with its key is refused', async () => {
    const first = await request(room, 'key');
    await world.bookTrip(first);
    const otherQuote = await world.bookTrip({ ...first, quoteId: await world.quote(room, userId) });
    expect(otherQuote.outcome).toBe('key_reused');
    expect(await slots()).toHaveLength(1);
  });
});

describe('a customer without limits on the number', () => {
  it('slots of ended bookings are deleted now and then', async () => {
    const own = await startBookingWorld({ limits: { bookings: 1_000, rooms: Infinity, seats: Infinity } });
    for (let at = 0; at < 70; at += 1) {
      const quoteId = await own.quote(seat, userId);
      const idempotencyKey = String(at);
      await own.bookTrip({ userId, idempotencyKey, quoteId, paymentMethod: 'pm_ok' });
      await own.bookings.updateMany({ userId }, { $set: { status: 'COMPLETED' } });
    }
    const document = await own.slotOwners.findById(userId).lean().exec();
    expect(document?.slots.length).toBeLessThanOrEqual(32);
    expect(document?.bookings).toBe(document?.slots.length);
    await own.bookings.deleteMany();
    await own.close();
  });
});

describe('bookTrip', () => {
  const mutation = `mutation ($input: BookTripInput!) {
    bookTrip(input: $input) {
      __typename
      ... on Refusal { message }
      ... on TooManyUnfinishedBookings { limit }
      ... on TooManyBookingsOfNetwork { limit }
      ... on TooManyHolds { limited limit held requested }
    }
  }`;
  const ask = async (settings: Record<string, string>, trip: Trip) => {
    const subgraph = await world.startSubgraph(settings);
    const answers = [];
    for (const each of [trip, trip]) {
      const { userId: _, ...input } = await request(each);
      answers.push(await subgraph.data(mutation, { input }, { caller: signedIn(userId) }));
    }
    return answers.at(-1);
  };

  it('TooManyUnfinishedBookings: the refusal has the limit and says what to do', async () => {
    expect(await ask({ UNFINISHED_BOOKINGS_PER_CUSTOMER: '1' }, room)).toEqual({
      bookTrip: {
        __typename: 'TooManyUnfinishedBookings',
        message: 'You have too many unfinished bookings (limit: 1). Try again once one of them is completed.',
        limit: 1,
      },
    });
  });

  it('TooManyHolds: the refusal has the limit, the held and the requested number', async () => {
    expect(await ask({ HELD_SEATS_PER_CUSTOMER: '1' }, seat)).toEqual({
      bookTrip: {
        __typename: 'TooManyHolds',
        message:
          'Your unfinished bookings hold 1 seats (limit: 1), and this trip needs 1. Try again once one of them is completed.',
        ...{ limited: 'SEATS', limit: 1, held: 1, requested: 1 },
      },
    });
  });

  it('TooManyBookingsOfNetwork: the refusal names the limit of the network', async () => {
    expect(await ask({ HELD_ROOMS_PER_ADDRESS: '1' }, room)).toEqual({
      bookTrip: {
        __typename: 'TooManyBookingsOfNetwork',
        message:
          'The unfinished bookings of your network hold too many rooms (limit: 1). Try again in a minute, or book fewer rooms.',
        limit: 1,
      },
    });
  });

  it('0 sets no limit', async () => {
    const settings = { UNFINISHED_BOOKINGS_PER_CUSTOMER: '0', HELD_ROOMS_PER_CUSTOMER: '0' };
    expect(await ask(settings, room)).toEqual({ bookTrip: { __typename: 'BookTripAccepted' } });
  });
});
