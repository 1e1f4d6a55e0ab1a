import { afterAll, beforeAll, expect, it } from 'vitest';
import { parcelMoved, startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { subscribe } from '../../../kit/subscriber.ts';

let stack: SubscriptionStack;
let sharing: RouterUnderTest;

beforeAll(async () => {
  stack = await startSubscriptionStack('WebSocket');
  sharing = await stack.anotherRouter({ DEDUPLICATE_REQUESTS: 'true' });
});
afterAll(async () => {
  await sharing.close();
  await stack.close();
});

it('subscribers with the same rights and selection share the hydration of an event', async () => {
  const { parcels } = stack;
  const parcel = parcels.create('nobody');
  const operation = { query: parcelMoved, variables: { id: parcel.id } };
  const subscribers = Array.from({ length: 10 }, () => subscribe('WebSocket', sharing.url, operation));
  for (const subscriber of subscribers) expect(await subscriber.states(1)).toEqual(['SENT']);
  const version = parcels.update(parcel, 'ARRIVED');
  await parcels.publish(parcel);
  for (const subscriber of subscribers) expect(await subscriber.states(1)).toEqual(['ARRIVED']);
  await Promise.all(subscribers.map((subscriber) => subscriber.close()));

  const snapshot = `${parcel.id}@${version}`;
  expect(parcels.fetchedSnapshots().filter((fetched) => fetched === snapshot)).toHaveLength(1);
});
