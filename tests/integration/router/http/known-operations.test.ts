import { describe, expect, it } from 'vitest';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { startLibrary, useLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import { replaceFile, supergraphWith, untilFieldServed } from '../../../kit/supergraph.ts';

describe('known operations', () => {
  const graph = useLibrary();

  it('a repeated operation has the same response, and counts in the metrics', async () => {
    const query = '{ everybody { id books { title } } }';
    const first = await graph.router.ask(query);
    const counted = async () =>
      /^router_operations_total\{kind="query",outcome="ok".*\} (\d+)$/m.exec(
        await graph.router.metrics(),
      )?.[1];
    const before = Number(await counted());
    const second = await graph.router.ask(query);

    expect(second.data).toEqual(first.data);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(Number(await counted())).toBe(before + 1);
  });

  it.each(['{ everybody { id rude } }', '{ everybody { id coded } }'])(
    'errors of a repeated operation are formatted as before, and it is executed once: %s',
    async (query) => {
      const first = await graph.router.ask(query);
      graph.people.requests.length = 0;
      const second = await graph.router.ask(query);

      expect(second.errors).toHaveLength(2);
      expect(second).toMatchObject({ status: first.status, data: first.data });
      expect(errorCodes(second)).toEqual(errorCodes(first));
      expect(JSON.stringify(second.errors)).not.toContain('hunter2');
      expect(graph.people.requests).toHaveLength(1);
    },
  );

  it('a document with several operations: operationName chooses, also when the document is known', async () => {
    const query = 'query Ids { everybody { id } } query Names { everybody { name } }';
    const ask = (operationName?: string) =>
      graph.router.ask(query, operationName === undefined ? {} : { operationName });

    for (let time = 0; time < 2; time += 1) {
      expect((await ask('Ids')).data).toEqual({ everybody: [{ id: '1' }, { id: '2' }] });
      expect((await ask('Names')).data).toEqual({ everybody: [{ name: 'Ada' }, { name: 'Grace' }] });
      expect(errorCodes(await ask('Others'))).toEqual(['OPERATION_RESOLUTION_FAILURE']);
      expect(errorCodes(await ask())).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    }
  });

  it('after a reload, a known document is validated again', async () => {
    const library = await startLibrary();
    const router = await startRouterUnderTest(library.all);
    const query = '{ everybody { books { title } } }';
    for (let time = 0; time < 2; time += 1) expect((await router.ask(query)).errors).toBeUndefined();
    // This supergraph has no books.
    await replaceFile(router.supergraphPath, await supergraphWith('later', [library.people]));
    await untilFieldServed(router, 'later');

    expect(errorCodes(await router.ask(query))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    await router.close();
    await library.close();
  });

  it('limits that depend on variables are checked for each request', async () => {
    const numbers = await startFakeSubgraph({
      name: 'numbers',
      typeDefs: 'type Query { numbers(first: Int!): [Number!] } type Number { value: Int }',
      resolvers: { Query: { numbers: () => [{ value: 1 }] } },
    });
    const router = await startRouterUnderTest([numbers], { LIMIT_ITEMS: '10' });
    const query = 'query ($first: Int!) { numbers(first: $first) { value } }';
    const ask = (first: unknown) => router.ask(query, { variables: { first } });
    for (let time = 0; time < 2; time += 1) expect((await ask(10)).errors).toBeUndefined();

    expect(errorCodes(await ask(11))).toEqual(['OPERATION_TOO_LARGE']);
    expect(errorCodes(await ask('many'))).toEqual(['BAD_USER_INPUT']);
    await router.close();
    await numbers.stop();
  });
});
