import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSubscriptionStack, parcelMoved } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { transports } from '../../../kit/stream-client.ts';

describe.each(transports)('subscriptions during outages over %s', (transport) => {
  let stack: SubscriptionStack;

  beforeAll(async () => {
    stack = await startSubscriptionStack(transport);
  });
  afterEach(() => stack.closeSubscribers());
  afterAll(() => stack.close());

  it('a dead subgraph: its fields are null and the stream continues', async () => {
    const parcel = stack.parcels.create('nobody');
    await stack.parcels.scales.stop();
    const query = 'subscription ($id: ID!) { parcelMoved(id: $id) { state grams } }';
    const subscriber = await stack.subscribe(query, { id: parcel.id });

    expect(await subscriber.next()).toMatchObject({
      data: { parcelMoved: { state: 'SENT', grams: null } },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'scales' } }],
    });
    await stack.parcels.scales.start();
    stack.parcels.update(parcel, 'LOADED');
    await stack.parcels.publish(parcel);
    expect(await subscriber.next()).toEqual({ data: { parcelMoved: { state: 'LOADED', grams: 500 } } });
  });

  it('a dead owner subgraph: versions are delivered after its return', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribeToParcel(parcel);
    await stack.parcels.owner.stop();
    for (const state of ['2', '3']) {
      stack.parcels.update(parcel, state);
      await stack.parcels.publish(parcel);
    }
    const states = subscriber.states(2);
    await vi.waitFor(async () => {
      expect(await stack.router.metrics()).toMatch(/fetches_total\{subgraph="parcels",outcome="unavailable"/);
    });
    await stack.parcels.owner.start();

    expect(await states).toEqual(['2', '3']);
  });

  it('a dead owner at the start: the error is delivered', async () => {
    const parcel = stack.parcels.create('nobody');
    await stack.parcels.owner.stop();
    const subscriber = await stack.subscribe(parcelMoved, { id: parcel.id });

    expect(await subscriber.next()).toMatchObject({
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'parcels' } }],
    });
    expect(await subscriber.next()).toBeNull();
    await stack.parcels.owner.start();
  });

  it('Redis outage: the initial state is delivered and the gap is filled later', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribeToParcel(parcel);
    await stack.stopRedis();
    for (const state of ['2', '3', '4']) stack.parcels.update(parcel, state);
    const other = stack.parcels.create('usr_ada');
    const late = await stack.subscribe(parcelMoved, { id: other.id, as: 'usr_ada' });
    expect(await late.states(1)).toEqual(['SENT']);
    stack.parcels.update(other, 'LOADED');
    await stack.startRedis();

    expect(await subscriber.states(3)).toEqual(['2', '3', '4']);
    expect(await late.states(1)).toEqual(['LOADED']);
    stack.parcels.update(parcel, '5');
    await stack.parcels.publish(parcel);
    expect(await subscriber.states(1)).toEqual(['5']);
  });
});
