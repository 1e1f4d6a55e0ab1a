import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsContract, subgraphs as contracts } from '../../../../schema/subgraphs.ts';
import { composeWithTheGuild } from '../../../kit/compose-with-the-guild.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { composeToFile, composeWithApollo, startRouterUnderTest } from '../../../kit/router.ts';
import type { Compose, RouterUnderTest } from '../../../kit/router.ts';
import { queryFields } from '../../../kit/supergraph.ts';

const startHotels = () =>
  startFakeSubgraph({
    name: 'hotels',
    typeDefs: `
      type Hotel @key(fields: "id") @key(fields: "code", resolvable: false) {
        id: ID! code: ID! city: String! @shareable stars: Int rating: Int secret: String @inaccessible
      }
      type Query { hotels: [Hotel!] @tag(name: "public") }`,
    resolvers: {
      Query: { hotels: () => [{ id: '1', code: 'LIS-1', city: 'Lisbon', stars: 4, rating: 1 }] },
    },
  });

const startReviews = () =>
  startFakeSubgraph({
    name: 'reviews',
    typeDefs: `
      type Hotel @key(fields: "id") {
        id: ID! city: String! @external stars: Int @external
        rating: Int @override(from: "hotels")
        label: String @requires(fields: "stars")
      }
      type Review { text: String hotel: Hotel @provides(fields: "city") }
      type Query { reviews: [Review!] }`,
    resolvers: {
      Query: { reviews: () => [{ text: 'Quiet.', hotel: { id: '1', city: 'Lisbon' } }] },
      Hotel: { rating: () => 9, label: ({ stars }: { stars: number }) => `${stars} stars` },
    },
  });

describe.each<[string, Compose]>([
  ['@apollo/composition', composeWithApollo],
  ['@theguild/federation-composition', composeWithTheGuild],
])('a supergraph composed by %s', (_name, compose) => {
  let subgraphs: FakeSubgraph[];
  let supergraph: Awaited<ReturnType<typeof composeToFile>>;
  let router: RouterUnderTest;

  beforeAll(async () => {
    subgraphs = await Promise.all([startHotels(), startReviews()]);
    supergraph = await composeToFile(subgraphs, compose);
    router = await startRouterUnderTest(subgraphs, { SUPERGRAPH_PATH: supergraph.path });
  });
  afterAll(async () => {
    await router.close();
    await supergraph.remove();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  it('joins entities by @key, fetches @requires fields and follows @override', async () => {
    const { data, errors } = await router.ask('{ hotels { code city rating label } }');

    expect(errors).toBeUndefined();
    expect(data).toEqual({ hotels: [{ code: 'LIS-1', city: 'Lisbon', rating: 9, label: '4 stars' }] });
  });

  it('reads @provides fields from the providing subgraph', async () => {
    const fetchesBefore = subgraphs[0]?.requests.length;

    const { data } = await router.ask('{ reviews { text hotel { city } } }');

    expect(data).toEqual({ reviews: [{ text: 'Quiet.', hotel: { city: 'Lisbon' } }] });
    expect(subgraphs[0]?.requests).toHaveLength(fetchesBefore ?? 0);
  });

  it('hides @inaccessible fields', async () => {
    const { errors } = await router.ask('{ hotels { secret } }');

    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it("serves Wayfare's own contracts", async () => {
    const wayfare = [...contracts, eventsContract].map(({ name, sdlPath }) => ({
      name,
      typeDefs: readFileSync(new URL(`../../../../${sdlPath}`, import.meta.url), 'utf8'),
      url: 'http://127.0.0.1:9/graphql',
    }));
    const composed = await composeToFile(wayfare, compose);
    const wayfareRouter = await startRouterUnderTest(subgraphs, {
      SUPERGRAPH_PATH: composed.path,
      REDIS_URL: 'redis://127.0.0.1:9',
    });

    expect(await queryFields(wayfareRouter)).toEqual(expect.arrayContaining(['me', 'hotels', 'reservation']));
    await wayfareRouter.close();
    await composed.remove();
  });
});
