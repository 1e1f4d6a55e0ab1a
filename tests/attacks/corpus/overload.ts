import { print } from 'graphql';
import { SignInDocument } from '../../generated/documents.ts';
import { daysFromNow } from '../../kit/graph-client.ts';
import type { Attack, Target } from '../attack.ts';
import {
  connectGraphql,
  countMessages,
  flood,
  leave,
  outcomeOf,
  post,
  postForHeaders,
  sendMessage,
} from '../send.ts';

function search(target: Target): string {
  const day = 20 + (target.unique() % 15);
  return `{ hotels(city: "Tokyo", checkIn: "${daysFromNow(day)}", checkOut: "${daysFromNow(day + 2)}", first: 20) {
    nodes { hotel { name } roomTypes { name available total { amount } } } } }`;
}

const small = '{ hotel(id: "htl_x") { name } }';

/** About ten times what Wayfare answers on two cores. Each address stays below its rate limit. */
const crowd = { addresses: 60, perSecond: 3_000, patienceMs: 1_000 };

/** Searches of many clients, each of whom leaves when the answer takes too long. */
async function sendCrowd(target: Target): Promise<void> {
  const startedAt = performance.now();
  const network = target.address.replace(/\.\d+$/, '');
  for (let sent = 0; !target.signal.aborted;) {
    const due = ((performance.now() - startedAt) * crowd.perSecond) / 1_000;
    for (; sent < due; sent += 1) {
      const patience = AbortSignal.timeout(crowd.patienceMs);
      const signal = AbortSignal.any([target.signal, patience]);
      const address = `${network}.${1 + (sent % crowd.addresses)}`;
      void post({ ...target, address, signal }, { query: search(target) });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Sign-ins of customers during the overload: they come before queries. */
async function signInMeanwhile(target: Target): Promise<void> {
  for (const { email, password } of target.accounts.slice(0, 3)) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const address = target.address.replace(/^127\.\d+/, '127.42');
    const body = { query: print(SignInDocument), variables: { input: { email, password } } };
    const answer = await post({ ...target, address, count: () => undefined }, body);
    target.count(answer.includes('"accessToken"') ? 'signed in' : `sign-in: ${outcomeOf(0, answer)}`);
  }
}

export const overloadAttacks: readonly Attack[] = [
  {
    name: '2,000 requests in 3 s',
    class: 'overload',
    sends: '2,000 small queries from one address',
    expected: { refused: ['429 RATE_LIMITED'], also: ['200', '503 OVERLOADED', '200 OVERLOADED'] },
    once: true,
    overloads: true,
    seconds: 9,
    run: (target) => flood(target, { count: 2_000, width: 20 }, () => post(target, { query: small })),
  },
  {
    name: 'ten times the sustainable load',
    class: 'overload',
    sends:
      '3,000 searches a second from 60 addresses that each leave after a second; customers sign in meanwhile',
    expected: { refused: ['503 OVERLOADED'], also: ['200', '200 OVERLOADED', 'closed', 'signed in'] },
    once: true,
    overloads: true,
    seconds: 8,
    run: (target) => Promise.all([sendCrowd(target), signInMeanwhile(target)]).then(() => undefined),
  },
  {
    name: 'RateLimit headers',
    class: 'overload',
    sends: '1,100 small queries, whose answers and refusals must have RateLimit and RateLimit-Policy',
    expected: { refused: ['429 RATE_LIMITED with headers'], also: ['200 with headers'] },
    once: true,
    run: (target) =>
      flood(target, { count: 1_100, width: 8 }, async () => {
        const { status, headers } = await postForHeaders(target, { query: '{ __typename }' });
        const isComplete = headers.has('ratelimit') && headers.has('ratelimit-policy');
        const waits = status !== 429 || headers.has('retry-after');
        target.count(
          `${status === 429 ? '429 RATE_LIMITED' : status}${isComplete && waits ? ' with headers' : ''}`,
        );
      }),
  },
  {
    name: '2,000 operations over event streams',
    class: 'overload',
    sends: '2,000 small queries over event streams from one address',
    expected: { refused: ['429 RATE_LIMITED'], also: ['200', '503 OVERLOADED'] },
    once: true,
    overloads: true,
    seconds: 9,
    run: (target) =>
      flood(target, { count: 2_000, width: 20 }, () =>
        post(
          target,
          { query: small },
          { url: `${target.routerUrl}/graphql/stream`, headers: { accept: 'text/event-stream' } },
        ),
      ),
  },
  {
    name: '2,000 operations over one WebSocket',
    class: 'overload',
    sends: '2,000 searches over one WebSocket',
    expected: {
      refused: ['error RATE_LIMITED', 'close 4429', 'error OPERATION_TOO_LARGE', 'next RATE_LIMITED'],
      also: ['next', 'next OVERLOADED', 'error OVERLOADED'],
    },
    once: true,
    overloads: true,
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
    overloads: true,
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
