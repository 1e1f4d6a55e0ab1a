import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { values, valueTypesGraph } from './value-types.graph.ts';

describe('@shareable value types', () => {
  const graph = serveGraph(valueTypesGraph);

  it('types of an interface are told apart, with enums and scalars in them', async () => {
    await graph.expectSame(
      '{ hotels { price { amount ... on Fixed { currency } ... on Range { upTo season } } } }',
    );
    await graph.expectSame(
      '{ hotels { prices { __typename ... on Range { season } ... on Fixed { currency amount } } } }',
    );
  });

  it('the second subgraph has the same types, and an enum with more values', async () => {
    await graph.expectSame(
      '{ passes { price { ... on Fixed { currency amount } __typename } } hotels { price { ... on Fixed { currency } } } }',
    );
    await graph.expectSame(
      '{ anything { ... on Hotel { price { amount } } ... on Pass { cost: price { amount } extra } } }',
    );
  });

  it('a custom scalar passes any JSON unchanged', async () => {
    for (const of of Object.keys(values)) {
      await graph.expectSame('query ($of: String!) { value(of: $of) }', { of });
    }
    await graph.expectSame('{ anything { __typename ... on Pass { __proto: extra extra } } }');
  });

  it('missing fields are fetched from a subgraph that has them', async () => {
    await graph.expectSame('{ hotels { address { street zip } } }');
    await graph.expectSame('{ hotels { id address { zip } address { street } } }');
  });

  it('missing fields in a list are merged by position', async () => {
    await graph.expectSame('{ hotels { hours { opens closes } } }');
    await graph.expectSame(
      '{ hotels { hours { closes } id early: hours { opens } late: hours { closes opens } } }',
    );
  });

  it('only a subgraph with all selected fields is asked', async () => {
    await graph.expectSameFrom(
      ['hotels'],
      '{ hotels { address { street } hours { opens } price { amount } } }',
    );
  });
});
