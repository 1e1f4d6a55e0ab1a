import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Leaflets know a trip by its id; the way to the weather leads over three subgraphs, each of which adds a key field. */
export const tripsGraph: ConformanceGraph = {
  subgraphs: {
    leaflets: `
      type Query { trips: [Trip]! trip: Trip groups: [[Trip!]]! }
      type Trip @key(fields: "id") { id: ID! title: String! }`,
    references: 'type Trip @key(fields: "id") @key(fields: "ref") { id: ID! ref: String! seats: Int }',
    vendors: `
      type Trip @key(fields: "ref") @key(fields: "ref vendor { code }") { ref: String! vendor: Vendor @shareable price: Int }
      type Vendor { code: ID! @shareable }`,
    countries: `
      type Trip @key(fields: "ref vendor { code }") @key(fields: "vendor { code country } ref") {
        ref: String! vendor: Vendor @shareable map: String
      }
      type Vendor { code: ID! @shareable country: String! @shareable }`,
    weather: `
      type Trip @key(fields: "ref vendor { country code }") { ref: String! vendor: Vendor @shareable weather: String }
      type Vendor @key(fields: "code country") { code: ID! @shareable country: String! @shareable name: String! }`,
  },
  roots: {
    ...{ trips: refs('t2', null, 't1', 't2'), trip: ref('t1') },
    groups: [refs('t2'), null, [], refs('t1', 't2')],
  },
  entities: {
    Trip: {
      t1: {
        ...{ ref: 'A-1', vendor: ref('norwegian'), title: 'Fjords', price: 90 },
        ...{ seats: 4, map: 'west', weather: 'rain' },
      },
      t2: {
        ...{ ref: 'A-2', vendor: ref('swedish'), title: 'Woods', price: 70 },
        ...{ seats: null, map: 'east', weather: null },
      },
    },
    Vendor: {
      norwegian: { code: 'WF', country: 'NO', name: 'Widerfly' },
      swedish: { code: 'WF', country: 'SE', name: 'Westfarer' },
    },
  },
};
