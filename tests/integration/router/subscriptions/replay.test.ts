import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { myParcelsMoved, startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { transports } from '../../../kit/stream-client.ts';

describe.each(transports)('versions over %s', (transport) => {
  let stack: SubscriptionStack;

  beforeAll(async () => {
    stack = await startSubscriptionStack(transport);
  });
  afterEach(() => stack.closeSubscribers());
  afterAll(() => stack.close());

  it('the current state first, then each version', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribeToParcel(parcel);
    for (const state of ['LOADED', 'ON ITS WAY', 'THERE']) {
      stack.parcels.update(parcel, state);
      await stack.parcels.publish(parcel);
    }

    expect(await subscriber.states(3)).toEqual(['LOADED', 'ON ITS WAY', 'THERE']);
  });

  it('lost, late, duplicate and reordered notifications: each version once, in order, as it was', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribeToParcel(parcel);
    for (const state of ['2', '3', '4', '5', '6']) stack.parcels.update(parcel, state);

    await stack.parcels.publish(parcel, 4);
    await stack.parcels.publish(parcel, 2);
    await stack.parcels.publish(parcel, 4);
    await stack.parcels.publish(parcel, 6);
    await stack.parcels.publish(parcel, 1);

    expect(await subscriber.states(5)).toEqual(['2', '3', '4', '5', '6']);
    stack.parcels.update(parcel, '7');
    await stack.parcels.publish(parcel);
    expect(await subscriber.states(1)).toEqual(['7']);
  });

  it('expired snapshots: the stream continues from the current state', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribeToParcel(parcel);
    for (const state of ['2', '3', '4']) stack.parcels.update(parcel, state);
    parcel.expiredVersions.add(2);

    await stack.parcels.publish(parcel);

    expect(await subscriber.states(1)).toEqual(['4']);
  });

  it('a channel with {caller.id}: no initial state, then each entity in order', async () => {
    const [one, two, theirs] = [
      stack.parcels.create('usr_eve'),
      stack.parcels.create('usr_eve'),
      stack.parcels.create('usr_ada'),
    ];
    stack.parcels.update(one, 'BEFORE');
    const subscriber = await stack.subscribe(myParcelsMoved, { as: 'usr_eve' });
    const first = subscriber.next();
    await vi.waitFor(async () => {
      expect(await stack.parcels.subscriberCount('User:usr_eve:Parcel')).toBe(1);
    });
    stack.parcels.update(theirs, 'ELSEWHERE');
    await stack.parcels.publish(theirs);
    stack.parcels.update(one, '3');
    await stack.parcels.publish(one, 3);
    expect(await first).toEqual({ data: { myParcelsMoved: { id: one.id, state: '3' } } });

    for (const state of ['4', '5']) stack.parcels.update(one, state);
    stack.parcels.update(two, '2');
    await stack.parcels.publish(one, 5);
    await stack.parcels.publish(two, 2);

    const seen = [await subscriber.next(), await subscriber.next(), await subscriber.next()];
    const moved = seen.map((result) => result?.data?.['myParcelsMoved']);
    expect(moved.filter((parcel) => parcel?.['id'] === one.id).map((parcel) => parcel?.['state'])).toEqual([
      '4',
      '5',
    ]);
    expect(moved).toContainEqual({ id: two.id, state: '2' });
  });
});
