import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { transports } from '../../../kit/stream-client.ts';
import { subscribe } from '../../../kit/subscriber.ts';

describe.each(['__proto__', 'constructor', 'prototype'])('variables named %s', (name) => {
  let subgraph: FakeSubgraph;
  let router: RouterUnderTest;

  beforeAll(async () => {
    subgraph = await startFakeSubgraph({
      name: 'echo',
      typeDefs: 'scalar Facts type Query { echo(facts: Facts): Facts }',
      resolvers: { Query: { echo: (_: unknown, { facts }: { facts: unknown }) => JSON.stringify(facts) } },
    });
    router = await startRouterUnderTest([subgraph]);
  });
  afterAll(async () => {
    await router.close();
    await subgraph.stop();
  });

  const query = `query ($${name}: Facts) { echo(facts: $${name}) }`;
  // As JSON, because an object literal would set the prototype.
  const facts = `{"${name}":{"a":1}}`;
  const variables = JSON.parse(`{"${name}":${facts}}`) as Record<string, unknown>;

  it.each(transports)('%s: the variable and the key in its value are passed on', async (transport) => {
    const subscriber = subscribe(transport, router.url, { query, variables });
    const result = await subscriber.next();
    await subscriber.close();

    expect(result).toEqual({ data: { echo: facts } });
  });

  it('POST and GET: the variable and the key in its value are passed on', async () => {
    const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const got = await fetch(`${router.url}/graphql?${parameters.toString()}`);

    expect((await router.ask(query, { variables })).data).toEqual({ echo: facts });
    expect(await got.json()).toEqual({ data: { echo: facts } });
  });
});
