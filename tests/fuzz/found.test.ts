import { describe, it } from 'vitest';
import { serveGraph } from '../conformance/support/graph.ts';
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
