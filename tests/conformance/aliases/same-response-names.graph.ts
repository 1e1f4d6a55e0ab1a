import { refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const rates: Record<string, number> = { EUR: 1, NOK: 10 };
const points = (_item: unknown, { level }: { level: number }) => level * 7;

/** Members of a union have fields of the same name with different types and arguments. */
export const sameResponseNamesGraph: ConformanceGraph = {
  subgraphs: {
    items: `
      type Query { items: [Item!]! priced: [Priced!]! }
      union Item = Hotel | Flight | Train
      interface Priced { price(currency: String): Int }
      type Hotel implements Priced @key(fields: "id") {
        id: ID! name: String! phone: String rooms: [Room!]! price(currency: String): Int
      }
      type Flight implements Priced @key(fields: "id") {
        id: ID! number: String! phone: Phone rooms: Int price(currency: String): Int
      }
      type Train { number: String! phone: Int }
      type Phone { code: String! local: String! }
      type Room { number: Int! }`,
    extras: `
      type Hotel @key(fields: "id") { id: ID! points(level: Int!): Int motto: String! host: Person! }
      type Flight @key(fields: "id") { id: ID! points(level: Int!): Int slogan: String! carrier: Company! }
      type Person { name: String! age: Int! }
      type Company { name: String! vat: String! }`,
  },
  roots: { items: refs('h1', 'f1', 'train'), priced: refs('f1', 'h1') },
  entities: {
    Hotel: {
      h1: {
        ...{ name: 'Fjordview', phone: '123', rooms: [{ number: 101 }], cents: 100, motto: 'stay' },
        host: { name: 'Ada', age: 36 },
      },
    },
    Flight: {
      f1: {
        ...{ number: 'WF7', phone: { code: '47', local: '456' }, rooms: 0, cents: 300, slogan: 'fly' },
        carrier: { name: 'Wing', vat: 'NO1' },
      },
    },
    Train: { train: { number: 'F4', phone: 789 } },
  },
  fields: {
    Priced: {
      price: ({ cents }: { cents: number }, { currency = 'EUR' }: { currency?: string }) =>
        cents * (rates[currency] ?? 0),
    },
    Hotel: { points },
    Flight: { points },
  },
};
