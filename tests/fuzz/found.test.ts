import { describe, it } from 'vitest';
import { regionsGraph } from '../conformance/from-context/regions.graph.ts';
import { bookingsGraph } from '../conformance/mutations/bookings.graph.ts';
import { serveGraph } from '../conformance/support/serve-graph.ts';
import { stayGraph } from '../conformance/variables/variables.graph.ts';
import { ringGraph } from './support/ring.graph.ts';

describe('fuzzing found: @skip, @include and null propagation', () => {
  const graph = serveGraph(ringGraph);

  it('a field that is always skipped causes no error', async () => {
    await graph.expectSame('{ rooms { next { ... on Room { size @skip(if: true) id } __typename } } }');
    await graph.expectSame('{ rooms { grid { size @include(if: false) __typename } } }');
  });

  it('a null that a sibling propagated causes no error of its own', async () => {
    await graph.expectSame('{ rooms { __typename } every { must } }');
  });

  it('an object of which every field is skipped is an empty object', async () => {
    const query =
      'query ($yes: Boolean!) { room(id: "4") @include(if: $yes) { next @skip(if: $yes) { __typename } } __typename }';
    await graph.expectSame(query, { yes: true });
    await graph.expectSame(
      '{ room(id: "4") { id @skip(if: true) } nobody: room(id: "x") { id @skip(if: true) } }',
    );
  });
});

describe('fuzzing found: documents with several operations', () => {
  const graph = serveGraph(stayGraph);

  it('a fragment of another operation may use variables that the executed operation does not declare', async () => {
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

describe('fuzzing found: mutations', () => {
  const graph = serveGraph(bookingsGraph);

  it('mutations of a fragment run in its order, with any selection of their results', async () => {
    await graph.expectSame(
      'mutation ($n: Int!) { ...F } fragment F on Mutation { tryBook(nights: 2) { paid } other: tryBook(nights: $n) { id } }',
      { n: 3 },
    );
  });
});

describe('fuzzing found: @fromContext', () => {
  const graph = serveGraph(regionsGraph);

  it('a field is fetched at each selection, with any context that its siblings need', async () => {
    await graph.expectSame('{ places { shops { size } ... on Market { shops { sign } } } }');
    await graph.expectSame(
      '{ places { ... on Region { shops { sign } } ... on Market { shops { size } } } }',
    );
    await graph.expectSame('{ places { ... on Region { shops { sign } } ... on Market { shops { id } } } }');
  });
});
