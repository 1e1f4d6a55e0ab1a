import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { composeToFile } from '../../../kit/router.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { replaceFile, untilFieldServed } from '../../../kit/supergraph.ts';
import { transports } from '../../../kit/stream-client.ts';

const withGrams = 'subscription ($id: ID!) { parcelMoved(id: $id) { state grams } }';
type Subgraph = SubscriptionStack['parcels']['all'][number];

describe.each(transports)('supergraph reload under subscriptions over %s', (transport) => {
  let stack: SubscriptionStack;

  beforeEach(async () => {
    stack = await startSubscriptionStack(transport);
  });
  afterEach(() => stack.close());

  /** Deploys these subgraphs' supergraph, by which the field `deployed` is new. */
  async function deploy(change: (subgraphs: Subgraph[]) => Pick<Subgraph, 'name' | 'typeDefs' | 'url'>[]) {
    const supergraph = await composeToFile(
      change(stack.parcels.all).map(({ name, typeDefs, url }) => {
        const more = name === 'parcels' ? 'extend type Query { deployed: Int }' : '';
        return { name, url, typeDefs: `${typeDefs}\n${more}` };
      }),
    );
    await replaceFile(stack.router.supergraphPath, supergraph.sdl);
    await untilFieldServed(stack.router, 'deployed');
    await supergraph.remove();
  }

  it('subscriptions are replanned and receive each version once', async () => {
    const scales = await startFakeSubgraph({
      name: 'scales',
      typeDefs: 'type Parcel @key(fields: "id") { id: ID! grams: Int }',
      resolvers: { Parcel: { grams: () => 700 } },
    });
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribe(withGrams, { id: parcel.id, as: 'usr_ada' });
    expect(await subscriber.next()).toEqual({ data: { parcelMoved: { state: 'SENT', grams: 500 } } });

    await deploy((all) => all.map((one) => (one.name === 'scales' ? scales : one)));
    for (const state of ['LOADED', 'UNLOADED']) {
      stack.parcels.update(parcel, state);
      await stack.parcels.publish(parcel);
      expect(await subscriber.next()).toEqual({ data: { parcelMoved: { state, grams: 700 } } });
    }
    await scales.stop();
  });

  it('subscriptions invalid in the new supergraph end with an error', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribe(withGrams, { id: parcel.id, as: 'usr_ada' });
    const other = await stack.subscribeToParcel(parcel);
    await subscriber.next();

    await deploy((all) => all.filter(({ name }) => name !== 'scales'));
    stack.parcels.update(parcel, 'LOADED');
    await stack.parcels.publish(parcel);

    expect(await subscriber.next()).toMatchObject({
      errors: [
        {
          message: 'Cannot query field "grams" on type "Parcel".',
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
    expect(await subscriber.next()).toBeNull();
    expect(await other.states(1)).toEqual(['LOADED']);
  });

  it('subscriptions whose channel changed end', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const subscriber = await stack.subscribeToParcel(parcel);

    await deploy((all) =>
      all.map(({ name, url, typeDefs }) => ({
        ...{ name, url },
        typeDefs: typeDefs.replace('"Parcel:{args.id}"', '"Packet:{args.id}"'),
      })),
    );
    stack.parcels.update(parcel, 'LOADED');
    await stack.parcels.publish(parcel);

    expect(await subscriber.next()).toMatchObject({ errors: [{ extensions: { code: 'CONFLICT' } }] });
    expect(await subscriber.next()).toBeNull();
  });
});
