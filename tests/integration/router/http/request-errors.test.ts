import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

describe('request errors over HTTP', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all);
  });
  afterAll(async () => {
    await router.close();
    await library.close();
  });

  it('several operations without operationName: status 400', async () => {
    const answer = await router.ask('query A { everybody { id } } query B { everybody { id } }');
    expect([answer.status, errorCodes(answer)]).toEqual([400, ['OPERATION_RESOLUTION_FAILURE']]);
  });

  it('passwords in variables are absent from error messages', async () => {
    const query = 'mutation ($name: String!) { rename(id: "2", name: $name) { name } }';
    const answer = await router.ask(query, { variables: { name: { password: 'hunter2-secret' } } });
    expect(errorCodes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(JSON.stringify(answer.errors)).not.toContain('hunter2');
  });
});
