import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeDocument, ReservationDocument } from '../../generated/documents.ts';
import { eventually } from '../../kit/eventually.ts';
import { book, findTrip, untilFinal } from '../../kit/traveller.ts';
import { createGraphClient, signUpTraveller } from '../../kit/graph-client.ts';
import { startTestStack } from '../../kit/stack.ts';
import type { TestStack } from '../../kit/stack.ts';

let dataDirectory: string;
let stack: TestStack;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-resilience-'));
  stack = await startTestStack({ dataDirectory });
});
afterAll(async () => {
  await stack.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** An operation with one field of each subgraph. */
const oneOfEach = (reservationId: string, orderId: string) => `{
  users: me { email }
  orders: order(id: "${orderId}") { number }
  reservations: reservation(id: "${reservationId}") { status }
}`;

describe('a killed subgraph', () => {
  it.each(['users', 'orders', 'reservations'] as const)(
    '%s: only its fields are null, and they return after its restart',
    async (name) => {
      const { client } = await signUpTraveller(stack.urls.router);
      const booked = await untilFinal(client, await book(client, await findTrip(client, 10)));
      const query = oneOfEach(booked.id, booked.order?.id ?? '');

      await stack.hold(name);
      const { data, errors } = await client.send<Record<string, unknown>, never>(query);
      expect(data?.[name]).toBeNull();
      const others = Object.entries(data ?? {}).filter(([field]) => field !== name);
      expect(others.map(([, value]) => value)).not.toContain(null);
      expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);

      stack.release(name);
      const isWhole = async () => {
        expect((await client.send(query)).errors).toBeUndefined();
      };
      await eventually(isWhole, { timeoutMs: 20_000 });
    },
  );
});

describe('restart of the whole stack', () => {
  it('bookings and issued tokens survive', async () => {
    const { client, session } = await signUpTraveller(stack.urls.router);
    const before = await untilFinal(client, await book(client, await findTrip(client, 11)));
    await stack.close();
    stack = await startTestStack({ dataDirectory });

    const again = createGraphClient(stack.urls.router, session.accessToken);
    expect(await again.data(ReservationDocument, { id: before.id })).toEqual({ reservation: before });
    expect(await again.data(MeDocument)).toMatchObject({ me: { email: session.user.email } });
  });
});
