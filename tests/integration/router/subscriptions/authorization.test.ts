import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  myParcelsMoved,
  startSubscriptionStack,
  parcelMoved,
} from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { transports } from '../../../kit/stream-client.ts';

describe.each(transports)('authorization of subscriptions over %s', (transport) => {
  let stack: SubscriptionStack;

  beforeAll(async () => {
    stack = await startSubscriptionStack(transport);
  });
  afterEach(() => stack.closeSubscribers());
  afterAll(() => stack.close());

  it.each(['{ id }', '{ __typename }', '{ grams }', '{ state }'])(
    'an unknown and a forbidden entity end the stream with the same error for %s',
    async (selection) => {
      const query = `subscription ($id: ID!) { parcelMoved(id: $id) ${selection} }`;
      const unknown = 'pcl_00000000-0000-0000-0000-000000000000';
      const results: unknown[] = [];
      for (const id of [unknown, stack.parcels.create('usr_grace').id]) {
        const subscriber = await stack.subscribe(query, { id, as: 'usr_ada' });
        results.push(await subscriber.next());
        expect(await subscriber.next()).toBeNull();
      }

      expect(results[0]).toMatchObject({
        errors: [{ path: ['parcelMoved'], extensions: { code: 'NOT_FOUND' } }],
      });
      expect(results[1]).toEqual(results[0]);
    },
  );

  it.each(['x', 'pcl_0@1', '', `pcl_${'0'.repeat(300)}`])(
    'the malformed id “%s” is a BAD_USER_INPUT error',
    async (id) => {
      const subscriber = await stack.subscribe(parcelMoved, { id });

      expect(await subscriber.next()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
      expect(await subscriber.next()).toBeNull();
    },
  );

  it('a missing variable is named in the error', async () => {
    const subscriber = await stack.subscribe(parcelMoved);

    expect(await subscriber.next()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('a channel with {caller.id} requires an access token', async () => {
    const subscriber = await stack.subscribe(myParcelsMoved);

    expect(await subscriber.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await subscriber.next()).toBeNull();
  });

  it('the stream ends when the access token expires', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribe(parcelMoved, { id: parcel.id, as: 'usr_ada', expiresIn: 2 });

    expect(await subscriber.states(1)).toEqual(['SENT']);
    expect(await subscriber.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await subscriber.next()).toBeNull();
  });

  it('operation limits apply to subscriptions', async () => {
    const aliases = Array.from({ length: 40 }, (_, i) => `a${i}: state`).join(' ');
    const query = `subscription ($id: ID!) { parcelMoved(id: $id) { ${aliases} } }`;
    stack.parcels.owner.requests.length = 0;
    const subscriber = await stack.subscribe(query, { id: stack.parcels.create('nobody').id });

    expect(await subscriber.next()).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }],
    });
    expect(stack.parcels.owner.requests).toHaveLength(0);
  });

  it('several root fields or an unknown root field fail validation', async () => {
    for (const query of [
      'subscription { a: myParcelsMoved { id } b: myParcelsMoved { id } }',
      'subscription { nothing }',
    ]) {
      const subscriber = await stack.subscribe(query, { as: 'usr_ada' });
      expect(await subscriber.next()).toMatchObject({
        errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      });
    }
  });
});
