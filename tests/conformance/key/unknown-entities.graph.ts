import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const city = (code: string) => ({ __typename: 'City', code, name: null, sights: null });
const unpriced = { price: null, deal: null, fee: null };

/** The prices lack some hotels, the map lacks some cities; a hotel and a city fail. */
export const hotelsGraph: ConformanceGraph = {
  subgraphs: {
    catalogue: `
      type Query { hotels: [Hotel]! gone: Hotel burnt: Hotel drowned: [Hotel!]! mixed: [Hotel] strict: [Hotel!] broken: [Hotel!] }
      type Hotel @key(fields: "id") { id: ID! city: City }
      type City @key(fields: "code") { code: ID! }`,
    prices: `
      type Hotel @key(fields: "id") { id: ID! price: Int deal: Deal fee: Int! }
      type Deal { percent: Int! }`,
    map: 'type City @key(fields: "code") { code: ID! name: String! sights: [String] }',
  },
  roots: {
    ...{ hotels: refs('h1', 'gone', null, 'nowhere'), gone: ref('gone'), burnt: ref('burnt') },
    ...{ drowned: refs('h1', 'drowned'), mixed: refs('burnt', 'h1', 'gone') },
    ...{ strict: refs('h1', 'nowhere'), broken: refs('h1', 'gone') },
  },
  entities: {
    Hotel: {
      h1: { city: ref('oslo'), price: 90, deal: { percent: 10 }, fee: 90 },
      gone: { city: city('lost'), ...unpriced },
      nowhere: { city: null, price: 70, deal: null, fee: 70 },
      burnt: { city: ref('bergen'), ...unpriced },
      drowned: { city: city('Atlantis'), ...unpriced },
    },
    City: {
      oslo: { code: 'OSL', name: 'Oslo', sights: ['the opera', null] },
      bergen: { code: 'BGO', name: 'Bergen', sights: [] },
    },
  },
  deviations: {
    prices: {
      Hotel: {
        // A rejection fails a single entity; a throw fails every entity of the request.
        async __resolveReference(hotel: { id: string; price: number | null }) {
          await Promise.resolve();
          if (hotel.id === 'burnt') throw new Error('the file is burnt');
          return hotel.price === null ? null : hotel;
        },
      },
    },
    map: {
      City: {
        __resolveReference(found: object | null, { code }: { code: string }) {
          if (code === 'Atlantis') throw new Error('the map is drowned');
          return found;
        },
      },
    },
  },
};
