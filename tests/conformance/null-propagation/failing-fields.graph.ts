import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const root = 'type Query { hotel(id: ID!): Hotel hotels: [Hotel]! strict: [Hotel!] groups: [[Hotel!]]! }';

/** Any field may fail.
 *
 * @param failing as `Type.field`, or as `Type.field:id` for a single entity
 */
export const hotelsGraph = (...failing: string[]): ConformanceGraph => ({
  subgraphs: {
    catalogue: `
      ${root}
      type Hotel @key(fields: "id") { id: ID! name: String! city: String tags: [String!] }`,
    prices: `
      type Hotel @key(fields: "id") {
        id: ID! price: Int! rating: Int owner: Guest
        name: String! @external city: String @external
        label: String @requires(fields: "name") sign: String! @requires(fields: "city")
      }
      type Guest @key(fields: "id") { id: ID! }`,
    guests: 'type Guest @key(fields: "id") { id: ID! name: String! phone: String }',
  },
  roots: {
    ...{ hotel: find('Hotel'), hotels: refs('h1', null, 'h2', 'h3'), strict: refs('h1', 'h2', 'h3') },
    groups: [refs('h1', 'h2'), [], refs('h3')],
  },
  entities: {
    Hotel: {
      h1: { name: 'Fjordview', city: 'OSL', price: 90, rating: 4, owner: ref('g1'), tags: ['sea', 'sun'] },
      h2: { name: 'Harbour', city: null, price: 70, rating: null, owner: null, tags: [] },
      h3: { name: 'Hill', city: 'BGO', price: 50, rating: 2, owner: ref('g1'), tags: null },
    },
    Guest: { g1: { name: 'Ada', phone: '1' } },
  },
  fields: {
    Hotel: {
      label: ({ name }: { name: string }) => `The ${name}`,
      sign: ({ city }: { city: string | null }) => `to ${city ?? 'nowhere'}`,
    },
  },
  failing,
});

export const failingFieldsGraph = hotelsGraph('Hotel.price:h2', 'Guest.name', 'Hotel.tags');
