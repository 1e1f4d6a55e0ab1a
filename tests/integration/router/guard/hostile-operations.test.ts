import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';

const nested = (levels: number, open: string, close: string, within = '') =>
  `${open.repeat(levels)}${within}${close.repeat(levels)}`;
const spreads = (levels: number, body: (next: string) => string) =>
  `{ ...F0 } ${Array.from({ length: levels }, (_, i) => `fragment F${i} on Query { ${body(`...F${i + 1}`)} }`).join(' ')} fragment F${levels} on Query { keepers { id } }`;

describe('hostile operations', () => {
  let subgraphs: FakeSubgraph[];
  let strict: RouterUnderTest;
  let lenient: RouterUnderTest;

  beforeAll(async () => {
    const keepers = [{ id: '1', name: 'Ada' }];
    subgraphs = await Promise.all([
      startFakeSubgraph({
        name: 'zoo',
        typeDefs: `
          scalar Facts
          input Wish { name: String wishes: [Wish!] }
          type Keeper @key(fields: "id") { id: ID! name: String! }
          type Query {
            keepers: [Keeper!]! self: Query
            echo(text: String, facts: Facts, wish: Wish, wishes: [Wish!]): String
          }`,
        resolvers: {
          Query: {
            keepers: () => keepers,
            self: () => ({}),
            echo: (_: unknown, args: unknown) => JSON.stringify(args),
          },
        },
      }),
      startFakeSubgraph({
        name: 'wages',
        typeDefs: 'type Keeper @key(fields: "id") { id: ID! wage(per: Int): Int }',
        resolvers: { Keeper: { wage: (_: unknown, { per }: { per?: number }) => per ?? 1 } },
      }),
    ]);
    strict = await startRouterUnderTest(subgraphs);
    lenient = await startRouterUnderTest(subgraphs, {
      ...{ LIMIT_BODY_BYTES: String(8 * 1024 * 1024), LIMIT_DOCUMENT_BYTES: String(8 * 1024 * 1024) },
      LIMIT_TOKENS: '100000',
      ...{ LIMIT_DEPTH: '1000', LIMIT_ALIASES: '10000' },
    });
  });
  afterEach(async () => {
    for (const router of [strict, lenient]) {
      expect((await router.ask('{ keepers { name wage } }')).data).toEqual({
        keepers: [{ name: 'Ada', wage: 1 }],
      });
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
  afterAll(async () => {
    await strict.close();
    await lenient.close();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  async function post(router: RouterUnderTest, body: string | Uint8Array<ArrayBuffer>) {
    const started = performance.now();
    const response = await fetch(`${router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await response.text();
    const { errors } = JSON.parse(text) as { errors?: { message: string; extensions: { code: string } }[] };
    expect(text).not.toMatch(/call stack|RangeError|node_modules| at \w+ \(/);
    expect(performance.now() - started).toBeLessThan(5_000);
    return { status: response.status, text, code: errors?.[0]?.extensions.code };
  }
  const query = (text: string) => JSON.stringify({ query: text });
  const withVariable = (type: string, argument: string, value: string) =>
    `{"query":"query ($v: ${type}) { echo(${argument}: $v) }","variables":{"v":${value}}}`;

  it('a body of 1 MB is refused before it is parsed', async () => {
    const answer = await post(strict, query(`{ keepers { ${'id '.repeat(350_000)} } }`));
    expect([answer.status, answer.code]).toEqual([413, 'OPERATION_TOO_LARGE']);
  });

  const deep = nested(100_000, '[', ']');
  it.each<[string, string, string]>([
    ['a megabyte of tokens', query(`{ keepers { ${'id '.repeat(350_000)} } }`), 'OPERATION_TOO_LARGE'],
    ['a body of lists nested 100,000 deep', deep, 'BAD_REQUEST'],
    ['a body of objects nested 100,000 deep', nested(100_000, '{"a":', '}', '1'), 'BAD_REQUEST'],
    ['100,000 unclosed lists', '['.repeat(100_000), 'BAD_REQUEST'],
    [
      'lists nested 100,000 deep as operationName',
      `{"query":"{ keepers { id } }","operationName":${deep}}`,
      'BAD_REQUEST',
    ],
    ['lists nested 100,000 deep as the query', `{"query":${deep}}`, 'BAD_REQUEST'],
    ['lists nested 100,000 deep in a variable', withVariable('Facts', 'facts', deep), 'BAD_USER_INPUT'],
    [
      'input objects nested 20,000 deep in a variable',
      withVariable('Wish', 'wish', nested(20_000, '{"wishes":[', ']}', '{}')),
      'BAD_USER_INPUT',
    ],
    [
      '20,000 faults in a variable',
      withVariable('[Wish!]', 'wishes', `[${'7,'.repeat(20_000)}7]`),
      'BAD_USER_INPUT',
    ],
    [
      'selections nested 10,000 deep',
      query(nested(10_000, '{ self ', '}', '{ keepers { id } }')),
      'OPERATION_TOO_LARGE',
    ],
    [
      'inline fragments nested 10,000 deep',
      query(nested(10_000, '{ ... ', '}', '{ keepers { id } }')),
      'OPERATION_TOO_LARGE',
    ],
    [
      'literal lists nested 10,000 deep',
      query(`{ echo(facts: ${nested(10_000, '[', ']')}) }`),
      'OPERATION_TOO_LARGE',
    ],
    [
      'literal lists nested 40 deep',
      query(`{ echo(facts: ${nested(40, '[', ']')}) }`),
      'OPERATION_TOO_LARGE',
    ],
    [
      'lists nested 40 deep as a default value',
      query(`query ($v: Facts = ${nested(40, '[', ']')}) { echo(facts: $v) }`),
      'OPERATION_TOO_LARGE',
    ],
    [
      'literal objects nested 10,000 deep',
      query(`{ echo(facts: ${nested(10_000, '{a:', '}', '1')}) }`),
      'OPERATION_TOO_LARGE',
    ],
    [
      'a variable type nested 10,000 deep',
      query(`query ($v: ${nested(10_000, '[', ']', 'Int')}) { echo }`),
      'OPERATION_TOO_LARGE',
    ],
    ['100,000 opening braces', query('{'.repeat(100_000)), 'GRAPHQL_PARSE_FAILED'],
    [
      'fragments with exponential expansion',
      query(spreads(40, (next) => `${next} ${next}`)),
      'OPERATION_TOO_LARGE',
    ],
    [
      'fragments with exponential expansion within fields',
      query(spreads(30, (next) => `self { ${next} } x: self { ${next} }`)),
      'OPERATION_TOO_LARGE',
    ],
    [
      'fragments with exponential expansion within fragments',
      query(spreads(40, (next) => `... { ${next} } ${next}`)),
      'OPERATION_TOO_LARGE',
    ],
    [
      'thousands of variables',
      query(`query (${Array.from({ length: 3_000 }, (_, i) => `$v${i}: Int`).join(' ')}) { keepers { id } }`),
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s: refused within the time limit even with limits off', async (_name, body, code) => {
    const answer = await post(lenient, body);
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  it.each([
    [
      'literal lists nested 8 deep',
      query(`{ echo(facts: ${nested(8, '[', ']')}) }`),
      { facts: [[[[[[[[]]]]]]]] },
    ],
    [
      'lists nested 20 deep in a variable',
      withVariable('Facts', 'facts', nested(20, '[', ']')),
      { facts: JSON.parse(nested(20, '[', ']')) as unknown },
    ],
  ])('%s: accepted', async (_name, body, args) => {
    const answer = await post(strict, body);
    expect(JSON.parse(answer.text)).toEqual({ data: { echo: JSON.stringify(args) } });
  });

  const names = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'toJSON',
    'then',
    'representations',
    'as_x',
  ];
  it.each(names)('the alias and argument name %s: accepted', async (name) => {
    const answers = await Promise.all(
      [
        `{"query":"query ($${name}: String) { echo(text: $${name}) }","variables":{"${name}":"hello"}}`,
        query(`query ($${name}: String) { echo(text: $${name}) }`),
        query(`query ($${name}: String = "d") { echo(text: $${name}) }`),
        `{"query":"query ($${name}: Boolean!) { keepers { id @skip(if: $${name}) name @include(if: $${name}) wage @skip(if: $${name}) } }","variables":{"${name}":true}}`,
        `{"query":"query ($${name}: Int) { keepers { wage(per: $${name}) } }","variables":{"${name}":7}}`,
        query(`{ ${name}: keepers { ${name}: name x: wage } }`),
        query(`{ keepers { ${name}: wage } }`),
        `{"query":"query ${name} { keepers { id } } query B { self { keepers { id } } }","operationName":"${name}"}`,
        query(`{ keepers { ...${name} } } fragment ${name} on Keeper { id wage }`),
        `{"query":"query ($f: Facts) { echo(facts: $f) }","variables":{"f":{"${name}":1}}}`,
        query(`{ echo(facts: { ${name}: 1 }) }`),
        `{"${name}":{"query":"x"},"query":"{ keepers { id } }"}`,
      ].map((body) => post(strict, body)),
    );
    const data = answers.map(({ text }) => text.trim().replace(/^\{"data":(.*)\}$/, '$1'));
    const facts = JSON.stringify(`{"facts":{"${name}":1}}`);
    expect(data).toEqual([
      String.raw`{"echo":"{\"text\":\"hello\"}"}`,
      '{"echo":"{}"}',
      String.raw`{"echo":"{\"text\":\"d\"}"}`,
      '{"keepers":[{"name":"Ada"}]}',
      '{"keepers":[{"wage":7}]}',
      `{"${name}":[{"${name}":"Ada","x":1}]}`,
      `{"keepers":[{"${name}":1}]}`,
      '{"keepers":[{"id":"1"}]}',
      '{"keepers":[{"id":"1","wage":1}]}',
      `{"echo":${facts}}`,
      `{"echo":${facts}}`,
      '{"keepers":[{"id":"1"}]}',
    ]);
  });

  it.each(names)('an unknown field, argument, type or directive named %s: refused', async (name) => {
    const wrong = [
      `{ ${name} }`,
      `{ echo(${name}: 1) }`,
      `{ keepers { ... on ${name} { id } } }`,
      `{ keepers @${name} { id } }`,
      `{ echo(wish: { ${name}: 1 }) }`,
    ];
    for (const text of wrong)
      expect((await post(strict, query(text))).code).toBe('GRAPHQL_VALIDATION_FAILED');
    const key = await post(strict, withVariable('Wish', 'wish', `{"${name}":"x"}`));
    expect([key.status, key.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  const texts = {
    emoji: '😀👩‍👩‍👧',
    rtl: '\u202Eabc',
    lines: '\u2028\u2029',
    lone: '\uD83D',
    loneLow: 'a\uDE00',
    nul: 'a\u0000b',
    mark: '\uFEFF',
  };
  it.each(Object.entries(texts))('%s in a variable: passed on unchanged', async (_name, text) => {
    const body = JSON.stringify({ query: 'query ($t: String) { echo(text: $t) }', variables: { t: text } });
    const { data } = JSON.parse((await post(strict, body)).text) as { data: { echo: string } };
    expect(JSON.parse(data.echo)).toEqual({ text });
  });

  it.each(Object.entries(texts))('%s in a name: refused', async (name, text) => {
    const named = await post(
      strict,
      JSON.stringify({ query: 'query A { keepers { id } }', operationName: text }),
    );
    expect([named.status, named.code]).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
    const written = await post(strict, query(`query A${text} { keepers { id } }`));
    // A byte order mark is white space to GraphQL.
    expect(written.code).toBe(name === 'mark' ? undefined : 'GRAPHQL_PARSE_FAILED');
    const variable = await post(strict, query(`query ($n${text}: String) { echo(text: $n${text}) }`));
    expect(variable.code).toBe(name === 'mark' ? undefined : 'GRAPHQL_PARSE_FAILED');
  });

  it.each(['é', '__proto__', 'constructor', ...Object.values(texts)])(
    'undeclared variables such as %j: ignored',
    async (key) => {
      const answer = await post(
        strict,
        `{"query":"query ($t: String) { echo(text: $t) }","variables":{"t":"x",${JSON.stringify(key)}:{"polluted":true}}}`,
      );
      expect(answer.text.trim()).toBe(String.raw`{"data":{"echo":"{\"text\":\"x\"}"}}`);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  it.each([
    ['invalid UTF-8', [0x7b, 0x22, 0xff, 0xfe]],
    [
      'an overlong slash',
      [...Buffer.from('{"query":"{ keepers { id } }","x":"'), 0xc0, 0xaf, ...Buffer.from('"}')],
    ],
    ['UTF-16', [...Buffer.from(query('{ keepers { id } }'), 'utf16le')]],
    ['a byte order mark', [0xef, 0xbb, 0xbf, ...Buffer.from(query('{ keepers { id } }'))]],
  ])('a body in %s: refused', async (_name, bytes) => {
    const answer = await post(strict, new Uint8Array(bytes));
    expect([answer.status, answer.code]).toEqual([400, 'BAD_REQUEST']);
  });
});
