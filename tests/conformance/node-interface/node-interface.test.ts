import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { halvesGraph, nodesGraph } from './graph.ts';

describe('a node, which one subgraph finds by its id', () => {
  const graph = serveGraph(nodesGraph);

  it('is what others know it to be', async () => {
    const { fetches } = await graph.expectSame(
      '{ node(id: "h1") { ... on Hotel { id name __typename price } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['nodes', 'hotels']);
  });

  it('is asked only of those who know its type', async () => {
    const { fetches } = await graph.expectSame(
      '{ node(id: "h1") { ... on Hotel { name } ... on Guest { email stayed { id } } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['nodes', 'hotels']);
  });

  it('has its id and its type without asking anybody else', async () => {
    const { fetches } = await graph.expectSame('query ($id: ID!) { node(id: $id) { id __typename } }', {
      id: 'g1',
    });

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['nodes']);
  });

  it('is nothing where there is none', async () => {
    await graph.expectSame('{ node(id: "none") { id ... on Hotel { name } } nodes(ids: []) { id } }');
  });

  it('is of any type in lists, with holes', async () => {
    await graph.expectSame(`{
      nodes(ids: ["g1", "none", "h2", "h1", "g1"]) {
        id
        ... on Hotel { name price owner { email } }
        ... on Guest { fullName: name email stayed { id ... on Hotel { price } } }
      }
    }`);
  });

  it('is several under the names that the client gives', async () => {
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

  it('leads to others of its kind', async () => {
    await graph.expectSame(`{
      node(id: "g1") { ... on Guest { stayed { id __typename ... on Hotel { name owner { email stayed { ... on Hotel { price } } } } } } }
    }`);
  });

  it('is told under conditions', async () => {
    const query = `query ($hotels: Boolean!, $guests: Boolean!) {
      nodes(ids: ["h1", "g1"]) { ... on Hotel @include(if: $hotels) { name } ... on Guest @include(if: $guests) { email } id @skip(if: $guests) }
    }`;
    for (const hotels of [true, false]) {
      for (const guests of [true, false]) await graph.expectSame(query, { hotels, guests });
    }
  });
});

describe('a node of which a subgraph may not tell the id', () => {
  const graph = serveGraph(halvesGraph);

  it('is of its type all the same', async () => {
    await graph.expectSame(
      '{ guest: node(id: "g1") { __typename } chat: node(id: "c1") { __typename } none: node(id: "x") { __typename } }',
    );
  });

  it('has what its own subgraph tells', async () => {
    await graph.expectSame(
      '{ guest: node(id: "g1") { ... on Guest { id email } } chat: node(id: "c1") { ... on Chat { id text } } }',
    );
  });

  it('has nothing of another type', async () => {
    await graph.expectSame(
      '{ guest: node(id: "g1") { ... on Chat { id } } chat: node(id: "c1") { __typename ... on Guest { id } } }',
    );
  });

  it('leads over by a key that its own subgraph tells', async () => {
    await graph.expectSame(
      '{ chat(id: "c1") { id text guest { id } } guest(id: "g1") { id email chats { id } } }',
    );
    await graph.expectSame('{ chat(id: "c1") { id: text guest { chats { text guest { email } } } } }');
  });

  it('has the id that its own subgraph tells', async () => {
    await graph.expectSame('{ guest: node(id: "g1") { id } }');
    await graph.expectSame('{ chat: node(id: "c1") { id ... on Guest { id } } }');
    await graph.expectSame(
      'query Named { a: node(id: "c1") { ...Known } b: node(id: "g1") { ...Known ... { id } } } fragment Known on Node { id }',
    );
  });

  it('has what both subgraphs tell', async () => {
    await graph.expectSame(
      '{ node(id: "g1") { ... on Guest { id email chats { text } } ... on Chat { text guest { id } id } } }',
    );
  });
});
