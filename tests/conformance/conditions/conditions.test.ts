import { describe, expect, it } from 'vitest';
import type { Fetch } from '../support/graph.ts';
import { serveGraph } from '../support/graph.ts';
import { tripsGraph } from '../trips/graph.ts';

const subgraphsOf = (fetches: Fetch[]) => fetches.map(({ subgraph }) => subgraph);
const both = [true, false];

describe('@include and @skip', () => {
  const graph = serveGraph(tripsGraph);

  /** Asks with each of the values of `$a` and `$b`. */
  async function expectSameForAll(query: string): Promise<void> {
    for (const a of both) for (const b of both) await graph.expectSame(query, { a, b });
  }

  it('stand at fields with literal values', async () => {
    await graph.expectSame('{ hotels { id name @include(if: true) stars @include(if: false) } }');
    await graph.expectSame('{ hotels { id name @skip(if: true) stars @skip(if: false) } }');
    await graph.expectSame('{ hotels @skip(if: true) { id } me @include(if: true) { id } }');
    await graph.expectSame('{ me { id @include(if: false) bookings @skip(if: true) { id } name } }');
  });

  it('leave nothing', async () => {
    await graph.expectSame('{ hotels @include(if: false) { id } }');
    await graph.expectSame('{ hotels { name @skip(if: true) } }');
    await graph.expectSame('query ($a: Boolean!) { hotels { score @include(if: $a) } }', { a: false });
    const { fetches } = await graph.expectSame('query ($a: Boolean!) { me @skip(if: $a) { name } }', {
      a: true,
    });

    expect(fetches).toEqual([]);
  });

  it('stand at fields with variables, and nothing is fetched for those left out', async () => {
    const query =
      'query ($a: Boolean!) { hotels { name score @include(if: $a) bookings @skip(if: $a) { id } } }';
    const { fetches } = await graph.expectSame(query, { a: true });
    expect(subgraphsOf(fetches)).toEqual(['hotels', 'reviews']);

    const others = await graph.expectSame(query, { a: false });
    expect(subgraphsOf(others.fetches)).toEqual(['hotels', 'bookings']);
  });

  it('take the defaults of variables', async () => {
    const query =
      'query ($a: Boolean = false, $b: Boolean! = true) { me { id name @include(if: $a) email @skip(if: $b) } }';
    await graph.expectSame(query);
    await graph.expectSame(query, { a: true });
    await graph.expectSame(query, { a: true, b: false });
    await graph.expectSame('query ($a: Boolean = true) { hotels { verdict @include(if: $a) id } }', {
      a: false,
    });
  });

  it('stand at a field together', async () => {
    await expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me { id name @include(if: $a) @skip(if: $b) } }',
    );
    await expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me { id bookings @skip(if: $b) @include(if: $a) { hotel { name } } } }',
    );
    await expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me @include(if: $a) @skip(if: $b) { bookings { nights } } hotels { id } }',
    );
  });

  it('stand within each other', async () => {
    await expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      me @include(if: $a) { bookings @skip(if: $b) { hotel @include(if: $b) { name } room @include(if: $a) { number } id } }
      ... @skip(if: $a) { hotels { name ... @skip(if: $b) { score ... @include(if: $a) { id } } } }
    }`);
  });

  it('stand at fragments, around what other subgraphs give', async () => {
    await expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      hotels { id ... @include(if: $a) { score bookings { nights } } ...Ranked @skip(if: $b) ... on Hotel @include(if: $b) { name } }
    }
    fragment Ranked on Hotel { rank reviews(first: 1) { author { name @include(if: $a) id } } }`);
  });

  it('stand at a fragment that is spread several times', async () => {
    await expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      hotels { ...Named @include(if: $a) ...Named @skip(if: $b) }
      me { favourite { ...Named @include(if: $b) } bookings { hotel { ...Named } } }
    }
    fragment Named on Hotel { name score }`);
  });

  it('stand at the same field in several places, of which one is enough', async () => {
    await expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { me { name @include(if: $a) id name @include(if: $b) } }',
    );
    await expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      hotels { score @skip(if: $a) ... @skip(if: $b) { score } bookings @include(if: $a) { id } bookings @include(if: $b) { nights guest { name } } }
    }`);
  });

  it('stand at what is required, and at what requires it', async () => {
    await expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { hotels { stars @include(if: $a) verdict @include(if: $b) id } }',
    );
    await expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { hotels { rank @skip(if: $a) verdict @include(if: $b) name @skip(if: $b) } }',
    );
  });

  it('stand at what requires something, beside what does not', async () => {
    await expectSameForAll('query ($a: Boolean!) { hotels { score rank @include(if: $a) } }');
    await expectSameForAll('query ($a: Boolean!) { hotels { bookings { id } verdict @skip(if: $a) } }');
    await expectSameForAll(
      'query ($a: Boolean!, $b: Boolean!) { hotels { reviews { id } ... @include(if: $b) { rank score @skip(if: $a) } } }',
    );
  });

  it('stand at one type of several', async () => {
    await expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      places { ... on Hotel @include(if: $a) { stars score } ... on Museum @skip(if: $b) { closed score } name }
      search { ... on City @include(if: $b) { name } ... on Hotel { name @skip(if: $a) verdict @include(if: $a) } }
    }`);
  });

  it('stand at names of types', async () => {
    await expectSameForAll(`query ($a: Boolean!, $b: Boolean!) {
      __typename @include(if: $a)
      places { __typename @skip(if: $a) kind: __typename @include(if: $b) id }
      me { __typename @include(if: $b) }
    }`);
  });

  it('stand at fields with other names and arguments', async () => {
    await expectSameForAll(`query ($a: Boolean!, $b: Boolean!, $n: Int! = 1) {
      hotels { few: reviews(first: $n) @include(if: $a) { id } reviews @skip(if: $b) { id: text text: id } }
      id: me @include(if: $b) { name: id id: name }
    }`);
  });

  it('stand in other operations of the document, whose variables have no values', async () => {
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
    for (const a of both) {
      await graph.expectSame(document, { a }, 'B');
      await graph.expectSame(document, { a, b: false }, 'B');
      await graph.expectSame(document, { a }, 'C');
    }
    await graph.expectRefusal(document, {}, 'C');
  });

  it('are wrong without a value', async () => {
    await graph.expectRefusal('query ($a: Boolean!) { me { id @include(if: $a) } }', {});
    await graph.expectRefusal('query ($a: Boolean!) { me { id @include(if: $a) } }', { a: 'yes' });
    await graph.expectRefusal('query ($a: Boolean!) { me { id @include(if: $a) } }', { a: null });
    await graph.expectRefusal('{ me { id @include } }');
  });
});
