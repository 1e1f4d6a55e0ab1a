import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPostOffice, parcelMoved } from './post-office.ts';
import type { PostOffice } from './post-office.ts';
import { transports, subscribe } from '../../kit/subscriber.ts';

describe.each(transports)('subscriptions over %s', (transport) => {
  let office: PostOffice;

  beforeAll(async () => {
    office = await openPostOffice(transport);
  });
  afterEach(() => office.closeWatchers());
  afterAll(() => office.close());

  it('join what other subgraphs know, and leave out what was asked for besides', async () => {
    const parcel = office.parcels.send('nobody');
    const query =
      'subscription ($id: ID!) { moved: parcelMoved(id: $id) { grams snapshot: state v: version } }';
    const watcher = await office.watching(query, { id: parcel.id });

    expect(await watcher.next()).toEqual({ data: { moved: { grams: 500, snapshot: 'SENT', v: 1 } } });
  });

  it('leave nothing behind when the client goes', async () => {
    const parcel = office.parcels.send('usr_ada');
    const [one, two] = [await office.watchingParcel(parcel), await office.watchingParcel(parcel)];
    expect(await office.parcels.listeners(`Parcel:${parcel.id}`)).toBe(1);
    expect(await office.router.metrics()).toMatch(
      /router_open_subscriptions\{field="parcelMoved",service="router"\} [2-9]/,
    );

    await Promise.all([one.close(), two.close()]);

    await vi.waitFor(async () => {
      expect(await office.parcels.listeners(`Parcel:${parcel.id}`)).toBe(0);
      expect(await office.router.metrics()).toContain(
        'router_open_subscriptions{field="parcelMoved",service="router"} 0',
      );
    });
  });

  it('are held up by no other that is slow', async () => {
    const [slow, quick] = [office.parcels.send('usr_ada'), office.parcels.send('usr_ada')];
    await office.watchingParcel(slow);
    const watcher = await office.watchingParcel(quick);
    office.parcels.owner.respondWith(() => undefined);
    office.parcels.move(slow, 'STUCK');
    await office.parcels.tell(slow);
    await vi.waitFor(() => {
      expect(office.parcels.asked()).toContain(`${slow.id}@2`);
    });
    office.parcels.owner.respondWith(null);
    office.parcels.move(quick, 'LOADED');
    await office.parcels.tell(quick);

    expect(await watcher.states(1)).toEqual(['LOADED']);
  });

  it('go through fragments and directives', async () => {
    const parcel = office.parcels.send('nobody');
    const query = `subscription ($id: ID!, $no: Boolean = false) { ...A }
      fragment A on Subscription { ... on Subscription { parcelMoved(id: $id) { ...B } } }
      fragment B on Parcel { state version @include(if: $no) }`;
    const watcher = await office.watching(query, { id: parcel.id });

    expect(await watcher.next()).toEqual({ data: { parcelMoved: { state: 'SENT' } } });
  });

  it('come on the same way as queries and mutations, with the same rights', async () => {
    const parcel = office.parcels.send('usr_ada');
    const query = 'query ($id: ID!) { parcel(id: $id) { state grams } }';
    const mine = await office.watching(query, { id: parcel.id, as: 'usr_ada' });
    const theirs = await office.watching(query, { id: parcel.id, as: 'usr_grace' });

    expect(await mine.next()).toEqual({ data: { parcel: { state: 'SENT', grams: 500 } } });
    expect(await mine.next()).toBeNull();
    expect(await theirs.next()).toEqual({ data: { parcel: null } });
  });

  it('end in good order when the router stops, which they do not keep from stopping', async () => {
    const parcel = office.parcels.send('nobody');
    const another = await office.anotherRouter();
    const watcher = subscribe(transport, another.url, { query: parcelMoved, variables: { id: parcel.id } });
    expect(await watcher.states(1)).toEqual(['SENT']);
    const last = watcher.next();

    await another.close();

    expect(await last).toBeNull();
    await expect(fetch(another.url)).rejects.toThrow();
    await watcher.close();
  });
});
