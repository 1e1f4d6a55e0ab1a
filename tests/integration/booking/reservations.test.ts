import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeCursor } from '../../../platform/page-connections.ts';
import { snapshotKey } from '../../../platform/events/snapshots.ts';
import { newId } from '../../../platform/ids.ts';
import { evolve } from '../../../subgraphs/reservations/domain/evolve.ts';
import { toBooking } from '../../../subgraphs/reservations/store/bookings-document.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import type { SubgraphClient } from '../../kit/subgraph-client.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
let subgraph: SubgraphClient;
beforeAll(async () => {
  world = await startBookingWorld();
  subgraph = await world.startSubgraph();
  await world.startWorker();
});
afterAll(() => world.close());

const bookTrip = `mutation ($input: BookTripInput!) {
  bookTrip(input: $input) {
    __typename
    ... on BookTripAccepted { reservation { id status version user { id } } }
    ... on QuoteAlreadyBooked { booked: bookedReservation { id } }
    ... on Refusal { message }
  }
}`;

interface BookTripAnswer {
  bookTrip: {
    __typename: string;
    message?: string;
    reservation?: { id: string };
    booked?: { id: string } | null;
  };
}

describe('bookTrip', () => {
  const userId = newId('usr');
  const caller = signedIn(userId);
  const input = async (more = {}) => ({
    quoteId: await world.quote({ roomTypeId: 'rmt_a' }),
    ...{ idempotencyKey: newId('usr'), paymentMethod: 'pm_ok', ...more },
  });

  it('creates a booking, and gives a repeated request the same answer', async () => {
    const variables = { input: await input() };
    const first = await subgraph.data<BookTripAnswer>(bookTrip, variables, { caller });
    expect(first.bookTrip).toMatchObject({
      __typename: 'BookTripAccepted',
      reservation: { status: 'INIT', version: 1, user: { id: userId } },
    });
    const again = await subgraph.data<BookTripAnswer>(bookTrip, variables, { caller });
    expect(again.bookTrip.reservation?.id).toBe(first.bookTrip.reservation?.id);
  });

  it('answers a repeated request once a majority has the booking', async () => {
    const variables = { input: await input() };
    const { bookTrip: first } = await subgraph.data<BookTripAnswer>(bookTrip, variables, { caller });
    // The worker and the relay read the same document.
    await eventually(async () => {
      const booking = await world.bookings.findById(first.reservation?.id).lean();
      expect(booking).toMatchObject({ saga: null, outbox: [] });
    });
    const operations = await world.profiled(async () => {
      await subgraph.data<BookTripAnswer>(bookTrip, variables, { caller });
    });
    expect(operations.map(({ op }) => op)).toEqual(['query', 'update']);
  });

  it('requires authentication', async () => {
    const { errors } = await subgraph.send(bookTrip, { input: await input() });
    expect(errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['idempotencyKey', '', 'a key of 1 to 128 characters'],
    ['idempotencyKey', 'x'.repeat(129), 'a key of 1 to 128 characters'],
    ['paymentMethod', 'pm_gold', 'one of pm_ok, pm_declined, pm_slow, pm_flaky'],
    ['quoteId', 'quo_?', 'a Quote id (quo_ and 20 letters or digits)'],
  ])('refuses an invalid %s', async (field, value, expected) => {
    const variables = { input: await input({ [field]: value }) };
    const { errors } = await subgraph.send(bookTrip, variables, { caller });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: `input.${field}`,
      expected,
    });
  });

  it('refuses a key that was used with different input, before input validation', async () => {
    const used = await input();
    await subgraph.data(bookTrip, { input: used }, { caller });
    const reused = { input: { ...used, paymentMethod: 'pm_gold' } };
    const answer = await subgraph.data<BookTripAnswer>(bookTrip, reused, { caller });
    expect(answer.bookTrip).toMatchObject({ __typename: 'IdempotencyKeyReused' });
  });

  it('refuses a booked quote; only its owner gets the reservation', async () => {
    const taken = await input();
    const first = await subgraph.data<BookTripAnswer>(bookTrip, { input: taken }, { caller });
    const again = { input: { ...taken, idempotencyKey: 'another' } };
    const own = await subgraph.data<BookTripAnswer>(bookTrip, again, { caller });
    expect(own.bookTrip).toMatchObject({
      __typename: 'QuoteAlreadyBooked',
      booked: { id: first.bookTrip.reservation?.id },
    });
    const other = await subgraph.data<BookTripAnswer>(bookTrip, again, { caller: signedIn(newId('usr')) });
    expect(other.bookTrip).toMatchObject({ __typename: 'QuoteAlreadyBooked', booked: null });
  });

  it('refuses an unknown quote', async () => {
    const variables = { input: await input({ quoteId: newId('quo') }) };
    const answer = await subgraph.data<BookTripAnswer>(bookTrip, variables, { caller });
    expect(answer.bookTrip.__typename).toBe('QuoteExpired');
  });
});

