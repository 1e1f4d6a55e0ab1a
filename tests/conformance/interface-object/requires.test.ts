import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { vehiclesGraph } from './requires.graph.ts';

describe('@interfaceObject with @requires', () => {
  const graph = serveGraph(vehiclesGraph);

  it('a required interface field is fetched', async () => {
    await graph.expectSame('{ vehicles { slug } }');
    await graph.expectSameFrom(['energy', 'fleet', 'energy'], '{ all { slug id } }');
  });

  it('required fields of the interface and of another interface object are fetched', async () => {
    await graph.expectSame('{ vehicles { name fuel } }');
    await graph.expectSame('{ thirstiest { fuel slug } departures { at vehicle { fuel distance } } }');
  });

  it('required fields are fetched for a single implementation', async () => {
    await graph.expectSame('{ ferry { fuel slug decks } }');
    await graph.expectSame('{ all { ... on Ferry { fuel decks } ... on Train { coaches slug } } }');
    await graph.expectSame('{ departures { vehicle { ... on Train { fuel slug } __typename } } }');
  });

  it('only entities of the selected implementation are sent', async () => {
    const { fetches } = await graph.expectSame('{ all { ... on Train { distance slug } distance } }');
    const slugs = fetches.find(({ query }) => query.includes('slug'));
    expect(slugs?.variables['representations']).toHaveLength(1);

    await graph.expectSame('{ all { name ... on Ferry { slug name } ... on Train { distance } id } }');
  });

  it('a field of a single implementation and of the interface is answered once', async () => {
    await graph.expectSame('{ departures { vehicle { ... on Ferry { slug } slug } } }');
  });

  it('aliases with the names of required fields change no value', async () => {
    await graph.expectSame('{ all { name: slug mass: fuel distance: name id: __typename } }');
    await graph.expectSame(
      '{ vehicles { ... on Ferry { mass: decks fuel } ... on Train { distance: name fuel } } }',
    );
  });

  it('a field of an implementation requires fields of the interface object', async () => {
    await graph.expectSame('{ ferry { perDeck } }');
    await graph.expectSame('{ thirstiest { ... on Ferry { perDeck } } }');
    await graph.expectSame('{ departures { vehicle { __typename ... on Ferry { perDeck name } slug } } }');
  });

  it('a null required field is sent as null', async () => {
    await graph.expectSame('{ vehicles { ... on Train { fuel mass } } }');
  });
});
