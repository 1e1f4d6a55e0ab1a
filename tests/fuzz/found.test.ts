import { describe, it } from 'vitest';
import { regionsGraph } from '../conformance/contexts/regions.ts';
import { bookingsGraph } from '../conformance/mutations/graph.ts';
import { serveGraph } from '../conformance/support/graph.ts';
import { stayGraph } from '../conformance/variables/graph.ts';
import { oracle, subgraphs } from './support/ring.ts';

describe('what fuzzing found', () => {
  const graph = serveGraph({ world: () => ({}), subgraphs, oracle });

  it('a field that is always left out fails nowhere, though it would', async () => {
    await graph.expectSame('{ rooms { next { ... on Room { size @skip(if: true) id } __typename } } }');
    await graph.expectSame('{ rooms { grid { size @include(if: false) __typename } } }');
  });

  it('what is null with all else, since a field beside it may not be, has no error of its own', async () => {
    await graph.expectSame('{ rooms { __typename } every { must } }');
  });

  it('an object of which every field is left out is there all the same', async () => {
    const query =
      'query ($yes: Boolean!) { room(id: "4") @include(if: $yes) { next @skip(if: $yes) { __typename } } __typename }';
    await graph.expectSame(query, { yes: true });
    await graph.expectSame(
      '{ room(id: "4") { id @skip(if: true) } nobody: room(id: "x") { id @skip(if: true) } }',
    );
  });
});

describe('what fuzzing found in documents with several operations', () => {
  const graph = serveGraph(stayGraph);

  it('a fragment of another operation may use variables that the one asked for does not have', async () => {
    const query = `query A { plain(int: 1) } query B($v: Json!, $who: Who!) { ...F }
      fragment F on Query { echo(json: $v) whole(who: $who) }`;
    await graph.expectSame(query, {}, 'A');
    await graph.expectSame(query, { v: { a: 1 }, who: { name: 'Ada' } }, 'B');
  });

  it('a condition of another operation needs no value', async () => {
    const query = `query A($if: Boolean!) { __typename @include(if: $if) guest @skip(if: $if) { ...F } }
      query B { guest { id } } fragment F on Guest { wish @skip(if: $if) }`;
    await graph.expectSame(query, {}, 'B');
  });
});

describe('what fuzzing found in mutations', () => {
  const graph = serveGraph(bookingsGraph);

  it('fields of a fragment are made in its order, whatever is read of them', async () => {
    await graph.expectSame(
      'mutation ($n: Int!) { ...F } fragment F on Mutation { tryBook(nights: 2) { paid } other: tryBook(nights: $n) { id } }',
      { n: 3 },
    );
  });
});

describe('what fuzzing found in arguments from above', () => {
  const graph = serveGraph(regionsGraph);

  it('a field is asked for wherever it is selected, whatever another one needs from above', async () => {
    await graph.expectSame('{ places { shops { size } ... on Market { shops { sign } } } }');
    await graph.expectSame(
      '{ places { ... on Region { shops { sign } } ... on Market { shops { size } } } }',
    );
    await graph.expectSame('{ places { ... on Region { shops { sign } } ... on Market { shops { id } } } }');
  });
});
