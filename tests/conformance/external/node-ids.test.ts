import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { halvesGraph } from './node-ids.graph.ts';

describe('@external id: two subgraphs share a root field of an interface', () => {
  const graph = serveGraph(halvesGraph);

  it('__typename is answered for each type', async () => {
    await graph.expectSame(
      '{ guest: node(id: "g1") { __typename } chat: node(id: "c1") { __typename } none: node(id: "x") { __typename } }',
    );
  });

  it('fields of a type are answered by its owner', async () => {
    await graph.expectSame(
      '{ guest: node(id: "g1") { ... on Guest { id email } } chat: node(id: "c1") { ... on Chat { id text } } }',
    );
  });

  it('a fragment on another type is empty', async () => {
    await graph.expectSame(
      '{ guest: node(id: "g1") { ... on Chat { id } } chat: node(id: "c1") { __typename ... on Guest { id } } }',
    );
  });

  it('an entity is joined by the id from its owner', async () => {
    await graph.expectSame(
      '{ chat(id: "c1") { id text guest { id } } guest(id: "g1") { id email chats { id } } }',
    );
    await graph.expectSame('{ chat(id: "c1") { id: text guest { chats { text guest { email } } } } }');
  });

  it('the id of the interface is refused: no subgraph resolves it for all types', async () => {
    await graph.expectNoPlan('{ guest: node(id: "g1") { id } }');
    await graph.expectNoPlan('{ chat: node(id: "c1") { id ... on Guest { id } } }');
    await graph.expectNoPlan('{ node(id: "c1") { id } chat(id: "c1") { id } }');
    await graph.expectNoPlan(
      'query Named { a: node(id: "c1") { ...Known } b: node(id: "g1") { ...Known ... { id } } } fragment Known on Node { id }',
    );
  });

  it('fields of both subgraphs are answered', async () => {
    await graph.expectSame(
      '{ node(id: "g1") { ... on Guest { id email chats { text } } ... on Chat { text guest { id } id } } }',
    );
  });
});