describe('reservation', () => {
  const query = `query ($id: ID!) { reservation(id: $id) {
    id status user { id } total { amount currency } failure { code } holdExpiresAt version
    stays { id roomTypeId price { amount } hotel { id } } flights { id } timeline { status detail }
  } }`;

  it('returns all fields to its owner', async () => {
    const owner = newId('usr');
    const id = await world.insertBooking({ roomTypeId: 'rmt_a' }, owner);
    const { reservation } = await subgraph.data(query, { id }, { caller: signedIn(owner) });
    expect(reservation).toEqual({
      ...{ id, status: 'INIT', user: { id: owner }, total: { amount: 10_000, currency: 'EUR' } },
      ...{ failure: null, version: 1, flights: [] },
      holdExpiresAt: (await world.row(id)).holdExpiresAt.toISOString(),
      stays: [{ id: 'stay-0', roomTypeId: 'rmt_a', price: { amount: 10_000 }, hotel: null }],
      timeline: [{ status: 'INIT', detail: 'Booking created.' }],
    });
  });

  it('is null for a different user and visible with the scope read:any', async () => {
    const id = await world.insertBooking({ roomTypeId: 'rmt_a' });
    const asked = (caller: ReturnType<typeof signedIn>) => subgraph.send(query, { id }, { caller });
    const unknown = { id: id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) };
    const stranger = signedIn(newId('usr'));
    expect(await asked(stranger)).toEqual(await subgraph.send(query, unknown, { caller: stranger }));
    const { errors } = await subgraph.send(query, { id });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    const agent = await asked(signedIn(newId('usr'), 'read:any'));
    expect(agent.data).toMatchObject({ reservation: { id } });
  });

  it('refuses a malformed id with the expected form', async () => {
    const { errors } = await subgraph.send(query, { id: 'rsv_1' });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'id' });
  });
});

describe('a reservation by its representation', () => {
  it('is resolved at any version for its owner only', async () => {
    const roomTypeId = await world.roomType('rmt_versions', 1);
    const id = await world.book({ roomTypeId });
    const { userId } = await world.settled(id);
    const keys = [
      { id },
      ...[id, ...[1, 2, 3, 9].map((version) => snapshotKey(id, version))].map((snapshot) => ({ snapshot })),
    ];
    const representations = keys.map((key) => ({ __typename: 'Reservation', ...key }));
    const selection = '... on Reservation { snapshot version status }';
    const ask = (caller: ReturnType<typeof signedIn>) =>
      subgraph.entities(representations, selection, { caller });

    const at = (version: number, status: string) => ({ snapshot: snapshotKey(id, version), version, status });
    await eventually(async () => {
      expect(await ask(signedIn(userId))).toEqual([
        ...[at(3, 'COMPLETED'), at(3, 'COMPLETED')],
        ...[at(1, 'INIT'), at(2, 'HOTEL_BOOKED'), at(3, 'COMPLETED'), null],
      ]);
    });
    expect(await ask(signedIn(newId('usr')))).toEqual(representations.map(() => null));
  });

  it('is unchanged at a version by later writes of the saga', async () => {
    const owner = newId('usr');
    const id = await world.insertBooking({ roomTypeId: 'rmt_a' }, owner);
    const selection = '... on Reservation { version status updatedAt holdExpiresAt timeline { status at } }';
    const ask = () =>
      subgraph.entities([{ __typename: 'Reservation', snapshot: snapshotKey(id, 1) }], selection, {
        caller: signedIn(owner),
      });
    const before = await ask();
    expect(before).toEqual([expect.objectContaining({ version: 1 })]);
    const at = new Date(Date.now() + 60_000);
    const row = await world.row(id);
    const states = [evolve(toBooking(row), { type: 'StepIntended', step: 'holdHotel', at })];
    expect(await world.store.record({ row, states, wakeAt: at })).toMatchObject({ revision: 2 });
    expect(await ask()).toEqual(before);
  });
});

