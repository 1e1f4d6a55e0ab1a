import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { transports } from '../../../kit/stream-client.ts';
import { subscribe } from '../../../kit/subscriber.ts';
import type { Subscriber } from '../../../kit/subscriber.ts';

/** Tools send all that is in their editor, and say which operation is meant. */
const query = `
  query Known($id: ID!, $heavy: Boolean!) { parcel(id: $id) { state grams @include(if: $heavy) } }
  subscription Moved($id: ID!) { parcelMoved(id: $id) { ...Told } }
  subscription Weighed($id: ID!, $told: Boolean!) { parcelMoved(id: $id) { grams ...Told @include(if: $told) } }
  fragment Told on Parcel { state }`;

describe.each(transports)('documents of several operations over %s', (transport) => {
  let stack: SubscriptionStack;
  const subscribers: Subscriber[] = [];

  beforeAll(async () => {
    stack = await startSubscriptionStack(transport);
  });
  afterEach(() => Promise.all(subscribers.splice(0).map((subscriber) => subscriber.close())));
  afterAll(() => stack.close());

  function watching(operationName: string, variables: Record<string, unknown>): Subscriber {
    const subscriber = subscribe(transport, stack.router.url, { query, operationName, variables });
    subscribers.push(subscriber);
    return subscriber;
  }

  it('operationName selects the subscription', async () => {
    const parcel = stack.parcels.create('nobody');
    const subscriber = watching('Moved', { id: parcel.id });
    expect(await subscriber.next()).toEqual({ data: { parcelMoved: { state: 'SENT' } } });

    stack.parcels.update(parcel, 'LOADED');
    await stack.parcels.publish(parcel);

    expect(await subscriber.next()).toEqual({ data: { parcelMoved: { state: 'LOADED' } } });
  });

  it('variables of the selected operation are used', async () => {
    const parcel = stack.parcels.create('nobody');
    const [included, skipped] = [true, false].map((flag) =>
      watching('Weighed', { id: parcel.id, told: flag }),
    );

    expect(await included?.next()).toEqual({ data: { parcelMoved: { grams: 500, state: 'SENT' } } });
    expect(await skipped?.next()).toEqual({ data: { parcelMoved: { grams: 500 } } });
    const known = watching('Known', { id: parcel.id, heavy: false });
    expect(await known.next()).toEqual({ data: { parcel: { state: 'SENT' } } });
  });
});
