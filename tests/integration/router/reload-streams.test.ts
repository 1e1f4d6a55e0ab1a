import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPostOffice } from './post-office.ts';
import type { PostOffice } from './post-office.ts';
import { composeToFile } from '../../kit/router.ts';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import { renameOver, untilItServes } from './supergraphs.ts';
import { transports } from '../../kit/subscriber.ts';

const withGrams = 'subscription ($id: ID!) { parcelMoved(id: $id) { state grams } }';
type Subgraph = PostOffice['parcels']['all'][number];

describe.each(transports)('another supergraph under subscriptions over %s', (transport) => {
  let office: PostOffice;

  beforeEach(async () => {
    office = await openPostOffice(transport);
  });
  afterEach(() => office.close());

  /** Deploys these subgraphs' supergraph, by which the field `deployed` is new. */
  async function deploy(change: (subgraphs: Subgraph[]) => Pick<Subgraph, 'name' | 'typeDefs' | 'url'>[]) {
    const supergraph = await composeToFile(
      change(office.parcels.all).map(({ name, typeDefs, url }) => {
        const more = name === 'parcels' ? 'extend type Query { deployed: Int }' : '';
        return { name, url, typeDefs: `${typeDefs}\n${more}` };
      }),
    );
    await renameOver(office.router.supergraphPath, supergraph.sdl);
    await untilItServes(office.router, 'deployed');
    await supergraph.remove();
  }

  it('lets them go on, each version once, with what the new graph makes of them', async () => {
    const scales = await startFakeSubgraph({
      name: 'scales',
      typeDefs: 'type Parcel @key(fields: "id") { id: ID! grams: Int }',
      resolvers: { Parcel: { grams: () => 700 } },
    });
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watching(withGrams, { id: parcel.id, as: 'usr_ada' });
    expect(await watcher.next()).toEqual({ data: { parcelMoved: { state: 'SENT', grams: 500 } } });

    await deploy((all) => all.map((one) => (one.name === 'scales' ? scales : one)));
    for (const state of ['LOADED', 'UNLOADED']) {
      office.parcels.move(parcel, state);
      await office.parcels.tell(parcel);
      expect(await watcher.next()).toEqual({ data: { parcelMoved: { state, grams: 700 } } });
    }
    await scales.stop();
  });

  it('ends those that do not fit it, saying why, and no others', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watching(withGrams, { id: parcel.id, as: 'usr_ada' });
    const other = await office.watchingParcel(parcel);
    await watcher.next();

    await deploy((all) => all.filter(({ name }) => name !== 'scales'));
    office.parcels.move(parcel, 'LOADED');
    await office.parcels.tell(parcel);

    expect(await watcher.next()).toMatchObject({
      errors: [
        {
          message: 'Cannot query field "grams" on type "Parcel".',
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
    expect(await watcher.next()).toBeNull();
    expect(await other.states(1)).toEqual(['LOADED']);
  });

  it('ends those whose events come from elsewhere now', async () => {
    const parcel = office.parcels.send('usr_ada');
    const watcher = await office.watchingParcel(parcel);

    await deploy((all) =>
      all.map(({ name, url, typeDefs }) => ({
        ...{ name, url },
        typeDefs: typeDefs.replace('"Parcel:{args.id}"', '"Packet:{args.id}"'),
      })),
    );
    office.parcels.move(parcel, 'LOADED');
    await office.parcels.tell(parcel);

    expect(await watcher.next()).toMatchObject({ errors: [{ extensions: { code: 'CONFLICT' } }] });
    expect(await watcher.next()).toBeNull();
  });
});
