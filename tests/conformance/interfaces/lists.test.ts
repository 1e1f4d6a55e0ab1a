import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { abstractListsGraph } from './lists.graph.ts';

describe('lists of an interface or a union', () => {
  const graph = serveGraph(abstractListsGraph);

  const ofUnit = '__typename floor ... on Room { guest } ... on Suite { guest bath } ... on Desk { plug }';

  it('nested lists with nulls at each depth are answered', async () => {
    await graph.expectSame(`{ grid { ${ofUnit} } }`);
    await graph.expectSame(`{ cube { ${ofUnit} } row { ${ofUnit} } }`);
    await graph.expectSame('{ hidden { floor ... on Room { guest } } }');
  });

  it('an entity is fetched once, at any depth', async () => {
    const { fetches, subgraphs } = await graph.expectSame('{ grid { ... on Room { guest } } }');

    expect(subgraphs).toEqual(['building', 'guests']);
    expect(fetches[1]?.variables['representations']).toHaveLength(1);
  });

  it('entities of several types are fetched together', async () => {
    await graph.expectSameFrom(
      ['building', 'guests'],
      '{ grid { ... on Room { guest } ... on Suite { guest } } }',
    );
  });

  it('objects with all selected fields need no fetch', async () => {
    await graph.expectSameFrom(
      ['building'],
      '{ pairs { left { ... on Desk { floor } ... on Suite { guest } } } }',
    );
  });

  it('lists inside objects are answered under aliases', async () => {
    await graph.expectSame(`{
      pairs { left { ... on Room { guest } ... on Desk { plug } } right { ... on Suite { bath } ... on Room { floor guest } } }
      again: pairs { right { __typename ... on Room { guest } ... on Unit { floor } } }
    }`);
  });

  it('a null item propagates to the nearest nullable list', async () => {
    await graph.expectSame('{ grid { floor ... on Suite { price } } }');
    await graph.expectSame('{ cube { floor ... on Suite { price } } }');
    await graph.expectSame('{ strict { floor } row { floor } }');
    await graph.expectSame('{ strict { ... on Room { guest } } }');
    await graph.expectSame(
      '{ pairs { left { __typename } right { ... on Suite { price } ... on Room { floor } } } }',
    );
  });
});
