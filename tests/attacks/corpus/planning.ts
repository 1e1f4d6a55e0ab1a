import type { Attack } from '../attack.ts';
import { nodeSelection } from '../../kit/graphs/shared-nodes.ts';
import { flood, post } from '../send.ts';

export const planningAttacks: readonly Attack[] = [
  {
    name: 'planning: many plans',
    class: 'planning',
    sends: 'queries with more plans than can be compared in seconds, each under a new alias',
    expected: { refused: ['400 OPERATION_TOO_LARGE', '429 RATE_LIMITED'], also: ['503 OVERLOADED'] },
    graph: 'plans',
    seconds: 9,
    inSample: true,
    run: (target) =>
      flood(target, { count: 100, width: 10 }, () =>
        post(target, { query: `{ a${target.unique()}: node ${nodeSelection(4, 4)} }` }),
      ),
  },
  {
    name: 'planning: thousands of plans',
    class: 'planning',
    sends: 'short queries with thousands of plans, each under a new alias',
    expected: {
      answered: ['200', '400 OPERATION_TOO_LARGE', '429 RATE_LIMITED', '503 OVERLOADED'],
    },
    graph: 'plans',
    run: (target) =>
      flood(target, { count: 100, width: 10 }, () =>
        post(target, { query: `{ a${target.unique()}: node ${nodeSelection(2, 4)} }` }),
      ),
  },
  {
    name: 'planning: new operations',
    class: 'planning',
    sends: 'cheap operations, each under a new alias, so that each is planned',
    expected: { answered: ['200', '429 RATE_LIMITED', '503 OVERLOADED'] },
    run: (target) =>
      flood(target, { count: 2_000, width: 4 }, () => {
        const salt = target.unique();
        return post(target, {
          query: `{ a${salt}: hotel(id: "htl_x") { id name } b${salt}: flight(id: "flt_x") { id } }`,
        });
      }),
  },
];
