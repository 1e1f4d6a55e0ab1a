import { describe, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { sameResponseNamesGraph } from './graph.ts';

describe('fields that go by the same name under different conditions', () => {
  const graph = serveGraph(sameResponseNamesGraph);

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
