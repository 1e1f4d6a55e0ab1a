import { all } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const text = 'A "quoted" \\ back\u2028line\nwith ✈ and \u0000';
const keys = ['kind', 'number', 'ratio', 'isOpen', 'colour', 'label', 'shape'];
const fields =
  'kind: String! number: Int! ratio: Float! isOpen: Boolean! colour: Colour! label: String! shape: Shape!';
const shared = 'enum Colour { RED BLUE } scalar Shape';
const byKey = (key: string) => `
      type Badge @key(fields: "${key}") {
        ${fields.split(/(?<=!) /).find((field) => field.startsWith(`${key}:`)) ?? ''} by_${key}: Int
      } ${shared}`;

/** Keys of every type of value, and keys with the names of Object.prototype. */
export const keysGraph: ConformanceGraph = {
  subgraphs: {
    badges: `
      type Query { badges: [Badge!]! doors: [Door!]! }
      type Badge ${keys.map((key) => `@key(fields: "${key}")`).join(' ')} { ${fields} } ${shared}
      type Door @key(fields: "constructor toString") { constructor: ID! toString: ID! hasOwnProperty: String }`,
    doors: `
      type Door @key(fields: "toString constructor") { constructor: ID! toString: ID! length: Int then: String }`,
    ...Object.fromEntries(keys.map((key) => [`by-${key.toLowerCase()}`, byKey(key)])),
  },
  roots: { badges: all('Badge'), doors: all('Door') },
  entities: {
    Badge: {
      b1: {
        kind: 'whole',
        number: 0,
        ratio: 0,
        isOpen: false,
        colour: 'RED',
        label: '',
        shape: {},
        price: 1,
      },
      b2: {
        ...{ kind: 'text', number: -7, ratio: 0.1, isOpen: true, colour: 'BLUE', label: text, price: 2 },
        shape: { a: [1, null] },
      },
      b3: {
        ...{ kind: 'proto', number: 2 ** 31 - 1, ratio: 1e21, isOpen: true, colour: 'RED', price: 3 },
        ...{ label: '__proto__', shape: [[]] },
      },
      b4: {
        ...{
          kind: 'null',
          number: 1,
          ratio: -1.5,
          isOpen: false,
          colour: 'BLUE',
          label: 'null',
          price: null,
        },
        shape: 'x',
      },
    },
    Door: {
      d1: { constructor: 'c1', hasOwnProperty: 'h1', toString: 't1', length: 3, then: 'later' },
      d2: { constructor: 'c2', hasOwnProperty: 'h2', toString: 't2', length: 0, then: null },
    },
  },
  fields: {
    Badge: Object.fromEntries(
      keys.map((key) => [`by_${key}`, ({ price }: { price: number | null }) => price]),
    ),
  },
};
