import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { walksGraph } from './graph.ts';

describe('an entity by whose key not every subgraph can be asked', () => {
  const graph = serveGraph(walksGraph);

  it('is joined where it can be', async () => {
    const { fetches } = await graph.expectSame('{ walks { guides { name } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['walks', 'office']);
  });

  it('is joined by a key that one subgraph names and another resolves', async () => {
    await graph.expectSame('{ walks { lead { greeting } guides { greeting name id } } }');
    await graph.expectSame('{ lead { greeting title } }');
  });

  it('goes and comes back where a field needs what another subgraph tells', async () => {
    await graph.expectSame('{ greeter { greeting } }');
    await graph.expectSame('{ greeter { name greeting id badge { year country } } }');
    await graph.expectSame(
      '{ greeter { badge: name id: badge { number: country country: year } name: greeting title: id } }',
    );
  });

  it('tells its key without asking anybody', async () => {
    const { fetches } = await graph.expectSame('{ walks { guides { badge { number country } email } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['walks']);
  });

  it('is never asked of a subgraph that does not resolve it', async () => {
    const { fetches } = await graph.expectSame(
      '{ walks { id lead { id title greeting favourite { name } } guides { badge { year } } } }',
    );

    for (const { subgraph, query } of fetches.slice(1)) expect([subgraph, query]).not.toContain('walks');
  });

  it('is joined whatever the client calls the fields of its keys', async () => {
    await graph.expectSame('{ walks { guides { id: name email: id badge: greeting name: email } } }');
    await graph.expectSame(
      '{ greeter { badge: name id: badge { number: country country: year } name: title title: id } }',
    );
  });

  it('is joined in fragments and under conditions', async () => {
    const query = `
      query ($greet: Boolean!) {
        walks { ...Led guides { ...Named @skip(if: $greet) ... @include(if: $greet) { greeting } } }
      }
      fragment Led on Walk { lead { ...Named greeting @include(if: $greet) } }
      fragment Named on Guide { title name __typename }`;
    await graph.expectSame(query, { greet: true });
    await graph.expectSame(query, { greet: false });
  });
});

describe('an entity of which every field is left out', () => {
  const graph = serveGraph(walksGraph);

  it('is there all the same', async () => {
    const query = `query ($a: Boolean!, $b: Boolean!) {
      greeter @include(if: $b) { guides: badge @skip(if: $a) { country } }
      lead { name @skip(if: $a) favourite @include(if: $b) { name @skip(if: $a) } }
    }`;
    for (const a of [true, false]) for (const b of [true, false]) await graph.expectSame(query, { a, b });
  });
});

describe('a stub of an entity, which has its key and nothing else', () => {
  const graph = serveGraph(walksGraph);

  it('tells its key without asking anybody', async () => {
    const { fetches } = await graph.expectSame('{ greeter { favourite { code __typename } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['greetings']);
  });

  it('leads to the subgraph that knows it', async () => {
    await graph.expectSame('{ greeter { favourite { name } } }');
    await graph.expectSame('{ greeter { favourite { code: name name: code } } }');
  });

  it('is there where nobody knows it', async () => {
    await graph.expectSame('{ lead { favourite { name code } } }');
  });
});
