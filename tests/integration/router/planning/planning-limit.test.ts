import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

describe('planning limit', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    await router.close();
    await library.close();
  });

  it('an operation with exponential plans is refused and the next is answered', async () => {
    // Not before the router, which corrects the planner as it loads it.
    const { QueryPlanner } = await import('@apollo/query-planner');
    vi.spyOn(QueryPlanner.prototype, 'buildQueryPlan').mockImplementationOnce(() => {
      for (;;);
    });

    expect((await router.ask('{ everybody { name } }')).errors).toMatchObject([
      { extensions: { code: 'OPERATION_TOO_LARGE', limit: 'planning' } },
    ]);
    expect(library.people.requests).toHaveLength(0);
    expect(await router.ask('{ everybody { id name } }')).toMatchObject({
      data: {
        everybody: [
          { id: '1', name: 'Ada' },
          { id: '2', name: 'Grace' },
        ],
      },
    });
  });
});
