import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { walksGraph } from './non-resolvable.graph.ts';

describe('@key(resolvable: false)', () => {
  const graph = serveGraph(walksGraph);

  it('an entity is fetched from a subgraph that resolves its key', async () => {
    await graph.expectSameFrom(['walks', 'office'], '{ walks { guides { name } } }');
  });

  it('an entity is fetched by a key from a subgraph that does not resolve it itself', async () => {
    await graph.expectSame('{ walks { lead { greeting } guides { greeting name id } } }');
    await graph.expectSame('{ lead { greeting title } }');
  });

  it('@requires leads to a second subgraph and back where the first does not resolve the key', async () => {
    await graph.expectSame('{ greeter { greeting } }');
    await graph.expectSame('{ greeter { name greeting id badge { year country } } }');
    await graph.expectSame(
      '{ greeter { badge: name id: badge { number: country country: year } name: greeting title: id } }',
    );
  });

  it('key fields are answered without a further fetch', async () => {
    await graph.expectSameFrom(['walks'], '{ walks { guides { badge { number country } email } } }');
  });

  it('a subgraph whose keys are not resolvable gets no entity fetch', async () => {
    const { fetches } = await graph.expectSame(
      '{ walks { id lead { id title greeting favourite { name } } guides { badge { year } } } }',
    );

    for (const { subgraph, query } of fetches.slice(1)) expect([subgraph, query]).not.toContain('walks');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ walks { guides { id: name email: id badge: greeting name: email } } }');
    await graph.expectSame(
      '{ greeter { badge: name id: badge { number: country country: year } name: title title: id } }',
    );
  });

  it('fragments and conditions change no join', async () => {
    const query = `
      query ($greet: Boolean!) {
        walks { ...Led guides { ...Named @skip(if: $greet) ... @include(if: $greet) { greeting } } }
      }
      fragment Led on Walk { lead { ...Named greeting @include(if: $greet) } }
      fragment Named on Guide { title name __typename }`;
    await graph.expectSameForAll(query);
  });
});

describe('@key and conditions: an entity without selected fields', () => {
  const graph = serveGraph(walksGraph);

  it('an entity whose fields are all skipped is an empty object', async () => {
    const query = `query ($a: Boolean!, $b: Boolean!) {
      greeter @include(if: $b) { guides: badge @skip(if: $a) { country } }
      lead { name @skip(if: $a) favourite @include(if: $b) { name @skip(if: $a) } }
    }`;
    await graph.expectSameForAll(query);
  });
});

describe('@key(resolvable: false): a stub type with a key alone', () => {
  const graph = serveGraph(walksGraph);

  it('its key is answered without a further fetch', async () => {
    await graph.expectSameFrom(['greetings'], '{ greeter { favourite { code __typename } } }');
  });

  it('its further fields are fetched from the subgraph that resolves the key', async () => {
    await graph.expectSame('{ greeter { favourite { name } } }');
    await graph.expectSame('{ greeter { favourite { code: name name: code } } }');
  });

  it('it is answered with null fields where no subgraph knows the entity', async () => {
    await graph.expectSame('{ lead { favourite { name code } } }');
  });
});
