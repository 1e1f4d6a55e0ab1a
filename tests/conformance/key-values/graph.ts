import type { GraphDefinition } from '../support/graph.ts';

const text = 'A "quoted" \\ back\u2028line\nwith ✈ and \u0000';
const badges = [
  { kind: 'whole', number: 0, ratio: 0, isOpen: false, colour: 'RED', label: '', shape: {}, price: 1 },
  {
    kind: 'text',
    number: -7,
    ratio: 0.1,
    isOpen: true,
    colour: 'BLUE',
    label: text,
    shape: { a: [1, null] },
    price: 2,
  },
  {
    kind: 'proto',
    number: 2 ** 31 - 1,
    ratio: 1e21,
    isOpen: true,
    colour: 'RED',
    label: '__proto__',
    shape: [[]],
    price: 3,
  },
  {
    kind: 'null',
    number: 1,
    ratio: -1.5,
    isOpen: false,
    colour: 'BLUE',
    label: 'null',
    shape: 'x',
    price: null,
  },
];
type Badge = (typeof badges)[number];
const byKey = (key: Partial<Badge>) =>
  badges.find((badge) =>
    Object.entries(key).every(
      ([name, value]) =>
        name === '__typename' || JSON.stringify(badge[name as keyof Badge]) === JSON.stringify(value),
    ),
  ) ?? null;

const doors = [
  { constructor: 'c1', hasOwnProperty: 'h1', toString: 't1', length: 3, then: 'later' },
  { constructor: 'c2', hasOwnProperty: 'h2', toString: 't2', length: 0, then: null },
];
type DoorKey = Record<string, unknown>;
const own = (source: object, name: string): unknown => Object.getOwnPropertyDescriptor(source, name)?.value;
const doorOf = (key: DoorKey) =>
  doors.find((door) => own(door, 'constructor') === own(key, 'constructor')) ?? null;
const doorFields = Object.fromEntries(
  ['constructor', 'hasOwnProperty', 'toString', 'length', 'then'].map((name) => [
    name,
    (door: object) => own(door, name),
  ]),
);
const pick = (...names: string[]) => Object.fromEntries(names.map((name) => [name, doorFields[name]]));

const keys = ['kind', 'number', 'ratio', 'isOpen', 'colour', 'label', 'shape'];
const fields =
  'kind: String! number: Int! ratio: Float! isOpen: Boolean! colour: Colour! label: String! shape: Shape!';
const shared = 'enum Colour { RED BLUE } scalar Shape';

/** Keys of every kind of value, and of names that objects have by themselves. */
export const keysGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    badges: {
      typeDefs: `
        type Query { badges: [Badge!]! doors: [Door!]! }
        type Badge ${keys.map((key) => `@key(fields: "${key}")`).join(' ')} { ${fields} } ${shared}
        type Door @key(fields: "constructor toString") { constructor: ID! toString: ID! hasOwnProperty: String }`,
      resolvers: {
        Query: { badges: () => badges, doors: () => doors },
        Door: pick('constructor', 'toString', 'hasOwnProperty'),
      },
    },
    ...Object.fromEntries(
      keys.map((key) => [
        `by-${key.toLowerCase()}`,
        {
          typeDefs: `
            type Badge @key(fields: "${key}") {
              ${fields.split(/(?<=!) /).find((field) => field.startsWith(`${key}:`)) ?? ''} by_${key}: Int
            } ${shared}`,
          resolvers: { Badge: { __resolveReference: byKey, [`by_${key}`]: ({ price }: Badge) => price } },
        },
      ]),
    ),
    doors: {
      typeDefs: `
        type Door @key(fields: "toString constructor") { constructor: ID! toString: ID! length: Int then: String }`,
      resolvers: {
        Door: {
          __resolveReference: (key: DoorKey) => ({ door: doorOf(key) }),
          ...Object.fromEntries(
            Object.entries(pick('constructor', 'toString', 'length', 'then')).map(([name, resolve]) => [
              name,
              ({ door }: { door: object | null }) => door && resolve?.(door),
            ]),
          ),
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { badges: [Badge!]! doors: [Door!]! }
      type Badge { ${fields} ${keys.map((key) => `by_${key}: Int`).join(' ')} } ${shared}
      type Door { constructor: ID! toString: ID! hasOwnProperty: String length: Int then: String }`,
    resolvers: {
      Query: { badges: () => badges, doors: () => doors },
      Badge: Object.fromEntries(keys.map((key) => [`by_${key}`, ({ price }: Badge) => price])),
      Door: doorFields,
    },
  },
};
