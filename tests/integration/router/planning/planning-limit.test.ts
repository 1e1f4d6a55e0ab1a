import { afterEach, describe, expect, it, vi } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';

describe('planning limit', () => {
  const graph = useLibrary();

  afterEach(() => {
    vi.restoreAllMocks();
  });
  it('an operation with exponential plans is refused and the next is answered', async () => {
    // Not before the router, which corrects the planner as it loads it.
    const { QueryPlanner } = await import('@apollo/query-planner');
    vi.spyOn(QueryPlanner.prototype, 'buildQueryPlan').mockImplementationOnce(() => {
      for (;;);
    });

    expect((await graph.router.ask('{ everybody { name } }')).errors).toMatchObject([
      { extensions: { code: 'OPERATION_TOO_LARGE', limit: 'planning' } },
    ]);
    expect(graph.people.requests).toHaveLength(0);
    expect(await graph.router.ask('{ everybody { id name } }')).toMatchObject({
      data: {
        everybody: [
          { id: '1', name: 'Ada' },
          { id: '2', name: 'Grace' },
        ],
      },
    });
  });
});
