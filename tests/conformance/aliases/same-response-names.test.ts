import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { sameResponseNamesGraph } from './same-response-names.graph.ts';

describe('aliases: the same response name for fields of different types', () => {
  const graph = serveGraph(sameResponseNamesGraph);

  it('different fields of a single subgraph are answered', async () => {
    await graph.expectSame(
      '{ items { ... on Hotel { label: name } ... on Flight { label: number } ... on Train { label: number } } }',
    );
    await graph.expectSame('{ items { ... on Flight { id: number } ... on Hotel { id: name } } }');
  });

  it('different fields under the name of the key are answered, and the key joins', async () => {
    await graph.expectSame(
      '{ items { ... on Flight { id: number slogan } ... on Hotel { id: name motto } } }',
    );
    await graph.expectSame(
      '{ items { ... on Hotel { __typename id: motto points(level: 1) } ... on Flight { id: number points(level: 2) } } }',
    );
  });

  it('different fields of another subgraph are answered', async () => {
    await graph.expectSame('{ items { ... on Hotel { label: motto } ... on Flight { label: slogan } } }');
    await graph.expectSame(
      '{ items { ... on Hotel { label: motto name } ... on Flight { label: number slogan } ... on Train { label: number } } }',
    );
  });

  it('a field with different arguments is answered', async () => {
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

  it('a field of another subgraph with different arguments is answered', async () => {
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

  it('objects of different types are answered with their own selections', async () => {
    await graph.expectSame(
      '{ items { ... on Hotel { who: host { name age } } ... on Flight { who: carrier { name vat } } } }',
    );
    await graph.expectSame(
      '{ items { ... on Hotel { who: host { label: name } } ... on Flight { who: carrier { label: vat } } } }',
    );
  });

  it('fields of different types are answered under aliases', async () => {
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

  it('crossed names are answered', async () => {
    await graph.expectSame(`{
      items { ... on Hotel { motto: name name: motto } ... on Flight { slogan: number number: slogan } ... on Train { name: number } }
    }`);
  });
});
