import { afterEach, describe, expect, it } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes } from '../../../kit/router.ts';

/** Fragments that each spread the next; the last has the given selection. */
function chain(levels: number, end: string): string {
  const links = Array.from({ length: levels }, (_, at) => `fragment F${at} on Query { ...F${at + 1} }`);
  return `${links.join(' ')} fragment F${levels} on Query { ${end} }`;
}

const everybody = 'everybody { id }';

describe('chains of fragments', () => {
  const graph = useLibrary({
    ...{ LIMIT_BODY_BYTES: String(8 * 1024 * 1024), LIMIT_DOCUMENT_BYTES: String(8 * 1024 * 1024) },
    ...{ LIMIT_TOKENS: '100000', LIMIT_DEPTH: '1000' },
  });

  afterEach(async () => {
    expect((await graph.router.ask(`{ ${everybody} }`)).errors).toBeUndefined();
  });
  it.each([
    ['1,100 fragments', `{ ...F0 } ${chain(1_100, everybody)}`],
    ['3,000 fragments', `{ ...F0 } ${chain(3_000, everybody)}`],
    ['9,000 fragments', `{ ...F0 } ${chain(9_000, everybody)}`],
    ['9,000 unused fragments', `{ ${everybody} } ${chain(9_000, everybody)}`],
    ['9,000 fragments in a cycle', `{ ...F0 } ${chain(9_000, '...F0')}`],
    ['2,500 nested inline fragments', `${'{ ... '.repeat(2_500)}{ ${everybody} }${'}'.repeat(2_500)}`],
    [
      '40 fragments with 50 nested selections each',
      `{ ...F0 } ${chain(40, everybody).replaceAll(/\{ (\.\.\.F\d+) \}/g, `${'{ ... '.repeat(50)}{ $1 }${'}'.repeat(50)}`)}`,
    ],
  ])('%s: refused', async (_name, query) => {
    const answer = await graph.router.ask(query);

    expect(answer.status).toBe(400);
    expect(errorCodes(answer)).toContain('OPERATION_TOO_LARGE');
    expect(answer.data).toBeUndefined();
  });

  it('a long chain within the limits is answered', async () => {
    expect((await graph.router.ask(`{ ...F0 } ${chain(900, everybody)}`)).data).toEqual({
      everybody: [{ id: '1' }, { id: '2' }],
    });
  });
});
