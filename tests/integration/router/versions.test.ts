import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { myParcelsMoved, openPostOffice } from './post-office.ts';
import type { PostOffice } from './post-office.ts';
import { transports } from '../../kit/subscriber.ts';

describe.each(transports)('subscriptions over %s', (transport) => {
  let office: PostOffice;

  beforeAll(async () => {
    office = await openPostOffice(transport);
  });
  afterEach(() => office.closeWatchers());
  afterAll(() => office.close());

  it('send the state as it stands first, then each version as it comes', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watchingParcel(parcel);
    for (const state of ['LOADED', 'ON ITS WAY', 'THERE']) {
      office.parcels.move(parcel, state);
      await office.parcels.tell(parcel);
    }

    expect(await watcher.states(3)).toEqual(['LOADED', 'ON ITS WAY', 'THERE']);
  });

  it('get each version as it was, also those whose calls were lost, came late, twice or out of order', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watchingParcel(parcel);
    for (const state of ['2', '3', '4', '5', '6']) office.parcels.move(parcel, state);

    await office.parcels.tell(parcel, 4);
    await office.parcels.tell(parcel, 2);
    await office.parcels.tell(parcel, 4);
    await office.parcels.tell(parcel, 6);
    await office.parcels.tell(parcel, 1);

    expect(await watcher.states(5)).toEqual(['2', '3', '4', '5', '6']);
    office.parcels.move(parcel, '7');
    await office.parcels.tell(parcel);
    expect(await watcher.states(1)).toEqual(['7']);
  });

  it('go on from the state as it stands where what lies between is kept no longer', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watchingParcel(parcel);
    for (const state of ['2', '3', '4']) office.parcels.move(parcel, state);
    parcel.gone.add(2);

    await office.parcels.tell(parcel);

    expect(await watcher.states(1)).toEqual(['4']);
  });

  it('to what is one’s own send nothing first, then each change to any of it, in order for each', async () => {
    const [one, two, theirs] = [
      office.parcels.send('usr_eve'),
      office.parcels.send('usr_eve'),
      office.parcels.send('usr_ada'),
    ];
    office.parcels.move(one, 'BEFORE');
    const watcher = await office.watching(myParcelsMoved, { as: 'usr_eve' });
    const first = watcher.next();
    await vi.waitFor(async () => {
      expect(await office.parcels.listeners('User:usr_eve:Parcel')).toBe(1);
    });
    office.parcels.move(theirs, 'ELSEWHERE');
    await office.parcels.tell(theirs);
    office.parcels.move(one, '3');
    await office.parcels.tell(one, 3);
    expect(await first).toEqual({ data: { myParcelsMoved: { id: one.id, state: '3' } } });

    for (const state of ['4', '5']) office.parcels.move(one, state);
    office.parcels.move(two, '2');
    await office.parcels.tell(one, 5);
    await office.parcels.tell(two, 2);

    const seen = [await watcher.next(), await watcher.next(), await watcher.next()];
    const moved = seen.map((result) => result?.data?.['myParcelsMoved']);
    expect(moved.filter((parcel) => parcel?.['id'] === one.id).map((parcel) => parcel?.['state'])).toEqual([
      '4',
      '5',
    ]);
    expect(moved).toContainEqual({ id: two.id, state: '2' });
  });
});