describe('orders', () => {
  it('settles a payment without an answer by its event', async () => {
    world.orders.payment = 'errors';
    const id = await world.book({ roomTypeId: await world.roomType('rmt_settled', 1) });
    await eventually(async () => {
      expect((await world.row(id)).saga).toMatchObject({ step: 'pay', intended: true });
    });
    await world.publishOrderEvent(id, 'order.paid');
    expect(await world.settled(id)).toMatchObject({ status: 'COMPLETED', version: 3 });
  });
});

describe('User.reservations', () => {
  const selection = (args: string) =>
    `... on User { reservations(${args}) { nodes { id stays { hotel { id } } } pageInfo { hasNextPage endCursor } } }`;
  interface Page {
    reservations: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } | null;
  }
  const user = (id: string) => ({ __typename: 'User', id });
  const agent = signedIn(newId('usr'), 'read:any');
  const withReservations = async (count: number) => {
    const owner = newId('usr');
    for (let n = 0; n < count; n += 1) await world.insertBooking({ roomTypeId: 'rmt_a' }, owner, `key ${n}`);
    return owner;
  };

  it('paginates, newest first', async () => {
    const owner = await withReservations(5);
    const options = { caller: signedIn(owner) };
    const seen: string[] = [];
    let after = '';
    for (const size of [2, 2, 1]) {
      const [page] = await subgraph.entities<Page>([user(owner)], selection(`first: 2${after}`), options);
      const { nodes, pageInfo } = page?.reservations ?? { nodes: [], pageInfo: null };
      expect(nodes).toHaveLength(size);
      expect(pageInfo?.hasNextPage).toBe(size === 2);
      seen.push(...nodes.map(({ id }) => id));
      after = `, after: "${pageInfo?.endCursor ?? ''}"`;
    }
    const rows = await world.bookings.find({ userId: owner }).sort({ createdAt: -1, _id: -1 }).lean().exec();
    expect(seen).toEqual(rows.map(({ _id }) => _id));
  });

  it('filters by status', async () => {
    const owner = await withReservations(1);
    const nodes = async (args: string) =>
      (await subgraph.entities<Page>([user(owner)], selection(args), { caller: signedIn(owner) }))[0]
        ?.reservations?.nodes.length;
    expect(await nodes('status: INIT')).toBe(1);
    expect(await nodes('status: COMPLETED')).toBe(0);
  });

  it('refuses an invalid page', async () => {
    const query = (args: string) =>
      `{ _entities(representations: [{ __typename: "User", id: "${agent.kind}" }]) { ${selection(args)} } }`;
    for (const [args, field] of [
      ['first: 101', 'first'],
      ['first: 0', 'first'],
      ['after: "x"', 'after'],
      [`after: "${encodeCursor('reservations', [9e15, 'rsv_x'])}"`, 'after'],
      [`after: "${encodeCursor('reservations', [0.5, 'rsv_x'])}"`, 'after'],
      [`after: "${encodeCursor('reservations', [-1, 'rsv_x'])}"`, 'after'],
    ] as const) {
      const { errors } = await subgraph.send(query(args), {}, { caller: agent });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    }
  });

  it('takes the same number of commands for 50 users as for 5, and reads only their pages', async () => {
    const first = 2;
    const owners = await Promise.all(Array.from({ length: 50 }, () => withReservations(4)));
    // The relay reads the same documents.
    await eventually(
      async () => {
        expect(await world.bookings.countDocuments({ 'outbox.0': { $exists: true } })).toBe(0);
      },
      { timeoutMs: 20_000 },
    );
    const ask = (people: readonly string[]) =>
      world.profiled(async () => {
        const pages = await subgraph.entities<Page>(people.map(user), selection(`first: ${first}`), {
          caller: agent,
        });
        expect(pages.map((page) => page?.reservations?.nodes.length)).toEqual(people.map(() => first));
      });
    const forFive = await ask(owners.slice(0, 5));
    const forFifty = await ask(owners);
    expect(forFive).toHaveLength(1);
    expect(forFifty).toHaveLength(forFive.length);
    const examined = forFifty.reduce((sum, { docsExamined }) => sum + docsExamined, 0);
    expect(examined).toBeLessThanOrEqual(50 * (first + 1));
  });
});
