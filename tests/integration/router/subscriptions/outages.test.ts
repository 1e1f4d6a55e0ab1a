import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  myParcelsMoved,
  parcelMoved,
  startSubscriptionStack,
} from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { untilCircuit } from '../../../kit/circuits.ts';
import { respondNever, respondWithError } from '../../../kit/faults.ts';
import { subscribe } from '../../../kit/subscriber.ts';
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

  it.each(['STORE_UNAVAILABLE', 'CALLER_REFUSED', 'INTERNAL_SERVER_ERROR'])(
    'an owner that answers %s: versions are delivered after its recovery',
    async (code) => {
      const parcel = stack.parcels.create('usr_ada');
      const subscriber = await stack.subscribeToParcel(parcel);
      let refusals = 0;
      stack.parcels.owner.respondWith((response, ...rest) => {
        refusals += 1;
        respondWithError(code)(response, ...rest);
      });
      for (const state of ['2', '3']) {
        stack.parcels.update(parcel, state);
        await stack.parcels.publish(parcel);
      }
      const states = subscriber.states(2);
      await vi.waitFor(() => {
        expect(refusals).toBeGreaterThan(1);
      });
      stack.parcels.owner.respondWith(null);

      expect(await states).toEqual(['2', '3']);
    },
  );

  it('a frozen owner subgraph: operations are refused, and versions are delivered after its return', async () => {
    const router = await stack.anotherRouter({ SUBGRAPH_TIMEOUT_MS: '1000' });
    const parcel = stack.parcels.create('nobody');
    const variables = { id: parcel.id };
    const subscriber = subscribe(transport, router.url, { query: parcelMoved, variables });
    await subscriber.states(1);
    stack.parcels.owner.respondWith(respondNever);
    for (const state of ['2', '3']) {
      stack.parcels.update(parcel, state);
      await stack.parcels.publish(parcel);
    }
    await untilCircuit(router, 'parcels', 'open');
    const query = 'query ($id: ID!) { parcel(id: $id) { state } }';
    const asker = subscribe(transport, router.url, { query, variables });
    const refusal = await asker.next();
    stack.parcels.owner.respondWith(null);

    expect(refusal).toMatchObject({
      data: { parcel: null },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', reason: 'CIRCUIT_OPEN' } }],
    });
    expect(await subscriber.states(2)).toEqual(['2', '3']);
    await Promise.all([subscriber.close(), asker.close()]);
    await router.close();
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
    await untilCircuit(stack.router, 'parcels', 'closed');
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

  it('Redis outage: a stream of any entities ends, because changes of unknown ones may be lost', async () => {
    const parcel = stack.parcels.create('usr_mia');
    const subscriber = await stack.subscribe(myParcelsMoved, { as: 'usr_mia' });
    const first = subscriber.next();
    await vi.waitFor(async () => {
      expect(await stack.parcels.subscriberCount('User:usr_mia:Parcel')).toBe(1);
    });
    await stack.parcels.publish(parcel);
    expect(await first).toMatchObject({ data: { myParcelsMoved: { id: parcel.id } } });
    await stack.stopRedis();
    stack.parcels.create('usr_mia');
    await stack.startRedis();

    expect(await subscriber.next()).toMatchObject({ errors: [{ extensions: { code: 'CONFLICT' } }] });
    expect(await subscriber.next()).toBeNull();
  });
});
