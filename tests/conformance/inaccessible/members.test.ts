import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { peopleGraph } from './members.graph.ts';

describe('@inaccessible members of interfaces, unions and enums', () => {
  const graph = serveGraph(peopleGraph);

  it('an object of an inaccessible type is null with an error', async () => {
    await graph.expectSame('{ people { id name } }');
    await graph.expectSame('{ people { __typename } person(id: "s1") { __typename } }');
    await graph.expectSame('{ mixed { ... on Guest { name } } }');
  });

  it('a list of non-null items is null as a whole', async () => {
    await graph.expectSame('{ strict { name } guests { id } }');
  });

  it('sibling objects are completed by further subgraphs', async () => {
    await graph.expectSame('{ people { ... on Guest { stayed } } mixed { ... on Guest { id stayed } } }');
  });

  it('an answer never has the name or fields of an inaccessible type', async () => {
    const { data, errors } = await graph.ask(
      '{ people { __typename id } person(id: "s1") { kind: __typename } }',
    );

    expect(JSON.stringify({ data, errors })).not.toMatch(/Staff|s1|Odd/);
  });

  it('an inaccessible interface field is accessible on an implementation', async () => {
    await graph.expectSame('{ guests { secret name } people { ... on Guest { secret } } }');
    const { errors } = await graph.ask('{ people { secret } }');

    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('an inaccessible interface has accessible implementations', async () => {
    await graph.expectSame('{ guests { __typename id stayed } }');
    for (const query of [
      '{ guests { badge } }',
      '{ people { ... on Badged { badge } } }',
      '{ all { badge } }',
    ]) {
      const { errors } = await graph.ask(query);
      expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  it('an inaccessible enum value is null with an error', async () => {
    await graph.expectSame('{ guests { id tier } }');
  });
});
