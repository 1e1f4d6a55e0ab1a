import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { typeConditionsGraph } from './type-conditions.graph.ts';

describe('type conditions', () => {
  const graph = serveGraph(typeConditionsGraph);

  it('a condition narrows an interface to another and to a type', async () => {
    await graph.expectSame('{ sights { ... on Open { opens } ... on Natural { ... on Fjord { depth } } } }');
    await graph.expectSame('{ open { opens ... on Ticketed { fee name ... on Museum { guide } } } }');
    await graph.expectSame('{ natural { ... on Open { ... on Guided { guide } } ... on Sight { name } } }');
  });

  it('a condition widens a type without losing it', async () => {
    await graph.expectSame(
      '{ museum { ... on Sight { name ... on Open { opens ... on Museum { guide } } } } }',
    );
    await graph.expectSame('{ sights { ... on Museum { ... on Sight { name } ... on Guided { guide } } } }');
    await graph.expectSame(
      '{ sights { ... on Museum { ... on Sight { ... on Open { ... on Ticketed { fee } } } } } }',
    );
  });

  it('conditions that exclude each other select no field', async () => {
    await graph.expectSame(
      '{ sights { ... on Open { ... on Natural { ... on Sight { ... on Ticketed { fee guidedBy: name } } } } } }',
    );
    await graph.expectSame('{ natural { ... on Sight { ... on Ticketed { fee } } } }');
    await graph.expectSame('{ ticketed { ... on Sight { ... on Natural { __typename } } fee } }');
    await graph.expectSame('{ natural { ... on Open { ... on Sight { ... on Fjord { guide } } } } }');
  });

  it('a condition that never applies needs no fetch', async () => {
    await graph.expectSameFrom(['sights'], '{ ticketed { ... on Sight { ... on Fjord { guide } } } }');
  });

  it('overlapping conditions answer each field once, in order', async () => {
    await graph.expectSame(
      '{ sights { ... on Open { opens kind: __typename } ... on Park { guide opens } id ... on Guided { kind: __typename guide } } }',
    );
    await graph.expectSame(
      '{ sights { ... on Guided { guide } name ... on Sight { id name } ... on Fjord { guide depth name } } }',
    );
  });

  it('a condition on a type of another subgraph is answered', async () => {
    await graph.expectSame('{ sights { ... on Guided { guide } } natural { ... on Guided { __typename } } }');
    await graph.expectSame('{ open { ... on Guided { guide ... on Park { name } } } }');
    await graph.expectSame('{ sights { ... on Guided { ... on Ticketed { fee } } } }');
  });

  it('@skip and @include on conditions are answered', async () => {
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

  it('inline fragments without a condition are answered', async () => {
    await graph.expectSame(
      '{ sights { ... { name ... { ... on Park { guide } } } ... on Sight { ... { id } } } }',
    );
  });
});
