import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { sharedEnumsGraph, sortsGraph } from './enums.graph.ts';

describe('enum with an @inaccessible value', () => {
  const graph = serveGraph(sharedEnumsGraph);

  it('the value is null with an error', async () => {
    await graph.expectSame('{ guests { id tier } }');
    await graph.expectSame('{ guests { id } }');
  });

  it('the value of an entity field is null with an error at each place', async () => {
    await graph.expectSame('{ members { memberTier tier again: tier } }');
    await graph.expectSame('{ guests { twin { tier twin { memberTier } } } }');
  });

  it('a non-null field propagates null', async () => {
    await graph.expectSame('{ guest(id: "g1") { sureTier } }');
    await graph.expectSame('{ guest(id: "g2") { id sureTier } }');
    await graph.expectSame('{ guests { id sureTier } }');
    await graph.expectSame('{ guest(id: "g1") { twin { sureTier } } }');
  });

  it('the value is null inside lists', async () => {
    await graph.expectSame('{ tiers }');
    await graph.expectSame('{ sureTiers }');
    await graph.expectSame('{ grid }');
  });

  it('@requires gets the value unchanged', async () => {
    await graph.expectSame('{ guests { badge } }');
    await graph.expectSame('{ members { id badge tier } }');
  });

  it('the value is refused as an argument', async () => {
    await graph.expectSame('{ ofTier(tier: PLAIN) { id tier } }');
    await graph.expectRefusal('{ ofTier(tier: STAFF) { id } }');
    await graph.expectSame('query ($tier: Tier!) { ofTier(tier: $tier) { id } }', { tier: 'PLAIN' });
    await graph.expectRefusal('query ($tier: Tier!) { ofTier(tier: $tier) { id } }', { tier: 'STAFF' });
  });

  it('introspection does not answer the value', async () => {
    const { data } = await graph.expectSame(
      '{ __type(name: "Tier") { name enumValues { name } } guests { id } }',
    );

    expect(data).toMatchObject({ __type: { enumValues: [{ name: 'PLAIN' }, { name: 'GOLD' }] } });
  });
});

describe('enum with different values in two subgraphs', () => {
  const graph = serveGraph(sortsGraph);

  it('values of both subgraphs are answered', async () => {
    await graph.expectSame('{ guests { mood clubMood } members { clubMood mood } }');
  });

  it('only values of both subgraphs are accepted as arguments', async () => {
    await graph.expectSame('{ guests(by: NAME) { id } members(by: NAME) { id } }');
    await graph.expectRefusal('{ guests(by: MOOD) { id } }');
    await graph.expectRefusal('{ members(by: AGE) { id } }');
    await graph.expectRefusal('query ($by: Sort) { guests(by: $by) { id } }', { by: 'MOOD' });
    await graph.expectSame('query ($by: Sort) { members(by: $by) { id } guests(by: $by) { id } }', {});
    await graph.expectSame('query ($by: Sort = NAME) { guests(by: $by) { id } }');
    await graph.expectRefusal('query ($by: Sort = AGE) { guests(by: $by) { id } }');
  });
});
