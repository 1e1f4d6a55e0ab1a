import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}
interface Hotel extends Keyed {
  city: { code: string } | null;
}

const hotels: Hotel[] = [
  { id: 'h1', city: { code: 'OSL' } },
  { id: 'gone', city: { code: 'lost' } },
  { id: 'nowhere', city: null },
  { id: 'burnt', city: { code: 'BGO' } },
  { id: 'drowned', city: { code: 'Atlantis' } },
];
const [fjordview, gone, nowhere, burnt, drowned] = hotels;
const prices = new Map([
  ['h1', { price: 90, deal: { percent: 10 } }],
  ['nowhere', { price: 70, deal: null }],
]);
const cities = [
  { code: 'OSL', name: 'Oslo', sights: ['the opera', null] },
  { code: 'BGO', name: 'Bergen', sights: [] },
];
const burns = (id: string) => {
  if (id === 'burnt') throw new Error('the file is burnt');
};

const price = ({ id }: Keyed) => {
  burns(id);
  return prices.get(id)?.price ?? null;
};
const deal = ({ id }: Keyed) => {
  burns(id);
  return prices.get(id)?.deal ?? null;
};
const cityOf = ({ code }: { code: string }) => {
  if (code === 'Atlantis') throw new Error('the map is drowned');
  return cities.find((city) => city.code === code) ?? null;
};
const query = {
  hotels: () => [fjordview, gone, null, nowhere],
  gone: () => gone,
  burnt: () => burnt,
  drowned: () => [fjordview, drowned],
  mixed: () => [burnt, fjordview, gone],
  strict: () => [fjordview, nowhere],
  broken: () => [fjordview, gone],
};

/** The prices do not know every hotel, the map not every city, and one hotel's prices are burnt. */
export const hotelsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    catalogue: {
      typeDefs: `
        type Query { hotels: [Hotel]! gone: Hotel burnt: Hotel drowned: [Hotel!]! mixed: [Hotel] strict: [Hotel!] broken: [Hotel!] }
        type Hotel @key(fields: "id") { id: ID! city: City }
        type City @key(fields: "code") { code: ID! }`,
      resolvers: { Query: query },
    },
    prices: {
      typeDefs: `
        type Hotel @key(fields: "id") { id: ID! price: Int deal: Deal fee: Int! }
        type Deal { percent: Int! }`,
      resolvers: {
        Hotel: {
          // What throws at once fails all that was asked for, what rejects only itself.
          __resolveReference: async ({ id }: Keyed) => {
            await Promise.resolve();
            burns(id);
            return prices.has(id) ? { id } : null;
          },
          ...{ price, deal, fee: price },
        },
      },
    },
    map: {
      typeDefs: 'type City @key(fields: "code") { code: ID! name: String! sights: [String] }',
      resolvers: { City: { __resolveReference: cityOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { hotels: [Hotel]! gone: Hotel burnt: Hotel drowned: [Hotel!]! mixed: [Hotel] strict: [Hotel!] broken: [Hotel!] }
      type Hotel { id: ID! city: City price: Int deal: Deal fee: Int! }
      type Deal { percent: Int! }
      type City { code: ID! name: String! sights: [String] }`,
    resolvers: {
      Query: query,
      Hotel: { price, deal, fee: price },
      City: {
        name: (city: { code: string }) => cityOf(city)?.name,
        sights: (city: { code: string }) => cityOf(city)?.sights,
      },
    },
  },
};
