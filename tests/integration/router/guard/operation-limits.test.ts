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
    ['excessive depth', deep(40)],
    [
      'excessive depth through fragments',
      `{ everybody { ...A } } fragment A on Person ${deep(40).slice(12, -2)}`,
    ],
    [
      'excessive aliases',
      `{ ${Array.from({ length: 100 }, (_, i) => `a${i}: everybody { id }`).join(' ')} }`,
    ],
    [
      'excessive aliases through fragments',
      `{ ...F0 } ${fragments.join(' ')} fragment F10 on Query { a: everybody { id } }`,
    ],
    ['excessive directives', `{ everybody { id ${'@include(if: true) '.repeat(80)} } }`],
    ['excessive tokens', `{ everybody { ${'id '.repeat(5_000)} } }`],
  ])('%s: refused before any fetch', async (_name, query) => {
    const answer = await graph.router.ask(query);

    expect(answer.status).toBe(400);
    expect(errorCodes(answer)).toContain('OPERATION_TOO_LARGE');
    expect(answer.data).toBeUndefined();
    expect([...graph.people.requests, ...graph.books.requests]).toHaveLength(0);
  });

  it('fragment cycles: refused before any fetch', async () => {
    const answer = await graph.router.ask(
      '{ everybody { ...A } } fragment A on Person { books { ...B } } fragment B on Book { author { ...A } }',
    );

    expect(errorCodes(answer)).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(graph.people.requests).toHaveLength(0);
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
