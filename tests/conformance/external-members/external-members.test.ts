import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { externalMembersGraph, nodesGraph } from './graph.ts';

describe('an interface that is shared, of whose implementations each subgraph has its own', () => {
  const graph = serveGraph(externalMembersGraph);

  it('has the names of their types', async () => {
    await graph.expectSame(
      '{ a: node(id: "g1") { __typename } b: node(id: "c1") { __typename } c: node(id: "x") { __typename } }',
    );
  });

  it('has the fields of each from where it belongs', async () => {
    await graph.expectSame(
      '{ a: node(id: "g1") { ... on Guest { id name } } b: node(id: "c1") { ... on Chat { id text } } }',
    );
    await graph.expectSame(
      '{ a: node(id: "g1") { ... on Chat { id } } b: node(id: "c1") { ... on Guest { id } } }',
    );
    await graph.expectSame(
      '{ a: node(id: "g1") { __typename ... on Chat { id } } b: node(id: "c1") { __typename ... on Guest { id } } }',
    );
  });

  it('has the fields of both where neither is known beforehand', async () => {
    await graph.expectSame(
      'query ($id: ID!) { node(id: $id) { ... on Guest { name } ... on Chat { text } } }',
      { id: 'g1' },
    );
    await graph.expectSame(
      'query ($id: ID!) { node(id: $id) { ... on Guest { name id chats { id } } ... on Chat { text guest { name } } } }',
      {
        id: 'c1',
      },
    );
  });

  it('never shows what a subgraph does not answer for', async () => {
    const { data } = await graph.expectSame('{ a: node(id: "g1") { id } b: node(id: "c1") { id } }');

    expect(data).toEqual({ a: { id: 'g1' }, b: { id: 'c1' } });
  });

  it('is reached from one to the other', async () => {
    await graph.expectSame('{ chat(id: "c1") { id text guest { id name chats { id guest { name } } } } }');
    await graph.expectSame('{ guest(id: "g1") { id name chats { id text guest { id } } } }');
  });
});

describe('a node that one subgraph returns, of whose types another has all else', () => {
  const graph = serveGraph(nodesGraph);

  it('is joined with it', async () => {
    await graph.expectSame('{ tourNode { ... on Tour { id name __typename price } } }');
    await graph.expectSame('{ nodes { id ... on Season { name } ... on Tour { price name } } }');
  });
});
