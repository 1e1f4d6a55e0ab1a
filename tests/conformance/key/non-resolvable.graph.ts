import { all, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Walks name guides by keys that not every subgraph resolves: a badge, an e-mail address and an id. */
export const walksGraph: ConformanceGraph = {
  subgraphs: {
    walks: `
      type Query { walks: [Walk!]! lead: Guide }
      type Walk @key(fields: "id") { id: ID! guides: [Guide!]! lead: Guide }
      type Guide
        @key(fields: "badge { country number }", resolvable: false)
        @key(fields: "email", resolvable: false) { badge: Badge! email: String! }
      type Badge { country: String! @shareable number: Int! @shareable }`,
    office: `
      type Guide
        @key(fields: "email")
        @key(fields: "id", resolvable: false)
        @key(fields: "id badge { number country }", resolvable: false) {
        id: ID! email: String! badge: Badge! name: String! title: String
      }
      type Badge { country: String! @shareable number: Int! @shareable year: Int! }`,
    greetings: `
      type Query { greeter: Guide }
      type Guide
        @key(fields: "email", resolvable: false)
        @key(fields: "badge { country number }", resolvable: false)
        @key(fields: "id badge { country number }", resolvable: true) {
        id: ID! email: String! badge: Badge!
        name: String! @external title: String @external greeting: String! @requires(fields: "title name")
        favourite: Hotel
      }
      type Badge { country: String! @shareable number: Int! @shareable }
      type Hotel @key(fields: "code", resolvable: false) { code: ID! }`,
    hotels: 'type Hotel @key(fields: "code") { code: ID! name: String }',
  },
  roots: { walks: all('Walk'), lead: ref('g2'), greeter: ref('g1') },
  entities: {
    Guide: {
      g1: {
        ...{ email: 'a@x.example', badge: { country: 'NO', number: 1, year: 2019 } },
        ...{ name: 'Ada', title: null, favourite: ref('fjordview') },
      },
      g2: {
        ...{ email: 'b@x.example', badge: { country: 'SE', number: 1, year: 2020 } },
        ...{ name: 'Bo', title: 'Dr', favourite: { __typename: 'Hotel', code: 'gone', name: null } },
      },
    },
    Walk: { w1: { guides: refs('g1', 'g2', 'g1'), lead: ref('g2') }, w2: { guides: [], lead: null } },
    Hotel: { fjordview: { code: 'h1', name: 'Fjordview' } },
  },
  fields: {
    Guide: {
      greeting: ({ name, title }: { name: string; title: string | null }) =>
        [title, name].filter(Boolean).join(' '),
    },
  },
};
