import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { sharedInputsGraph } from './inputs.graph.ts';

describe('input type with different fields in two subgraphs', () => {
  const graph = serveGraph(sharedInputsGraph);

  it('fields of both subgraphs are accepted', async () => {
    await graph.expectSame('{ hotels(filter: { first: 1 }) flights(filter: { first: 2 }) }');
    await graph.expectSame('{ flights areas }');
  });

  it('fields of a single subgraph are refused', async () => {
    await graph.expectRefusal('{ hotels(filter: { first: 1, stars: 4 }) }');
    await graph.expectRefusal('{ hotels(filter: { first: 1, offset: 4 }) }');
    await graph.expectRefusal('{ flights(filter: { first: 1, offset: 4 }) }');
    await graph.expectRefusal('{ flights(filter: { first: 1, tags: [{ word: "a", loud: true }] }) }');
    await graph.expectRefusal('{ hotels(filter: { stars: 4 }) }');
  });

  it('fields of a single subgraph are refused in variables, at any depth', async () => {
    const query = 'query ($filter: Filter!) { flights(filter: $filter) hotels(filter: $filter) }';
    await graph.expectSame(query, { filter: { first: 1, tags: [{ word: 'æ' }] } });
    await graph.expectRefusal(query, { filter: { first: 1, offset: 2 } });
    await graph.expectRefusal(query, { filter: { first: 1, within: { name: 'Lofoten', island: true } } });
    await graph.expectRefusal(query, { filter: { offset: 2 } });
  });

  it('nested input types and lists are accepted', async () => {
    await graph.expectSame('{ areas(in: [[{ name: "Lofoten", radius: 4 }], null]) }');
    await graph.expectSame('query ($in: [[Area!]]) { areas(in: $in) }', { in: { name: 'Senja' } });
    await graph.expectSame('query ($n: String!) { areas(in: [[{ name: $n }]]) }', { n: 'Senja' });
    await graph.expectRefusal('{ areas(in: [[{ name: "Lofoten", airport: "LKN" }]]) }');
  });

  it('arguments of entity fields are accepted', async () => {
    await graph.expectSame('{ guest { liked(filter: { first: 1 }) flown(filter: { first: 2, tags: [] }) } }');
    await graph.expectSame(
      'query ($n: Int!, $within: Area) { guest { flown liked(filter: { first: $n, within: $within }) } }',
      { n: 4, within: { name: 'Senja', radius: 1 } },
    );
  });
});
