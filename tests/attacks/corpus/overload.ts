import { daysFromNow } from '../../kit/graph-client.ts';
import type { Attack, Target } from '../attack.ts';
import { connectGraphql, countMessages, flood, leave, post, sendMessage } from '../send.ts';

function search(target: Target): string {
  const day = 20 + (target.unique() % 15);
  return `{ hotels(city: "Tokyo", checkIn: "${daysFromNow(day)}", checkOut: "${daysFromNow(day + 2)}", first: 20) {
    nodes { hotel { name } roomTypes { name available total { amount } } } } }`;
}

/** The router limits connections, sockets and operations under way, not yet operations a second. */
const noRateLimits = 'rate limits by address and identity are missing';

export const overloadAttacks: readonly Attack[] = [
  {
    name: '2,000 requests in 3 s',
    class: 'overload',
    sends: '2,000 searches from one address',
    expected: { refused: ['429 RATE_LIMITED'], also: ['200', '503 OVERLOADED', '200 OVERLOADED'] },
    once: true,
    open: noRateLimits,
    run: (target) =>
      flood(target, { count: 2_000, width: 20 }, () => post(target, { query: search(target) })),
  },
  {
    name: '2,000 operations over one WebSocket',
    class: 'overload',
    sends: '2,000 searches over one WebSocket',
    expected: {
      refused: ['error RATE_LIMITED', 'close 4429', 'error OPERATION_TOO_LARGE', 'next RATE_LIMITED'],
      also: ['next', 'next OVERLOADED', 'error OVERLOADED', '429 RATE_LIMITED'],
    },
    once: true,
    open: noRateLimits,
    async run(target) {
      const socket = await connectGraphql(target);
      if (socket === null) return;
      countMessages(target, socket);
      for (let id = 0; id < 2_000; id += 1) {
        sendMessage(socket, { id: String(id), type: 'subscribe', payload: { query: search(target) } });
        if (id % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      leave(socket);
    },
  },
  {
    name: 'one identity from many addresses',
    class: 'overload',
    sends: "one customer's searches from 20 addresses",
    expected: { refused: ['429 RATE_LIMITED'], also: ['200', '503 OVERLOADED', '200 OVERLOADED'] },
    once: true,
    open: noRateLimits,
    run(target) {
      const [account] = target.accounts;
      const [network = ''] = target.address.split(/\.\d+$/);
      return flood(target, { count: 4_000, width: 40 }, (index) =>
        post(
          { ...target, address: `${network}.${1 + (index % 20)}` },
          { query: search(target) },
          account === undefined ? {} : { token: account.accessToken },
        ),
      );
    },
  },
];
