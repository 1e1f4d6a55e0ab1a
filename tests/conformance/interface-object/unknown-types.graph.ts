import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** The notes have a stay that the catalogue, which knows the types of stays, has lost. */
export const notesGraph: ConformanceGraph = {
  subgraphs: {
    catalogue: `
      type Query { stays: [Stay!]! }
      interface Stay @key(fields: "id") { id: ID! name: String nickname: String! }
      type Hotel implements Stay @key(fields: "id") { id: ID! name: String nickname: String! stars: Int! }`,
    notes: `
      type Query { noted: [Stay]! gone: Stay surely: [Stay!] }
      type Stay @key(fields: "id") @interfaceObject { id: ID! note: String! }`,
  },
  roots: { stays: refs('h1'), noted: refs('h1', 'gone'), gone: ref('gone'), surely: refs('h1', 'gone') },
  entities: {
    Hotel: { h1: { name: 'Fjordview', nickname: 'Fjordy', stars: 4, note: 'near' } },
    Stay: { gone: { note: 'closed' } },
  },
};

/** Each subgraph has an interface whose implementations are in the second subgraph; an interface has no implementation. */
export const giftsGraph: ConformanceGraph = {
  subgraphs: {
    shop: `
      type Query { sold: Voucher vouchers: [Voucher!]! till: Till tour: Tour! }
      type Till { last: Voucher }
      interface Voucher @key(fields: "code") { code: ID! }
      type Tour @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
    gifts: `
      type Query { given: Voucher }
      type Voucher @key(fields: "code", resolvable: false) @interfaceObject { code: ID! message: String }
      interface Tour @key(fields: "id") { id: ID! }
      type Walk implements Tour @key(fields: "id") { id: ID! steps: Int! }`,
  },
  roots: {
    sold: ref('voucher'),
    vouchers: [],
    till: { last: ref('voucher') },
    tour: ref('w1'),
    given: ref('voucher'),
  },
  entities: {
    Voucher: { voucher: { code: 'V1', message: 'enjoy' } },
    Walk: { w1: { steps: 9000 } },
  },
};
