import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { myParcelsMoved, openPostOffice, parcelMoved } from './post-office.ts';
import type { PostOffice } from './post-office.ts';
import { transports } from '../../kit/subscriber.ts';

describe.each(transports)('subscriptions over %s', (transport) => {
  let office: PostOffice;

  beforeAll(async () => {
    office = await openPostOffice(transport);
  });
  afterEach(() => office.closeWatchers());
  afterAll(() => office.close());

  it.each(['{ id }', '{ __typename }', '{ grams }', '{ state }'])(
    'are refused alike, and end, for %s of what is unknown and of what is somebody else’s',
    async (selection) => {
      const query = `subscription ($id: ID!) { parcelMoved(id: $id) ${selection} }`;
      const unknown = 'pcl_00000000-0000-0000-0000-000000000000';
      const results: unknown[] = [];
      for (const id of [unknown, office.parcels.send('usr_grace').id]) {
        const watcher = await office.watching(query, { id, as: 'usr_ada' });
        results.push(await watcher.next());
        expect(await watcher.next()).toBeNull();
      }

      expect(results[0]).toMatchObject({
        errors: [{ path: ['parcelMoved'], extensions: { code: 'NOT_FOUND' } }],
      });
      expect(results[1]).toEqual(results[0]);
    },
  );

  it.each(['x', 'pcl_0@1', ''])('name an id that cannot be one: “%s”', async (id) => {
    const watcher = await office.watching(parcelMoved, { id });

    expect(await watcher.next()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(await watcher.next()).toBeNull();
  });

  it('name a variable that is missing', async () => {
    const watcher = await office.watching(parcelMoved);

    expect(await watcher.next()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('to what is one’s own need a token', async () => {
    const watcher = await office.watching(myParcelsMoved);

    expect(await watcher.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await watcher.next()).toBeNull();
  });

  it('end with the token that they came with', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watching(parcelMoved, { id: parcel.id, as: 'usr_ada', expiresIn: 2 });

    expect(await watcher.states(1)).toEqual(['SENT']);
    expect(await watcher.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await watcher.next()).toBeNull();
  });

  it('keep to the limits of any operation', async () => {
    const aliases = Array.from({ length: 40 }, (_, i) => `a${i}: state`).join(' ');
    const query = `subscription ($id: ID!) { parcelMoved(id: $id) { ${aliases} } }`;
    office.parcels.owner.requests.length = 0;
    const watcher = await office.watching(query, { id: office.parcels.send('nobody').id });

    expect(await watcher.next()).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }] });
    expect(office.parcels.owner.requests).toHaveLength(0);
  });

  it('to two things at once, or to nothing there is, are no valid operations', async () => {
    for (const query of [
      'subscription { a: myParcelsMoved { id } b: myParcelsMoved { id } }',
      'subscription { nothing }',
    ]) {
      const watcher = await office.watching(query, { as: 'usr_ada' });
      expect(await watcher.next()).toMatchObject({
        errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      });
    }
  });
});
