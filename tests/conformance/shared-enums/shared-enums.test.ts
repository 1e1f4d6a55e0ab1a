import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { sharedEnumsGraph, sortsGraph } from './graph.ts';

describe('an enum with a value that clients do not see', () => {
  const graph = serveGraph(sharedEnumsGraph);

  it('is null with an error where the value is that', async () => {
    await graph.expectSame('{ guests { id tier } }');
    await graph.expectSame('{ guests { id } }');
  });

  it('is so where the value comes with an entity, or is seen twice', async () => {
    await graph.expectSame('{ members { memberTier tier again: tier } }');
    await graph.expectSame('{ guests { twin { tier twin { memberTier } } } }');
  });

  it('makes null of what is around it where it may not be null itself', async () => {
    await graph.expectSame('{ guest(id: "g1") { sureTier } }');
    await graph.expectSame('{ guest(id: "g2") { id sureTier } }');
    await graph.expectSame('{ guests { id sureTier } }');
    await graph.expectSame('{ guest(id: "g1") { twin { sureTier } } }');
  });

  it('is one item of a list', async () => {
    await graph.expectSame('{ tiers }');
    await graph.expectSame('{ sureTiers }');
    await graph.expectSame('{ grid }');
  });

  it('goes as it is from one subgraph to another that requires it', async () => {
    await graph.expectSame('{ guests { badge } }');
    await graph.expectSame('{ members { id badge tier } }');
  });

  it('is not an argument', async () => {
    await graph.expectSame('{ ofTier(tier: PLAIN) { id tier } }');
    await graph.expectRefusal('{ ofTier(tier: STAFF) { id } }');
    await graph.expectSame('query ($tier: Tier!) { ofTier(tier: $tier) { id } }', { tier: 'PLAIN' });
    await graph.expectRefusal('query ($tier: Tier!) { ofTier(tier: $tier) { id } }', { tier: 'STAFF' });
  });

  it('does not show it', async () => {
    const { data } = await graph.expectSame(
      '{ __type(name: "Tier") { name enumValues { name } } guests { id } }',
    );

    expect(data).toMatchObject({ __type: { enumValues: [{ name: 'PLAIN' }, { name: 'GOLD' }] } });
  });
});

describe('an enum of which subgraphs have different values', () => {
  const graph = serveGraph(sortsGraph);

  it('has all of them in answers', async () => {
    await graph.expectSame('{ guests { mood clubMood } members { clubMood mood } }');
  });

  it('has only those of all in arguments', async () => {
    await graph.expectSame('{ guests(by: NAME) { id } members(by: NAME) { id } }');
    await graph.expectRefusal('{ guests(by: MOOD) { id } }');
    await graph.expectRefusal('{ members(by: AGE) { id } }');
    await graph.expectRefusal('query ($by: Sort) { guests(by: $by) { id } }', { by: 'MOOD' });
    await graph.expectSame('query ($by: Sort) { members(by: $by) { id } guests(by: $by) { id } }', {});
    await graph.expectSame('query ($by: Sort = NAME) { guests(by: $by) { id } }');
    await graph.expectRefusal('query ($by: Sort = AGE) { guests(by: $by) { id } }');
  });
});
