import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { typeConditionsGraph } from './graph.ts';

describe('conditions on types', () => {
  const graph = serveGraph(typeConditionsGraph);

  it('narrow, from one interface to another and to a member', async () => {
    await graph.expectSame('{ sights { ... on Open { opens } ... on Natural { ... on Fjord { depth } } } }');
    await graph.expectSame('{ open { opens ... on Ticketed { fee name ... on Museum { guide } } } }');
    await graph.expectSame('{ natural { ... on Open { ... on Guided { guide } } ... on Sight { name } } }');
  });

  it('widen, and keep what was narrowed before', async () => {
    await graph.expectSame(
      '{ museum { ... on Sight { name ... on Open { opens ... on Museum { guide } } } } }',
    );
    await graph.expectSame('{ sights { ... on Museum { ... on Sight { name } ... on Guided { guide } } } }');
    await graph.expectSame(
      '{ sights { ... on Museum { ... on Sight { ... on Open { ... on Ticketed { fee } } } } } }',
    );
  });

  it('exclude one another, one within the other', async () => {
    await graph.expectSame(
      '{ sights { ... on Open { ... on Natural { ... on Sight { ... on Ticketed { fee guidedBy: name } } } } } }',
    );
    await graph.expectSame('{ natural { ... on Sight { ... on Ticketed { fee } } } }');
    await graph.expectSame('{ ticketed { ... on Sight { ... on Natural { __typename } } fee } }');
    await graph.expectSame('{ natural { ... on Open { ... on Sight { ... on Fjord { guide } } } } }');
  });

  it('never apply, and ask nobody for anything', async () => {
    const { fetches } = await graph.expectSame('{ ticketed { ... on Sight { ... on Fjord { guide } } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['sights']);
  });

  it('overlap, and give each field once, in the order in which it was first asked for', async () => {
    await graph.expectSame(
      '{ sights { ... on Open { opens kind: __typename } ... on Park { guide opens } id ... on Guided { kind: __typename guide } } }',
    );
    await graph.expectSame(
      '{ sights { ... on Guided { guide } name ... on Sight { id name } ... on Fjord { guide depth name } } }',
    );
  });

  it('are on what the subgraph does not know', async () => {
    await graph.expectSame('{ sights { ... on Guided { guide } } natural { ... on Guided { __typename } } }');
    await graph.expectSame('{ open { ... on Guided { guide ... on Park { name } } } }');
    await graph.expectSame('{ sights { ... on Guided { ... on Ticketed { fee } } } }');
  });

  it('are left out, or in, as variables say', async () => {
    const query = `query ($in: Boolean!, $out: Boolean!) {
      sights {
        ... on Open @include(if: $in) { opens ... on Guided @skip(if: $out) { guide } }
        ... on Natural @skip(if: $in) { ... on Fjord { depth guide @skip(if: $out) } }
        ... @include(if: $out) { name }
        ... on Museum @include(if: $in) @skip(if: $out) { ... on Sight { id } ... on Museum @skip(if: $in) { fee } }
      }
    }`;
    for (const included of [true, false]) {
      for (const out of [true, false]) await graph.expectSame(query, { in: included, out });
    }
  });

  it('stand where no type is named', async () => {
    await graph.expectSame(
      '{ sights { ... { name ... { ... on Park { guide } } } ... on Sight { ... { id } } } }',
    );
  });
});
