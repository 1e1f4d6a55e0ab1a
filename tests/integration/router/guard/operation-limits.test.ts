import { describe, expect, it } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';

/** `{ everybody { books { author { books { author … { id } } } } } }`, to the given depth. */
function deep(levels: number): string {
  const pairs = Array.from({ length: levels }, (_, level) => (level % 2 === 0 ? 'books' : 'author'));
  return `{ everybody { ${pairs.join(' { ')} { id } ${'} '.repeat(levels)}}`;
}

describe('operation limits', () => {
  const graph = useLibrary({ LIMIT_BODY_BYTES: '20000' });

  const fragments = Array.from(
    { length: 10 },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
  );
  it.each([
    ['excessive depth', 'LIMIT_DEPTH', deep(40)],
    [
      'excessive depth through fragments',
      'LIMIT_DEPTH',
      `{ everybody { ...A } } fragment A on Person ${deep(40).slice(12, -2)}`,
    ],
    [
      'excessive aliases',
      'LIMIT_ALIASES',
      `{ ${Array.from({ length: 100 }, (_, i) => `a${i}: everybody { id }`).join(' ')} }`,
    ],
    [
      'excessive aliases of __typename',
      'LIMIT_ALIASES',
      `{ everybody { ${Array.from({ length: 100 }, (_, i) => `a${i}: __typename`).join(' ')} } }`,
    ],
    [
      'excessive aliases through fragments',
      'LIMIT_ALIASES',
      `{ ...F0 } ${fragments.join(' ')} fragment F10 on Query { a: everybody { id } }`,
    ],
    ['excessive directives', 'LIMIT_DIRECTIVES', `{ everybody { id ${'@include(if: true) '.repeat(80)} } }`],
    ['excessive tokens', 'LIMIT_TOKENS', `{ everybody { ${'id '.repeat(5_000)} } }`],
    ['excessive comments', 'LIMIT_TOKENS', `{ everybody { id ${'#\n'.repeat(5_000)} } }`],
  ])('%s: refused by its setting before any fetch', async (_name, setting, query) => {
    const answer = await graph.router.ask(query);

    expect(answer.status).toBe(400);
    expect(errorCodes(answer)).toContain('OPERATION_TOO_LARGE');
    expect(JSON.stringify(answer.errors)).toContain(`(${setting})`);
    expect(answer.data).toBeUndefined();
    expect([...graph.people.requests, ...graph.books.requests]).toHaveLength(0);
  });

  it.each([
    ['comments', `# ${'★'.repeat(3_000)}`],
    ['commas', ','.repeat(8_000)],
  ])('a long document of %s: refused by its setting before it is parsed', async (_name, padding) => {
    const strict = await startRouterUnderTest(graph.all, { LIMIT_DOCUMENT_BYTES: '8000' });
    const query = `{ everybody { id } } ${padding}`;
    const persisted = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const answers = await Promise.all(
      [
        { url: `${strict.url}/graphql`, body: { query } },
        { url: `${strict.url}/graphql`, body: { query, extensions: persisted } },
        { url: `${strict.url}/graphql/stream`, body: { query } },
      ].map(async ({ url, body }) => {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return { status: response.status, text: await response.text() };
      }),
    );

    for (const { status, text } of answers) {
      expect(status).toBe(413);
      expect(text).toContain('(LIMIT_DOCUMENT_BYTES)');
      expect(text).toContain('"code":"OPERATION_TOO_LARGE"');
    }
    expect(graph.people.requests).toHaveLength(0);
    await strict.close();
  });

  it('fragment cycles: refused before any fetch', async () => {
    const answer = await graph.router.ask(
      '{ everybody { ...A } } fragment A on Person { books { ...B } } fragment B on Book { author { ...A } }',
    );

    expect(errorCodes(answer)).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(graph.people.requests).toHaveLength(0);
  });

  it('many invalid fields: validation stops after 20 errors', async () => {
    const query = `{ ${Array.from({ length: 1_000 }, (_, index) => `unknown${index}`).join(' ')} }`;

    const { status, errors } = await graph.router.ask(query);

    expect(status).toBe(400);
    expect(errors).toHaveLength(21);
    expect(errors?.at(-1)?.message).toContain('error limit reached');
  });

  it('a body above the limit: refused before it is parsed', async () => {
    const answer = await graph.router.ask('{ everybody { id } }', {
      variables: { padding: 'x'.repeat(30_000) },
    });

    expect({ status: answer.status, codes: errorCodes(answer) }).toEqual({
      status: 413,
      codes: ['OPERATION_TOO_LARGE'],
    });
  });

  it('batches are refused', async () => {
    const response = await fetch(`${graph.router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ everybody { id } }' }))),
    });

    expect(response.status).toBe(400);
    expect(graph.people.requests).toHaveLength(0);
  });

  it('introspection and operations of usual size pass', async () => {
    const { getIntrospectionQuery } = await import('graphql');

    expect((await graph.router.ask(deep(8))).errors).toBeUndefined();
    expect((await graph.router.ask(getIntrospectionQuery())).errors).toBeUndefined();
  });

  it('the limits are configurable', async () => {
    const lenient = await startRouterUnderTest(graph.all, { LIMIT_DEPTH: '100', LIMIT_ALIASES: '1000' });

    expect((await lenient.ask(deep(20))).errors).toBeUndefined();
    await lenient.close();
  });
});
