import { describe, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';

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

describe('fields that go by the same name under different conditions', () => {
  const graph = serveGraph({
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
  });

  it('are different fields', async () => {
    await graph.expectSame(
      '{ items { ... on Hotel { label: name } ... on Flight { label: number } ... on Train { label: number } } }',
    );
    await graph.expectSame('{ items { ... on Flight { id: number } ... on Hotel { id: name } } }');
  });

  it('are different fields of the same name as the key, of which others are asked', async () => {
    await graph.expectSame(
      '{ items { ... on Flight { id: number slogan } ... on Hotel { id: name motto } } }',
    );
    await graph.expectSame(
      '{ items { ... on Hotel { __typename id: motto points(level: 1) } ... on Flight { id: number points(level: 2) } } }',
    );
  });

  it('are different fields that both are of another subgraph', async () => {
    await graph.expectSame('{ items { ... on Hotel { label: motto } ... on Flight { label: slogan } } }');
    await graph.expectSame(
      '{ items { ... on Hotel { label: motto name } ... on Flight { label: number slogan } ... on Train { label: number } } }',
    );
  });

  it('are the same field with different arguments', async () => {
    await graph.expectSame('{ priced { ... on Hotel { price(currency: "NOK") } ... on Flight { price } } }');
    await graph.expectSame(
      '{ priced { ... on Hotel { cost: price } ... on Flight { cost: price(currency: "NOK") } } }',
    );
    await graph.expectSame(
      'query ($c: String) { priced { ... on Hotel { price(currency: $c) } ... on Flight { price(currency: "EUR") } } }',
      {
        c: 'NOK',
      },
    );
  });

  it('are the same field with different arguments, of another subgraph', async () => {
    await graph.expectSame(
      '{ items { ... on Hotel { points(level: 1) } ... on Flight { points(level: 2) } } }',
    );
    await graph.expectSame(
      '{ items { ... on Flight { earned: points(level: 3) } ... on Hotel { earned: points(level: 4) name } } }',
    );
    await graph.expectSame(
      'query ($a: Int!, $b: Int = 9) { items { ... on Hotel { points(level: $a) } ... on Flight { points(level: $b) } } }',
      {
        a: 2,
      },
    );
  });

  it('are objects of different types, and what is asked of each is asked of it alone', async () => {
    await graph.expectSame(
      '{ items { ... on Hotel { who: host { name age } } ... on Flight { who: carrier { name vat } } } }',
    );
    await graph.expectSame(
      '{ items { ... on Hotel { who: host { label: name } } ... on Flight { who: carrier { label: vat } } } }',
    );
  });

  it('differ in type, and are told apart by names of the client', async () => {
    await graph.expectSame(`{
      items {
        ... on Hotel { text: phone beds: rooms { number } }
        ... on Flight { phone { code local } count: rooms }
        ... on Train { digits: phone }
      }
    }`);
    await graph.expectSame(
      '{ items { ... on Hotel { rooms { number } } ... on Flight { phone { local } } } }',
    );
    await graph.expectSame(`
      { items { ...Contact } }
      fragment Contact on Item { ... on Flight { object: phone { code } } ... on Hotel { string: phone } ... on Train { int: phone } }`);
  });

  it('are each other’s names', async () => {
    await graph.expectSame(`{
      items { ... on Hotel { motto: name name: motto } ... on Flight { slogan: number number: slogan } ... on Train { name: number } }
    }`);
  });
});
