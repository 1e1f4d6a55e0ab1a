import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { tripsGraph } from '../fragments/trips.graph.ts';

describe('@skip and @include', () => {
  const graph = serveGraph(tripsGraph);

  it('literal values are answered', async () => {
    await graph.expectSame('{ hotels { id name @include(if: true) stars @include(if: false) } }');
    await graph.expectSame('{ hotels { id name @skip(if: true) stars @skip(if: false) } }');
    await graph.expectSame('{ hotels @skip(if: true) { id } me @include(if: true) { id } }');
    await graph.expectSame('{ me { id @include(if: false) bookings @skip(if: true) { id } name } }');
  });

  it('a selection without fields needs no fetch', async () => {
    await graph.expectSame('{ hotels @include(if: false) { id } }');
    await graph.expectSame('{ hotels { name @skip(if: true) } }');
    await graph.expectSame('query ($a: Boolean!) { hotels { score @include(if: $a) } }', { a: false });
    await graph.expectSameFrom([], 'query ($a: Boolean!) { me @skip(if: $a) { name } }', {
      a: true,
    });
  });

  it('a skipped field needs no fetch', async () => {
    const query =
      'query ($a: Boolean!) { hotels { name score @include(if: $a) bookings @skip(if: $a) { id } } }';
    await graph.expectSameFrom(['hotels', 'reviews'], query, { a: true });

    const others = await graph.expectSame(query, { a: false });
    expect(others.subgraphs).toEqual(['hotels', 'bookings']);
  });

  it('defaults of variables are used', async () => {
    const query =
      'query ($a: Boolean = false, $b: Boolean! = true) { me { id name @include(if: $a) email @skip(if: $b) } }';
    await graph.expectSame(query);
    await graph.expectSame(query, { a: true });
    await graph.expectSame(query, { a: true, b: false });
    await graph.expectSame('query ($a: Boolean = true) { hotels { verdict @include(if: $a) id } }', {
      a: false,
    });
  });

  it('both directives on the same field are answered', async () => {
    await graph.expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me { id name @include(if: $a) @skip(if: $b) } }',
    );
    await graph.expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me { id bookings @skip(if: $b) @include(if: $a) { hotel { name } } } }',
    );
    await graph.expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me @include(if: $a) @skip(if: $b) { bookings { nights } } hotels { id } }',
    );
  });

  it('nested conditions are answered', async () => {
    await graph.expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      me @include(if: $a) { bookings @skip(if: $b) { hotel @include(if: $b) { name } room @include(if: $a) { number } id } }
      ... @skip(if: $a) { hotels { name ... @skip(if: $b) { score ... @include(if: $a) { id } } } }
    }`);
  });

  it('conditions on fragments around fields of further subgraphs are answered', async () => {
    await graph.expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      hotels { id ... @include(if: $a) { score bookings { nights } } ...Ranked @skip(if: $b) ... on Hotel @include(if: $b) { name } }
    }
    fragment Ranked on Hotel { rank reviews(first: 1) { author { name @include(if: $a) id } } }`);
  });

  it('conditions on several spreads of the same fragment are answered', async () => {
    await graph.expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      hotels { ...Named @include(if: $a) ...Named @skip(if: $b) }
      me { favourite { ...Named @include(if: $b) } bookings { hotel { ...Named } } }
    }
    fragment Named on Hotel { name score }`);
  });

  it('conditions on several selections of the same field are answered', async () => {
    await graph.expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me { name @include(if: $a) id name @include(if: $b) } }',
    );
    await graph.expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      hotels { score @skip(if: $a) ... @skip(if: $b) { score } bookings @include(if: $a) { id } bookings @include(if: $b) { nights guest { name } } }
    }`);
  });

  it('@requires: conditions on required and requiring fields are answered', async () => {
    await graph.expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { hotels { stars @include(if: $a) verdict @include(if: $b) id } }',
    );
    await graph.expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { hotels { rank @skip(if: $a) verdict @include(if: $b) name @skip(if: $b) } }',
    );
  });

  it('@requires: a skipped field beside selected fields requires no fetch', async () => {
    await graph.expectSameForAll('query ($a: Boolean!) { hotels { score rank @include(if: $a) } }');
    await graph.expectSameForAll('query ($a: Boolean!) { hotels { bookings { id } verdict @skip(if: $a) } }');
    await graph.expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { hotels { reviews { id } ... @include(if: $b) { rank score @skip(if: $a) } } }',
    );
  });

  it('conditions on fragments of one type are answered', async () => {
    await graph.expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      places { ... on Hotel @include(if: $a) { stars score } ... on Museum @skip(if: $b) { closed score } name }
      search { ... on City @include(if: $b) { name } ... on Hotel { name @skip(if: $a) verdict @include(if: $a) } }
    }`);
  });

  it('conditions on __typename are answered', async () => {
    await graph.expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      __typename @include(if: $a)
      places { __typename @skip(if: $a) kind: __typename @include(if: $b) id }
      me { __typename @include(if: $b) }
    }`);
  });

  it('conditions on aliased fields with arguments are answered', async () => {
    await graph.expectSameForAll(`query ($a: Boolean!, $b: Boolean!, $n: Int! = 1) {
      hotels { few: reviews(first: $n) @include(if: $a) { id } reviews @skip(if: $b) { id: text text: id } }
      id: me @include(if: $b) { name: id id: name }
    }`);
  });

  it('conditions of unexecuted operations of the document need no values', async () => {
    const document = `
      query A { hotels { ...Named } }
      query B($a: Boolean!, $b: Boolean! = true) {
        hotels @include(if: $a) { ...Named ...Judged bookings @skip(if: $b) { id } }
      }
      query C($a: Boolean!) { me { name @skip(if: $a) id } }
      fragment Named on Hotel { name }
      fragment Judged on Hotel { score @skip(if: $a) rank }`;
    await graph.expectSame(document, undefined, 'A');
    await graph.expectSame(document, { a: 'of no meaning here' }, 'A');
    for (const a of [true, false]) {
      await graph.expectSame(document, { a }, 'B');
      await graph.expectSame(document, { a, b: false }, 'B');
      await graph.expectSame(document, { a }, 'C');
    }
    await graph.expectRefusal(document, {}, 'C');
  });

  it('missing, null and non-Boolean values are refused', async () => {
    await graph.expectRefusal('query ($a: Boolean!) { me { id @include(if: $a) } }', {});
    await graph.expectRefusal('query ($a: Boolean!) { me { id @include(if: $a) } }', { a: 'yes' });
    await graph.expectRefusal('query ($a: Boolean!) { me { id @include(if: $a) } }', { a: null });
    await graph.expectRefusal('{ me { id @include } }');
  });
});
