import type { Attack, Target } from '../attack.ts';
import { connectGraphql, countMessages, flood, leave, post, postText, sendMessage } from '../send.ts';

const subscriptionTo = (salt: number, filler: string) =>
  `subscription S${salt} { flightUpdated(id: "flt_x") { id } }${filler}`;

/** The router's caches of documents, plans and variants: each entry of an attack is new. */
export const cacheAttacks: readonly Attack[] = [
  {
    name: 'comments: event streams',
    class: 'memory of documents',
    sends: 'subscriptions over event streams, each with 60 KB of comments of two characters',
    expected: { refused: ['400 OPERATION_TOO_LARGE', '200 OPERATION_TOO_LARGE'] },
    run: (target) =>
      flood(target, { count: 200, width: 4 }, () =>
        postText(target, JSON.stringify({ query: subscriptionTo(target.unique(), '#a\n'.repeat(20_000)) }), {
          url: `${target.routerUrl}/graphql/stream`,
          headers: { accept: 'text/event-stream' },
        }),
      ),
  },
  {
    name: 'caches: prepared subscriptions',
    class: 'memory of documents',
    sends: 'subscriptions over five WebSockets, each with a comment of 60 KB, and completed at once',
    expected: {
      answered: [
        'open',
        'next NOT_FOUND',
        'error NOT_FOUND',
        'error TOO_MANY_SUBSCRIPTIONS',
        'next OVERLOADED',
        'error OVERLOADED',
        'close 4429',
      ],
    },
    run: (target) => flood(target, { count: 5, width: 5 }, () => churn(target)),
  },
  {
    name: 'caches: variants of an operation',
    class: 'memory of documents',
    sends: 'an operation with @include and @skip under ever new values of 16 variables',
    expected: { answered: ['200'] },
    run: (target) =>
      flood(target, { count: 1_000, width: 6 }, () => {
        const names = Array.from({ length: 16 }, (_, index) => `v${index}`);
        const salt = target.unique();
        const variables = Object.fromEntries(names.map((name, index) => [name, ((salt >> index) & 1) === 1]));
        const declared = names.map((name) => `$${name}: Boolean!`).join(', ');
        const fields = names.map((name) => `a${name}: __typename @include(if: $${name})`).join(' ');
        return post(target, { query: `query (${declared}) { ${fields} }`, variables });
      }),
  },
  {
    name: 'variables: lists of wrong items',
    class: 'memory of documents',
    sends: 'a variable with 100,000 items of the wrong type, each worth an error',
    expected: { refused: ['400 BAD_USER_INPUT'] },
    run: (target) => {
      const items = `[${'1,'.repeat(100_000)}1]`;
      const query = 'mutation ($stays: [StayInput!]) { quoteTrip(input: { stays: $stays }) { __typename } }';
      return flood(target, { count: 20, width: 2 }, () =>
        postText(target, `{"query":${JSON.stringify(query)},"variables":{"stays":${items}}}`),
      );
    },
  },
];

async function churn(target: Target): Promise<void> {
  const socket = await connectGraphql(target);
  if (socket === null) return;
  target.count('open');
  countMessages(target, socket);
  const filler = `#${'a'.repeat(60_000)}`;
  for (let id = 0; id < 60 && socket.readyState === socket.OPEN; id += 1) {
    const payload = { query: subscriptionTo(target.unique(), filler) };
    sendMessage(socket, { id: String(id), type: 'subscribe', payload });
    await new Promise((resolve) => setTimeout(resolve, 5));
    sendMessage(socket, { id: String(id), type: 'complete' });
  }
  leave(socket);
}
