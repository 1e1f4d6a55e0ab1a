import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { orderParallelFetches } from './order-parallel-fetches.ts';

const entityFetch = (
  subgraph: string,
  fields: string,
  path: string[],
  of: Partial<FetchNode> = {},
): PlanNode => ({
  kind: 'Flatten',
  path,
  node: {
    ...{
      kind: 'Fetch',
      serviceName: subgraph,
      operationName: undefined,
      operationKind: OperationTypeNode.QUERY,
    },
    operation: `query($representations:[_Any!]!){_entities(representations:$representations){${fields}}}`,
    requires: [{ kind: 'Field', name: 'id' }],
    ...of,
  },
});

const rate = entityFetch('taxes', '...on Hotel{rate}', ['hotels', '@']);
const rooms = entityFetch('wings', '...on Wing{rooms{id}}', ['hotels', '@', 'wings', '@']);
/** `price` of a room has an argument from the context of its hotel: `rate`. */
const price = entityFetch(
  'houses',
  '...on Room{price(code:$rate)}',
  ['hotels', '@', 'wings', '@', 'rooms', '@'],
  {
    contextRewrites: [
      { kind: 'KeyRenamer', path: ['..', '..', '... on Hotel', 'rate'], renameKeyTo: 'rate' },
    ],
  },
);

describe('order of parallel fetches', () => {
  it('@fromContext: a fetch runs after the parallel fetch of its context value', () => {
    const plan: PlanNode = { kind: 'Parallel', nodes: [{ kind: 'Sequence', nodes: [rooms, price] }, rate] };

    expect(orderParallelFetches(plan)).toEqual({
      kind: 'Sequence',
      nodes: [
        { kind: 'Parallel', nodes: [rate] },
        { kind: 'Parallel', nodes: [{ kind: 'Sequence', nodes: [rooms, price] }] },
      ],
    });
  });

  it('@requires: a fetch runs after the parallel fetch of its required field', () => {
    const required = entityFetch('judges', '...on Hotel{grade}', ['hotels', '@'], {
      requires: [{ kind: 'Field', name: 'rate' }],
    });

    expect(orderParallelFetches({ kind: 'Parallel', nodes: [required, rate] })).toEqual({
      kind: 'Sequence',
      nodes: [
        { kind: 'Parallel', nodes: [rate] },
        { kind: 'Parallel', nodes: [required] },
      ],
    });
  });

  it('independent fetches stay parallel', () => {
    const plan: PlanNode = { kind: 'Parallel', nodes: [rooms, rate] };

    expect(orderParallelFetches(plan)).toEqual(plan);
  });
});
