import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { vehiclesGraph } from './graph.ts';

describe('an interface object with fields that require others', () => {
  const graph = serveGraph(vehiclesGraph);

  it('gets what it requires of the interface', async () => {
    await graph.expectSame('{ vehicles { slug } }');
    const { fetches } = await graph.expectSame('{ all { slug id } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['energy', 'fleet', 'energy']);
  });

  it('gets what it requires of the interface and of another object of it', async () => {
    await graph.expectSame('{ vehicles { name fuel } }');
    await graph.expectSame('{ thirstiest { fuel slug } departures { at vehicle { fuel distance } } }');
  });

  it('gets it for one implementation', async () => {
    await graph.expectSame('{ ferry { fuel slug decks } }');
    await graph.expectSame('{ all { ... on Ferry { fuel decks } ... on Train { coaches slug } } }');
    await graph.expectSame('{ departures { vehicle { ... on Train { fuel slug } __typename } } }');
  });

  it('gets it for one implementation, where all are asked for other things', async () => {
    const { fetches } = await graph.expectSame('{ all { ... on Train { distance slug } distance } }');
    const slugs = fetches.find(({ query }) => query.includes('slug'));
    expect(slugs?.variables['representations']).toHaveLength(1);

    await graph.expectSame('{ all { name ... on Ferry { slug name } ... on Train { distance } id } }');
  });

  it('gets it for one implementation and for all', async () => {
    await graph.expectSame('{ departures { vehicle { ... on Ferry { slug } slug } } }');
  });

  it('gets it whatever the client calls by the names of what is required', async () => {
    await graph.expectSame('{ all { name: slug mass: fuel distance: name id: __typename } }');
    await graph.expectSame(
      '{ vehicles { ... on Ferry { mass: decks fuel } ... on Train { distance: name fuel } } }',
    );
  });

  it('is required itself by a field of one implementation', async () => {
    await graph.expectSame('{ ferry { perDeck } }');
    await graph.expectSame('{ thirstiest { ... on Ferry { perDeck } } }');
    await graph.expectSame('{ departures { vehicle { __typename ... on Ferry { perDeck name } slug } } }');
  });

  it('requires a null and gets it', async () => {
    await graph.expectSame('{ vehicles { ... on Train { fuel mass } } }');
  });
});
