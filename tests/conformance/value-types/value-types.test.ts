import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { values, valueTypesGraph } from './graph.ts';

describe('values that several subgraphs share', () => {
  const graph = serveGraph(valueTypesGraph);

  it('are told apart by their type, with enums and scalars in them', async () => {
    await graph.expectSame(
      '{ hotels { price { amount ... on Fixed { currency } ... on Range { upTo season } } } }',
    );
    await graph.expectSame(
      '{ hotels { prices { __typename ... on Range { season } ... on Fixed { currency amount } } } }',
    );
  });

  it('are of the same types from another subgraph, with an enum of more values', async () => {
    await graph.expectSame(
      '{ passes { price { ... on Fixed { currency amount } __typename } } hotels { price { ... on Fixed { currency } } } }',
    );
    await graph.expectSame(
      '{ anything { ... on Hotel { price { amount } } ... on Pass { cost: price { amount } extra } } }',
    );
  });

  it('are scalars that may be anything, and are left as they are', async () => {
    for (const of of Object.keys(values)) {
      await graph.expectSame('query ($of: String!) { value(of: $of) }', { of });
    }
    await graph.expectSame('{ anything { __typename ... on Pass { __proto: extra extra } } }');
  });

  it('are completed by a subgraph that knows more of them', async () => {
    await graph.expectSame('{ hotels { address { street zip } } }');
    await graph.expectSame('{ hotels { id address { zip } address { street } } }');
  });

  it('are completed in lists, each with its own', async () => {
    await graph.expectSame('{ hotels { hours { opens closes } } }');
    await graph.expectSame(
      '{ hotels { hours { closes } id early: hours { opens } late: hours { closes opens } } }',
    );
  });

  it('are asked of one subgraph where that has all of it', async () => {
    const { fetches } = await graph.expectSame(
      '{ hotels { address { street } hours { opens } price { amount } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['hotels']);
  });
});
