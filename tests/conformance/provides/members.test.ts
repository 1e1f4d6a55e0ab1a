import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { frontPageGraph } from './members.graph.ts';

describe('@provides on an interface and on a union member of a shared root field', () => {
  const graph = serveGraph(frontPageGraph);

  it('provided interface fields need no further fetch', async () => {
    const { fetches } = await graph.expectSame('{ featured { id rooms { number view } } }');

    expect(fetches).toHaveLength(1);
  });

  it('fields that are not provided are completed by their owner', async () => {
    await graph.expectSame('{ featured { rooms { number ... on Twin { beds } } id } }');
    await graph.expectSame(
      '{ featured { rooms { __typename view ... on Single { desk number } ... on Twin { beds } } } }',
    );
  });

  it('a field that is provided on a single member is fetched for the second member', async () => {
    const { fetches } = await graph.expectSame(
      '{ picks { ... on Hotel { id title } ... on Flight { id } } }',
    );
    expect(fetches).toHaveLength(1);

    await graph.expectSame('{ picks { ... on Hotel { title } ... on Flight { title id } } }');
  });

  it('a field is fetched from its owner where it is not provided', async () => {
    await graph.expectSame('{ plain { ... on Hotel { title id } ... on Flight { title } } }');
    await graph.expectSame(
      '{ plain { ... on Stay { rooms { view } } ... on Hotel { title } } picks { ... on Hotel { title } } }',
    );
  });
});
