import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { stayGraph } from './variables.graph.ts';

describe('variables', () => {
  const graph = serveGraph(stayGraph);

  it('a variable has a value, null, no value or a default', async () => {
    const query =
      'query ($a: Int, $b: Int = 5, $c: Int! = 7) { a: plain(int: $a) b: plain(int: $b) c: plain(int: $c) }';
    await graph.expectSame(query);
    await graph.expectSame(query, { a: 1, b: 2, c: 3 });
    await graph.expectSame(query, { a: null, b: null });
    await graph.expectRefusal(query, { c: null });
  });

  it('a variable without a value leaves the default of the argument; null does not', async () => {
    const query =
      'query ($words: [String!], $season: Season, $n: Int) { defaults(words: $words, season: $season, n: $n) }';
    await graph.expectSame(query);
    await graph.expectSame(query, { words: null, season: null });
    await graph.expectSame(query, { words: [], season: 'SUMMER', n: 0 });
    await graph.expectSame(query, { n: null });
  });

  it('variables reach fields of entities in several subgraphs', async () => {
    const query = `query ($who: Who, $n: Int = 3, $unused: Boolean = true) {
      guest { wish(who: $who) offer(who: $who, n: $n) same: offer(n: $n) @include(if: $unused) }
    }`;
    await graph.expectSame(query);
    await graph.expectSame(query, { who: { name: 'Åse', seasons: ['WINTER'] }, n: 4 });
    await graph.expectSame(query, { who: null, n: null, unused: false });
  });

  it('nested input objects and lists are passed', async () => {
    const query = 'query ($who: Who!) { whole(who: $who) }';
    await graph.expectSame(query, {
      who: { name: 'a', friend: { name: 'b', friend: { name: 'c', age: 3 } } },
    });
    await graph.expectSame(query, { who: { name: 'a', seasons: 'SUMMER', dates: [['x'], [], ['y', 'z']] } });
    await graph.expectSame(query, { who: { name: 'a', dates: 'x', friend: null, age: null } });
    await graph.expectSame(query, { who: { name: 'a', dates: [null, 'x'] } });
  });

  it('variables inside literal values are passed', async () => {
    const query = `query ($name: String!, $age: Int, $season: Season!) {
      whole(who: { name: $name, age: $age, seasons: [$season, WINTER], friend: { name: "f", seasons: [$season] } })
    }`;
    await graph.expectSame(query, { name: 'æ', season: 'SUMMER' });
    await graph.expectSame(query, { name: 'æ', season: 'SUMMER', age: null });
    await graph.expectSame('query ($age: Int = 4) { whole(who: { name: "d", age: $age }) }');
    await graph.expectSame('query ($s: [Season!]) { guest { wish(who: { name: "g", seasons: $s }) } }', {
      s: ['SUMMER'],
    });
  });

  it('values are coerced by their types', async () => {
    await graph.expectSame('query ($id: ID!, $f: Float) { kinds(id: $id, float: $f) }', { id: 7, f: 2 });
    await graph.expectSame('query ($id: ID!, $f: Float) { kinds(id: $id, float: $f) }', {
      id: '007',
      f: -1.5e-7,
    });
    await graph.expectSame('{ kinds(id: 12, float: 3, string: "x", flag: true) }');
    await graph.expectSame('query ($s: String, $b: Boolean) { kinds(id: 1, string: $s, flag: $b) }', {
      s: '',
      b: false,
    });
    await graph.expectSame('query ($l: [[Int!]]) { lists(of: $l) }', { l: 3 });
    await graph.expectSame('query ($l: [[Int!]]) { lists(of: $l) }', { l: [1, null, [2]] });
    await graph.expectSame('query ($n: Int!) { lists(of: [[$n], [4, $n]]) }', { n: 9 });
  });

  it('values of wrong types are refused', async () => {
    const int = 'query ($int: Int) { plain(int: $int) }';
    for (const value of ['1', 1.5, 2 ** 31, true, [], {}]) await graph.expectRefusal(int, { int: value });
    await graph.expectRefusal('query ($id: ID!) { kinds(id: $id) }', { id: 1.5 });
    await graph.expectRefusal('query ($id: ID!) { kinds(id: $id) }');
    await graph.expectRefusal('query ($who: Who!) { whole(who: $who) }', { who: { age: 1 } });
    await graph.expectRefusal('query ($who: Who!) { whole(who: $who) }', { who: { name: 'a', other: 1 } });
    await graph.expectRefusal('query ($who: Who!) { whole(who: $who) }', {
      who: { name: 'a', seasons: ['SPRING'] },
    });
    await graph.expectRefusal('query ($a: Int) { plain(int: $b) }', { a: 1 });
    await graph.expectRefusal('query ($s: String) { plain(int: $s) }', { s: 'a' });
  });

  it('undeclared variables are ignored', async () => {
    await graph.expectSame('query ($a: Int) { plain(int: $a) }', { a: 1, b: { c: [2] } });
  });

  it('names may be those of Object.prototype', async () => {
    await graph.expectSame(
      'query ($constructor: Int, $toString: Int = 2, $hasOwnProperty: Int) { a: plain(int: $constructor) b: plain(int: $toString) c: plain(int: $hasOwnProperty) }',
    );
    await graph.expectSame('query ($__proto__: Int = 3) { plain(int: $__proto__) }');
  });

  it('a custom scalar passes any JSON unchanged', async () => {
    const query = 'query ($json: Json) { echo(json: $json) guest { kept(json: $json) } }';
    const values = [
      null,
      0,
      '',
      'æ\u2028"\\',
      [1, [null]],
      { a: { b: [1.5, { c: null }] }, __typename: 'Guest', '': 0 },
      true,
    ];
    for (const json of values) await graph.expectSame(query, { json });
    await graph.expectSame(query);
  });

  it('variables inside literal custom scalars are passed', async () => {
    await graph.expectSame('query ($n: Int) { echo(json: { a: $n, b: [1, "x", { c: $n }], d: null }) }', {
      n: 3,
    });
    await graph.expectSame(
      '{ echo(json: { e: 1.5, f: true, g: { h: [] }, __typename: "T" }) guest { kept(json: [1, 2]) } }',
    );
  });

  it('custom scalars inside input objects are passed', async () => {
    await graph.expectSame('query ($who: Who!) { whole(who: $who) }', {
      who: { name: 'a', extra: { who: { name: 1 } } },
    });
    await graph.expectSame(
      'query ($e: Json) { whole(who: { name: "b", extra: $e }) guest { wish(who: { name: "c", extra: [$e] }) } }',
      {
        e: { deep: [{ deeper: 'ø' }] },
      },
    );
  });

  it('strings of any characters are passed', async () => {
    const query =
      'query ($text: String!) { kinds(id: "x", string: $text) guest { wish(who: { name: $text }) } }';
    for (const text of ['北極', '🐻‍❄️', '"""', '\\u0041', '\u0000\t', '$text', '{"a":1}']) {
      await graph.expectSame(query, { text });
    }
  });
});
