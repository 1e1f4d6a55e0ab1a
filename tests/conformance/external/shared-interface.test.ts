import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { externalMembersGraph, nodesGraph } from './shared-interface.graph.ts';

describe('@external key of a shared interface', () => {
  const graph = serveGraph(externalMembersGraph);

  it('__typename is answered for each type', async () => {
    await graph.expectSame(
      '{ a: node(id: "g1") { __typename } b: node(id: "c1") { __typename } c: node(id: "x") { __typename } }',
    );
  });

  it('fields of each type are fetched from its owner', async () => {
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

  it('fields of both types are fetched under a variable id', async () => {
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

  it('the id of the interface is refused: no subgraph resolves it for all types', async () => {
    await graph.expectNoPlan('{ a: node(id: "g1") { id } b: node(id: "c1") { id } }');
  });

  it('entities of both subgraphs lead to each other', async () => {
    await graph.expectSame('{ chat(id: "c1") { id text guest { id name chats { id guest { name } } } } }');
    await graph.expectSame('{ guest(id: "g1") { id name chats { id text guest { id } } } }');
  });
});

describe('@key: an interface of which a subgraph has ids alone', () => {
  const graph = serveGraph(nodesGraph);

  it('its further fields are joined', async () => {
    await graph.expectSame('{ tourNode { ... on Tour { id name __typename price } } }');
    await graph.expectSame('{ nodes { id ... on Season { name } ... on Tour { price name } } }');
  });
});
