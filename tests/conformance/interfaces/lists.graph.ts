import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const fields = `
  grid: [[Unit]] cube: [[[Unit]!]!]! row: [Unit] strict: [Unit!] hidden: [[Unit]] pairs: [Pair!]!`;
const unit = 'interface Unit { floor: Int! } type Desk implements Unit { floor: Int! plug: String! }';

/** Lists of an interface and of a union, nested and with nulls at each depth. */
export const abstractListsGraph: ConformanceGraph = {
  subgraphs: {
    building: `
      type Query { ${fields} }
      ${unit}
      union Any = Room | Suite | Desk
      type Pair { left: Any right: [Any] }
      type Room implements Unit @key(fields: "id") { id: ID! floor: Int! }
      type Suite implements Unit @key(fields: "id") { id: ID! floor: Int! bath: Boolean! }`,
    guests: `
      type Room @key(fields: "id") { id: ID! guest: String }
      type Suite @key(fields: "id") { id: ID! guest: String }`,
    prices: `
      type Room @key(fields: "id") { id: ID! price: Int }
      type Suite @key(fields: "id") { id: ID! price: Int! }`,
  },
  roots: {
    grid: [refs('r1', null, 'desk'), [], null, refs('s1', 'r1')],
    cube: [[refs('s1'), []], [refs(null, 'desk')]],
    ...{ row: refs('r1', null, 'desk'), strict: refs('r1', null), hidden: null },
    pairs: [
      { left: ref('r1'), right: refs('s1') },
      { left: null, right: null },
      { left: ref('desk'), right: refs('r1', null, 'r1') },
    ],
  },
  entities: {
    Room: { r1: { floor: 3, guest: 'Ada', price: 90 } },
    Suite: { s1: { floor: 9, bath: true, guest: null, price: null } },
    Desk: { desk: { floor: 1, plug: 'C' } },
  },
};
