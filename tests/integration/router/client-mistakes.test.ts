import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from './library.ts';
import { codesOf, startRouterUnderTest } from './router-under-test.ts';
import type { RouterUnderTest } from './router-under-test.ts';

describe("a client's mistake over HTTP", () => {
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

  it('of naming none of several operations is a 400', async () => {
    const answer = await router.ask('query A { everybody { id } } query B { everybody { id } }');
    expect([answer.status, codesOf(answer)]).toEqual([400, ['OPERATION_RESOLUTION_FAILURE']]);
  });

  it('is not shown with the password that was in it', async () => {
    const query = 'mutation ($name: String!) { rename(id: "2", name: $name) { name } }';
    const answer = await router.ask(query, { variables: { name: { password: 'hunter2-secret' } } });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(JSON.stringify(answer.errors)).not.toContain('hunter2');
  });
});
