import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { Client, fetchExchange } from '@urql/core';
import { parse } from 'graphql';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parcelMoved, startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';

interface Result {
  data?: unknown;
  error?: unknown;
  errors?: unknown;
}

type Iterate = (url: string, query: string, variables?: Record<string, unknown>) => AsyncIterator<Result>;

/** Of a source that pushes its results. */
async function* iteratorOf(source: {
  subscribe(onResult: (result: Result) => void): { unsubscribe(): void };
}): AsyncGenerator<Result, undefined> {
  const results: Result[] = [];
  let wake: () => void = () => undefined;
  const subscription = source.subscribe((result) => {
    results.push(result);
    wake();
  });
  try {
    for (;;) {
      const result = results.shift();
      if (result !== undefined) yield result;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    subscription.unsubscribe();
  }
}

/** Each client as its documentation shows it, with `/graphql` as its only address. */
const clients: [name: string, iterate: Iterate][] = [
  [
    'graphql-sse',
    (url, query, variables = {}) =>
      createClient({ url, retryAttempts: 0 }).iterate({ query, variables }) as AsyncIterator<Result>,
  ],
  [
    'urql',
    (url, query, variables = {}) => {
      const client = new Client({
        ...{ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false },
      });
      const kind = query.startsWith('subscription') ? 'subscription' : 'query';
      return iteratorOf(client[kind](query, variables));
    },
  ],
  [
    'the executor of GraphiQL',
    async function* (url, query, variables = {}) {
      const execute = buildHTTPExecutor({ endpoint: url });
      const results = await execute({ document: parse(query), variables });
      if (Symbol.asyncIterator in results) yield* results as AsyncIterable<Result>;
      else yield results as Result;
    },
  ],
];

describe.each(clients)('/graphql with %s', (_name, iterate) => {
  let stack: SubscriptionStack;
  beforeAll(async () => {
    stack = await startSubscriptionStack('SSE');
  });
  afterAll(() => stack.close());
  const url = () => `${stack.router.url}/graphql`;

  it('a subscription receives the current state and each later one', async () => {
    const parcel = stack.parcels.create('nobody');
    const { id } = parcel;
    const results = iterate(url(), parcelMoved, { id });

    expect((await results.next()).value).toMatchObject({ data: { parcelMoved: { id, state: 'SENT' } } });
    stack.parcels.update(parcel, 'LOADED');
    await stack.parcels.publish(parcel);
    expect((await results.next()).value).toMatchObject({ data: { parcelMoved: { id, state: 'LOADED' } } });
    await results.return?.();
  });

  it('a subscription that does not validate receives the error', async () => {
    const results = iterate(url(), 'subscription { nothing }');

    const { errors, error } = (await results.next()).value as Result;
    expect(JSON.stringify(errors ?? error)).toContain('Cannot query field');
    await results.return?.();
  });

  it('a query is answered', async () => {
    const { id } = stack.parcels.create('nobody');
    const results = iterate(url(), 'query ($id: ID!) { parcel(id: $id) { state } }', { id });

    expect((await results.next()).value).toMatchObject({ data: { parcel: { state: 'SENT' } } });
    await results.return?.();
  });
});
