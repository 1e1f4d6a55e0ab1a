import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPostOffice, parcelMoved } from './post-office.ts';
import type { PostOffice } from './post-office.ts';
import { transports } from '../../kit/subscriber.ts';

describe.each(transports)('subscriptions, while something is away, over %s', (transport) => {
  let office: PostOffice;

  beforeAll(async () => {
    office = await openPostOffice(transport);
  });
  afterEach(() => office.closeWatchers());
  afterAll(() => office.close());

  it('carry on without what a dead subgraph owns', async () => {
    const parcel = office.parcels.send('nobody');
    await office.parcels.scales.stop();
    const query = 'subscription ($id: ID!) { parcelMoved(id: $id) { state grams } }';
    const watcher = await office.watching(query, { id: parcel.id });

    expect(await watcher.next()).toMatchObject({
      data: { parcelMoved: { state: 'SENT', grams: null } },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'scales' } }],
    });
    await office.parcels.scales.start();
    office.parcels.move(parcel, 'LOADED');
    await office.parcels.tell(parcel);
    expect(await watcher.next()).toEqual({ data: { parcelMoved: { state: 'LOADED', grams: 500 } } });
  });

  it('skip nothing while the owner is away', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watchingParcel(parcel);
    await office.parcels.owner.stop();
    for (const state of ['2', '3']) {
      office.parcels.move(parcel, state);
      await office.parcels.tell(parcel);
    }
    const states = watcher.states(2);
    await vi.waitFor(async () => {
      expect(await office.router.metrics()).toMatch(
        /fetches_total\{subgraph="parcels",outcome="unavailable"/,
      );
    });
    await office.parcels.owner.start();

    expect(await states).toEqual(['2', '3']);
  });

  it('tell the fault where the owner is away from the start', async () => {
    const parcel = office.parcels.send('nobody');
    await office.parcels.owner.stop();
    const watcher = await office.watching(parcelMoved, { id: parcel.id });

    expect(await watcher.next()).toMatchObject({
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'parcels' } }],
    });
    expect(await watcher.next()).toBeNull();
    await office.parcels.owner.start();
  });

  it('send what there is while Redis is away, and fill the gap once it is back', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watchingParcel(parcel);
    await office.stopRedis();
    for (const state of ['2', '3', '4']) office.parcels.move(parcel, state);
    const other = office.parcels.send('usr_ada');
    const late = await office.watching(parcelMoved, { id: other.id, as: 'usr_ada' });
    expect(await late.states(1)).toEqual(['SENT']);
    office.parcels.move(other, 'LOADED');
    await office.startRedis();

    expect(await watcher.states(3)).toEqual(['2', '3', '4']);
    expect(await late.states(1)).toEqual(['LOADED']);
    office.parcels.move(parcel, '5');
    await office.parcels.tell(parcel);
    expect(await watcher.states(1)).toEqual(['5']);
  });
});
