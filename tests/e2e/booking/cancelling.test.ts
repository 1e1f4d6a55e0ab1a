import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import {
  CancellationQuoteDocument,
  CancelReservationDocument,
  HotelsDocument,
  RefundsOfOrderDocument,
  WatchOrderDocument,
  WatchReservationDocument,
} from '../../generated/documents.ts';
import type { TripInput } from '../../generated/documents.ts';
import { book, findTrip, untilFinal } from '../../kit/traveller.ts';
import { collectUntil, daysFromNow, signUpTraveller } from '../../kit/graph-client.ts';
import type { GraphClient } from '../../kit/graph-client.ts';

const url = inject('routerUrl');

/** A refundable room in Lisbon and a non-refundable seat, that many days from now. */
async function refundableTrip(client: GraphClient, daysAhead: number): Promise<TripInput> {
  const { flights = [] } = await findTrip(client, daysAhead);
  const [checkIn, checkOut] = [daysFromNow(daysAhead), daysFromNow(daysAhead + 3)];
  const { hotels } = await client.data(HotelsDocument, { city: 'Lisbon', checkIn, checkOut });
  const rooms = hotels?.nodes.flatMap(({ roomTypes }) => roomTypes) ?? [];
  const roomTypeId = rooms.find(({ name }) => name === 'Superior double')?.roomTypeId ?? 'no room found';
  return { stays: [{ roomTypeId, checkIn, checkOut }], flights };
}

async function quoteOf(client: GraphClient, id: string) {
  const { cancellationQuote } = await client.data(CancellationQuoteDocument, { id });
  if (!cancellationQuote) throw new Error(`${id} cannot be cancelled`);
  return cancellationQuote;
}

describe('cancelReservation', () => {
  it('refunds the quoted amount; reservation and order are watched to the end', async () => {
    const { client } = await signUpTraveller(url);
    const id = await book(client, await refundableTrip(client, 20));
    const orderId = (await untilFinal(client, id)).order?.id ?? '';

    const quoted = await quoteOf(client, id);
    const [room, seat] = quoted.lines;
    expect(room?.refund).toEqual(room?.charged);
    expect(seat?.refund.amount).toBe(0);
    expect(quoted.refund.amount).toBe(room?.charged.amount);

    const watched = client.watch('WebSocket', WatchReservationDocument, { id });
    const order = client.watch('SSE', WatchOrderDocument, { id: orderId });
    const { cancelReservation } = await client.data(CancelReservationDocument, {
      input: { reservationId: id, cancellationQuoteId: quoted.id, idempotencyKey: randomUUID() },
    });
    expect(cancelReservation).toMatchObject({
      __typename: 'CancelAccepted',
      reservation: { id, status: 'CANCELLING', cancellation: { refund: { amount: quoted.refund.amount } } },
    });
    const seen = await collectUntil(
      watched,
      ({ reservationUpdated }) => reservationUpdated.status === 'CANCELLED',
    );
    const versions = seen.map(({ reservationUpdated }) => reservationUpdated.version);
    expect(versions).toEqual(versions.map((_, at) => (versions[0] ?? 0) + at));
    await collectUntil(order, ({ orderUpdated }) => orderUpdated.version > 2);
    await Promise.all([watched.close(), order.close()]);

    expect(await client.data(RefundsOfOrderDocument, { id: orderId })).toMatchObject({
      order: {
        // The seat stays paid.
        status: 'PAID',
        refunded: quoted.refund,
        payments: [{ status: 'CAPTURED', refunded: { amount: quoted.refund.amount } }],
      },
    });
    expect(await client.data(CancellationQuoteDocument, { id })).toEqual({ cancellationQuote: null });
  });

  it('a full refund: the order is REFUNDED and the room free again', async () => {
    const { client } = await signUpTraveller(url);
    const { stays = [] } = await refundableTrip(client, 25);
    const free = async () => {
      const { roomTypeId = '', checkIn = '', checkOut = '' } = stays?.[0] ?? {};
      const { hotels } = await client.data(HotelsDocument, { city: 'Lisbon', checkIn, checkOut });
      const rooms = hotels?.nodes.flatMap(({ roomTypes }) => roomTypes) ?? [];
      return rooms.find((room) => room.roomTypeId === roomTypeId)?.available ?? 0;
    };
    const before = await free();
    const id = await book(client, { stays });
    const orderId = (await untilFinal(client, id)).order?.id ?? '';
    expect(await free()).toBe(before - 1);
    const quoted = await quoteOf(client, id);
    const input = { reservationId: id, cancellationQuoteId: quoted.id, idempotencyKey: randomUUID() };
    // Two concurrent requests, as from a double click.
    const answers = await Promise.all([1, 2].map(() => client.data(CancelReservationDocument, { input })));
    for (const { cancelReservation } of answers) {
      expect(cancelReservation).toMatchObject({ __typename: 'CancelAccepted', reservation: { id } });
    }
    expect((await untilFinal(client, id)).status).toBe('CANCELLED');
    const { order } = await client.data(RefundsOfOrderDocument, { id: orderId });
    expect(order).toMatchObject({ status: 'REFUNDED', refunded: { amount: order?.total.amount } });
    expect(await free()).toBe(before);
  });

  it('a foreign reservation cannot be cancelled', async () => {
    const [{ client }, { client: other }] = [await signUpTraveller(url), await signUpTraveller(url)];
    const id = await book(client, await findTrip(client, 21));
    await untilFinal(client, id);
    const { id: cancellationQuoteId } = await quoteOf(client, id);
    expect(await other.data(CancellationQuoteDocument, { id })).toEqual({ cancellationQuote: null });
    const { cancelReservation } = await other.data(CancelReservationDocument, {
      input: { reservationId: id, cancellationQuoteId, idempotencyKey: randomUUID() },
    });
    expect(cancelReservation).toMatchObject({ reason: 'UNKNOWN_RESERVATION' });
  });
});
