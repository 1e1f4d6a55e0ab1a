import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { abstractEntitiesGraph } from './graph.ts';

describe('what an entity has of an abstract type', () => {
  const graph = serveGraph(abstractEntitiesGraph);

  it('is fetched with it, and completed by who knows more', async () => {
    const { fetches } = await graph.expectSame(
      '{ trips { title stay { __typename ... on Hotel { name } ... on Tent { colour } } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['trips', 'plans', 'details']);
  });

  it('holds another of an abstract type', async () => {
    await graph.expectSame('{ trips { stay { pitched { row __typename ... on Floor { level } } } } }');
    await graph.expectSame(
      '{ trips { legs { ... on Walk { to { ... on Hotel { name } pitched { row } } } } } }',
    );
  });

  it('is in lists with nulls', async () => {
    await graph.expectSame(
      '{ trips { legs { __typename ... on Ferry { decks } ... on Walk { km } } title } }',
    );
    await graph.expectSame('{ trip(id: "t1") { legs { ... on Ferry { decks } } } }');
  });

  it('is null for some', async () => {
    await graph.expectSame(
      '{ trip(id: "t3") { stay { ... on Hotel { name } } any { __typename } legs { __typename } } }',
    );
  });

  it('is told apart by several names', async () => {
    await graph.expectSame(`{
      trips { one: any { ... on Tent { colour } } two: any { ... on Ferry { decks } } any { ... on Hotel { name } } }
    }`);
    await graph.expectSame(
      '{ trips { stay: any { ... on Stay { pitched { row } } ... on Ferry { stay: decks } } } }',
    );
  });

  it('leads back to the entity it came from', async () => {
    await graph.expectSame(
      '{ trip(id: "t1") { stay { ... on Hotel { best { title stay { ... on Tent { colour } } } } } } }',
    );
    await graph.expectSame(
      '{ trip(id: "t1") { any { ... on Ferry { id } } stay { ... on Hotel { best { any { ... on Stay { pitched { row } } } } } } } }',
    );
  });
});
