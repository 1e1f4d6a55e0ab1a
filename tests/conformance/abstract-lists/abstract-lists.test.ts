import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { abstractListsGraph } from './graph.ts';

describe('lists of an interface or a union', () => {
  const graph = serveGraph(abstractListsGraph);

  const ofUnit = '__typename floor ... on Room { guest } ... on Suite { guest bath } ... on Desk { plug }';

  it('may be nested, and hold nulls at each depth', async () => {
    await graph.expectSame(`{ grid { ${ofUnit} } }`);
    await graph.expectSame(`{ cube { ${ofUnit} } row { ${ofUnit} } }`);
    await graph.expectSame('{ hidden { floor ... on Room { guest } } }');
  });

  it('are asked for once for each entity, at whatever depth', async () => {
    const { fetches } = await graph.expectSame('{ grid { ... on Room { guest } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['building', 'guests']);
    expect(fetches[1]?.variables['representations']).toHaveLength(1);
  });

  it('ask for several types of entities at once', async () => {
    const { fetches } = await graph.expectSame('{ grid { ... on Room { guest } ... on Suite { guest } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['building', 'guests']);
  });

  it('are of things that need no more, of which nobody is asked', async () => {
    const { fetches } = await graph.expectSame(
      '{ pairs { left { ... on Desk { floor } ... on Suite { guest } } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['building']);
  });

  it('are within one another under several names', async () => {
    await graph.expectSame(`{
      pairs { left { ... on Room { guest } ... on Desk { plug } } right { ... on Suite { bath } ... on Room { floor guest } } }
      again: pairs { right { __typename ... on Room { guest } ... on Unit { floor } } }
    }`);
  });

  it('lose what may not be null, up to where something may', async () => {
    await graph.expectSame('{ grid { floor ... on Suite { price } } }');
    await graph.expectSame('{ cube { floor ... on Suite { price } } }');
    await graph.expectSame('{ strict { floor } row { floor } }');
    await graph.expectSame('{ strict { ... on Room { guest } } }');
    await graph.expectSame(
      '{ pairs { left { __typename } right { ... on Suite { price } ... on Room { floor } } } }',
    );
  });
});
