import type { ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';

it('query deduplication: an error of a shared execution is logged for each request', async () => {
  const library = await startLibrary();
  const router = await startRouterUnderTest(library.all, { DEDUPLICATE_REQUESTS: 'true' });
  const held: ServerResponse[] = [];
  library.people.respondWith((response) => held.push(response));
  const ids = ['request-1', 'request-2', 'request-3'];

  const asked = ids.map((id) =>
    router.ask('{ person(id: "1") { rude } }', { headers: { 'x-request-id': id } }),
  );
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  // The router has received them all once it answers a later request.
  await router.ask('{ __typename }');
  held[0]?.end('{"data":{"person":{"rude":null}},"errors":[{"message":"hunter2","path":["person","rude"]}]}');

  const answers = await Promise.all(asked);
  const logged = router.logs
    .map((line) => JSON.parse(line) as { errorId?: string; requestId?: string })
    .filter(({ errorId }) => errorId !== undefined);
  const idOf = new Map(logged.map(({ errorId, requestId }) => [errorId, requestId]));
  expect(answers.map(({ errors }) => idOf.get(String(errors?.[0]?.extensions['errorId'])))).toEqual(ids);
  expect(library.people.requests).toHaveLength(1);
  await router.close();
  await library.close();
});
