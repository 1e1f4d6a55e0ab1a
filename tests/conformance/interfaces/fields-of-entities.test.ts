import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { abstractEntitiesGraph } from './fields-of-entities.graph.ts';

describe('interface and union fields of an entity', () => {
  const graph = serveGraph(abstractEntitiesGraph);

  it('they are fetched with the entity, and completed by further subgraphs', async () => {
    await graph.expectSameFrom(
      ['trips', 'plans', 'details'],
      '{ trips { title stay { __typename ... on Hotel { name } ... on Tent { colour } } } }',
    );
  });

  it('they hold further interfaces', async () => {
    await graph.expectSame('{ trips { stay { pitched { row __typename ... on Floor { level } } } } }');
    await graph.expectSame(
      '{ trips { legs { ... on Walk { to { ... on Hotel { name } pitched { row } } } } } }',
    );
  });

  it('they are lists with nulls', async () => {
    await graph.expectSame(
      '{ trips { legs { __typename ... on Ferry { decks } ... on Walk { km } } title } }',
    );
    await graph.expectSame('{ trip(id: "t1") { legs { ... on Ferry { decks } } } }');
  });

  it('they are null', async () => {
    await graph.expectSame(
      '{ trip(id: "t3") { stay { ... on Hotel { name } } any { __typename } legs { __typename } } }',
    );
  });

  it('they are told apart under aliases', async () => {
    await graph.expectSame(`{
      trips { one: any { ... on Tent { colour } } two: any { ... on Ferry { decks } } any { ... on Hotel { name } } }
    }`);
    await graph.expectSame(
      '{ trips { stay: any { ... on Stay { pitched { row } } ... on Ferry { stay: decks } } } }',
    );
  });

  it('they lead back to the entity', async () => {
    await graph.expectSame(
      '{ trip(id: "t1") { stay { ... on Hotel { best { title stay { ... on Tent { colour } } } } } } }',
    );
    await graph.expectSame(
      '{ trip(id: "t1") { any { ... on Ferry { id } } stay { ... on Hotel { best { any { ... on Stay { pitched { row } } } } } } } }',
    );
  });
});
