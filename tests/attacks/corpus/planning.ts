import type { Attack } from '../attack.ts';
import { nodeSelection } from '../../kit/graphs/shared-nodes.ts';
import { connectGraphql, countMessages, flood, leave, post, sendMessage } from '../send.ts';

export const planningAttacks: readonly Attack[] = [
  {
    name: 'planning: many plans',
    class: 'planning',
    sends: 'queries with more plans than can be compared in seconds, each under a new alias',
    // A quick machine finds a plan within LIMIT_PLANNING_MS.
    expected: { answered: ['200', '400 OPERATION_TOO_LARGE', '503 OVERLOADED'] },
    graph: 'plans',
    seconds: 9,
    run: (target) =>
      flood(target, { count: 100, width: 10 }, () =>
        post(target, { query: `{ a${target.unique()}: node ${nodeSelection(4, 4)} }` }),
      ),
  },
  {
    name: 'planning: over a WebSocket',
    class: 'planning',
    sends: 'queries with more plans than can be compared in seconds, over one WebSocket',
    expected: {
      answered: [
        'next',
        'next OPERATION_TOO_LARGE',
        'error OPERATION_TOO_LARGE',
        'next OVERLOADED',
        'close 4429',
      ],
    },
    graph: 'plans',
    once: true,
    seconds: 9,
    async run(target) {
      const socket = await connectGraphql(target);
      if (socket === null) return;
      countMessages(target, socket);
      for (let id = 0; id < 60; id += 1) {
        const query = `{ a${target.unique()}: node ${nodeSelection(4, 4)} }`;
        sendMessage(socket, { id: String(id), type: 'subscribe', payload: { query } });
      }
      await new Promise((resolve) => setTimeout(resolve, target.seconds * 900));
      leave(socket);
    },
  },
  {
    name: 'planning: thousands of plans',
    class: 'planning',
    sends: 'short queries with thousands of plans, each under a new alias',
    expected: {
      answered: ['200', '400 OPERATION_TOO_LARGE', '503 OVERLOADED'],
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
    inSample: true,
    sends: 'cheap operations, each under a new alias, so that each is planned',
    expected: { answered: ['200', '503 OVERLOADED'] },
    run: (target) =>
      flood(target, { count: 2_000, width: 4 }, () => {
        const salt = target.unique();
        return post(target, {
          query: `{ a${salt}: hotel(id: "htl_x") { id name } b${salt}: flight(id: "flt_x") { id } }`,
        });
      }),
  },
];
