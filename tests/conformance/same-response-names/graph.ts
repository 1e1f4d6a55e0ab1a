import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const hotel = { __typename: 'Hotel', id: 'h1', name: 'Fjordview', phone: '123', rooms: [{ number: 101 }] };
const flight = {
  __typename: 'Flight',
  id: 'f1',
  number: 'WF7',
  phone: { code: '47', local: '456' },
  rooms: 0,
};
const train = { __typename: 'Train', number: 'F4', phone: 789 };
const items = [hotel, flight, train];
const found = ({ id }: Keyed) => items.find((item) => 'id' in item && item.id === id) ?? null;
const rates: Record<string, number> = { EUR: 1, NOK: 10 };
const price =
  (cents: number) =>
  (_item: unknown, { currency = 'EUR' }: { currency?: string }) =>
    cents * (rates[currency] ?? 0);
const points = (_item: unknown, { level }: { level: number }) => level * 7;
const host = () => ({ __typename: 'Person', name: 'Ada', age: 36 });
const carrier = () => ({ __typename: 'Company', name: 'Wing', vat: 'NO1' });
const key = { __resolveReference: ({ id }: Keyed) => ({ id }) };
const root = { items: () => items, priced: () => [flight, hotel] };

export const sameResponseNamesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    items: {
      typeDefs: `
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
      resolvers: {
        Query: root,
        Hotel: { __resolveReference: found, price: price(100) },
        Flight: { __resolveReference: found, price: price(300) },
      },
    },
    extras: {
      typeDefs: `
        type Hotel @key(fields: "id") { id: ID! points(level: Int!): Int motto: String! host: Person! }
        type Flight @key(fields: "id") { id: ID! points(level: Int!): Int slogan: String! carrier: Company! }
        type Person { name: String! age: Int! }
        type Company { name: String! vat: String! }`,
      resolvers: {
        Hotel: { ...key, points, motto: () => 'stay', host },
        Flight: { ...key, points, slogan: () => 'fly', carrier },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { items: [Item!]! priced: [Priced!]! }
      union Item = Hotel | Flight | Train
      interface Priced { price(currency: String): Int }
      type Hotel implements Priced {
        id: ID! name: String! phone: String rooms: [Room!]! price(currency: String): Int
        points(level: Int!): Int motto: String! host: Person!
      }
      type Flight implements Priced {
        id: ID! number: String! phone: Phone rooms: Int price(currency: String): Int
        points(level: Int!): Int slogan: String! carrier: Company!
      }
      type Train { number: String! phone: Int }
      type Phone { code: String! local: String! }
      type Room { number: Int! }
      type Person { name: String! age: Int! }
      type Company { name: String! vat: String! }`,
    resolvers: {
      Query: root,
      Hotel: { price: price(100), points, motto: () => 'stay', host },
      Flight: { price: price(300), points, slogan: () => 'fly', carrier },
    },
  },
};
