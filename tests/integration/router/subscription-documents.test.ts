import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPostOffice } from './post-office.ts';
import type { PostOffice } from './post-office.ts';
import { transports, subscribe } from '../../kit/subscriber.ts';
import type { Subscriber } from '../../kit/subscriber.ts';

/** Tools send all that is in their editor, and say which operation is meant. */
const query = `
  query Known($id: ID!, $heavy: Boolean!) { parcel(id: $id) { state grams @include(if: $heavy) } }
  subscription Moved($id: ID!) { parcelMoved(id: $id) { ...Told } }
  subscription Weighed($id: ID!, $told: Boolean!) { parcelMoved(id: $id) { grams ...Told @include(if: $told) } }
  fragment Told on Parcel { state }`;

describe.each(transports)('a document of several operations over %s', (transport) => {
  let office: PostOffice;
  const watchers: Subscriber[] = [];

  beforeAll(async () => {
    office = await openPostOffice(transport);
  });
  afterEach(() => Promise.all(watchers.splice(0).map((watcher) => watcher.close())));
  afterAll(() => office.close());

  function watching(operationName: string, variables: Record<string, unknown>): Subscriber {
    const watcher = subscribe(transport, office.router.url, { query, operationName, variables });
    watchers.push(watcher);
    return watcher;
  }

  it('is answered with the subscription that is meant, whatever the others would need', async () => {
    const parcel = office.parcels.send('nobody');
    const watcher = watching('Moved', { id: parcel.id });
    expect(await watcher.next()).toEqual({ data: { parcelMoved: { state: 'SENT' } } });

    office.parcels.move(parcel, 'LOADED');
    await office.parcels.tell(parcel);

    expect(await watcher.next()).toEqual({ data: { parcelMoved: { state: 'LOADED' } } });
  });

  it('is answered by the variables of the one that is meant', async () => {
    const parcel = office.parcels.send('nobody');
    const [told, untold] = [true, false].map((flag) => watching('Weighed', { id: parcel.id, told: flag }));

    expect(await told?.next()).toEqual({ data: { parcelMoved: { grams: 500, state: 'SENT' } } });
    expect(await untold?.next()).toEqual({ data: { parcelMoved: { grams: 500 } } });
    const known = watching('Known', { id: parcel.id, heavy: false });
    expect(await known.next()).toEqual({ data: { parcel: { state: 'SENT' } } });
  });
});
