import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSubscriptionStack, parcelMoved } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { transports } from '../../../kit/stream-client.ts';
import { subscribe } from '../../../kit/subscriber.ts';

describe.each(transports)('hydration of events over %s', (transport) => {
  let stack: SubscriptionStack;

  beforeAll(async () => {
    stack = await startSubscriptionStack(transport);
  });
  afterEach(() => stack.closeSubscribers());
  afterAll(() => stack.close());

  it('adds fields of further subgraphs and hides internal fields', async () => {
    const parcel = stack.parcels.create('nobody');
    const query =
      'subscription ($id: ID!) { moved: parcelMoved(id: $id) { grams snapshot: state v: version } }';
    const subscriber = await stack.subscribe(query, { id: parcel.id });

    expect(await subscriber.next()).toEqual({ data: { moved: { grams: 500, snapshot: 'SENT', v: 1 } } });
  });

  it('a closed subscription leaves no Redis subscriber', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const [one, two] = [await stack.subscribeToParcel(parcel), await stack.subscribeToParcel(parcel)];
    expect(await stack.parcels.subscriberCount(`Parcel:${parcel.id}`)).toBe(1);
    expect(await stack.router.metrics()).toMatch(
      /router_open_subscriptions\{field="parcelMoved",service="router"\} [2-9]/,
    );

    await Promise.all([one.close(), two.close()]);

    await vi.waitFor(async () => {
      expect(await stack.parcels.subscriberCount(`Parcel:${parcel.id}`)).toBe(0);
      expect(await stack.router.metrics()).toContain(
        'router_open_subscriptions{field="parcelMoved",service="router"} 0',
      );
    });
  });

  it('a slow subscription delays only itself', async () => {
    const [slow, quick] = [stack.parcels.create('usr_ada'), stack.parcels.create('usr_ada')];
    await stack.subscribeToParcel(slow);
    const subscriber = await stack.subscribeToParcel(quick);
    stack.parcels.owner.respondWith(() => undefined);
    stack.parcels.update(slow, 'STUCK');
    await stack.parcels.publish(slow);
    await vi.waitFor(() => {
      expect(stack.parcels.fetchedSnapshots()).toContain(`${slow.id}@2`);
    });
    stack.parcels.owner.respondWith(null);
    stack.parcels.update(quick, 'LOADED');
    await stack.parcels.publish(quick);

    expect(await subscriber.states(1)).toEqual(['LOADED']);
  });

  it('fragments and directives are applied', async () => {
    const parcel = stack.parcels.create('nobody');
    const query = `subscription ($id: ID!, $no: Boolean = false) { ...A }
      fragment A on Subscription { ... on Subscription { parcelMoved(id: $id) { ...B } } }
      fragment B on Parcel { state version @include(if: $no) }`;
    const subscriber = await stack.subscribe(query, { id: parcel.id });

    expect(await subscriber.next()).toEqual({ data: { parcelMoved: { state: 'SENT' } } });
  });

  it('queries and mutations run over the same connection with the same caller', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const query = 'query ($id: ID!) { parcel(id: $id) { state grams } }';
    const mine = await stack.subscribe(query, { id: parcel.id, as: 'usr_ada' });
    const theirs = await stack.subscribe(query, { id: parcel.id, as: 'usr_grace' });

    expect(await mine.next()).toEqual({ data: { parcel: { state: 'SENT', grams: 500 } } });
    expect(await mine.next()).toBeNull();
    expect(await theirs.next()).toEqual({ data: { parcel: null } });
  });

  it('router shutdown completes open subscriptions', async () => {
    const parcel = stack.parcels.create('nobody');
    const another = await stack.anotherRouter();
    const subscriber = subscribe(transport, another.url, {
      query: parcelMoved,
      variables: { id: parcel.id },
    });
    expect(await subscriber.states(1)).toEqual(['SENT']);
    const last = subscriber.next();

    await another.close();

    expect(await last).toBeNull();
    await expect(fetch(another.url)).rejects.toThrow();
    await subscriber.close();
  });
});
