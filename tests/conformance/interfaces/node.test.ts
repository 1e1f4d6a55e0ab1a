import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { nodesGraph } from './node.graph.ts';

describe('interface with a root field that finds objects by id', () => {
  const graph = serveGraph(nodesGraph);

  it('fields of the type are fetched from its owner', async () => {
    await graph.expectSameFrom(
      ['nodes', 'hotels'],
      '{ node(id: "h1") { ... on Hotel { id name __typename price } } }',
    );
  });

  it('only owners of the found type are asked', async () => {
    await graph.expectSameFrom(
      ['nodes', 'hotels'],
      '{ node(id: "h1") { ... on Hotel { name } ... on Guest { email stayed { id } } } }',
    );
  });

  it('id and __typename need no further fetch', async () => {
    await graph.expectSameFrom(['nodes'], 'query ($id: ID!) { node(id: $id) { id __typename } }', {
      id: 'g1',
    });
  });

  it('an unknown id is null', async () => {
    await graph.expectSame('{ node(id: "none") { id ... on Hotel { name } } nodes(ids: []) { id } }');
  });

  it('lists of several types with nulls are answered', async () => {
    await graph.expectSame(`{
      nodes(ids: ["g1", "none", "h2", "h1", "g1"]) {
        id
        ... on Hotel { name price owner { email } }
        ... on Guest { fullName: name email stayed { id ... on Hotel { price } } }
      }
    }`);
  });

  it('aliases change no value', async () => {
    await graph.expectSame(
      `
      query ($one: ID!, $other: ID!) {
        one: node(id: $one) { ...Shown }
        other: node(id: $other) { ...Shown }
      }
      fragment Shown on Node { kind: __typename ... on Hotel { id: name title: id } ... on Guest { id: email title: id } }`,
      { one: 'h2', other: 'g1' },
    );
  });

  it('objects lead to further objects of the interface', async () => {
    await graph.expectSame(`{
      node(id: "g1") { ... on Guest { stayed { id __typename ... on Hotel { name owner { email stayed { ... on Hotel { price } } } } } } }
    }`);
  });

  it('conditions change no value', async () => {
    const query = `query ($hotels: Boolean!, $guests: Boolean!) {
      nodes(ids: ["h1", "g1"]) { ... on Hotel @include(if: $hotels) { name } ... on Guest @include(if: $guests) { email } id @skip(if: $guests) }
    }`;
    await graph.expectSameForAll(query);
  });
});
