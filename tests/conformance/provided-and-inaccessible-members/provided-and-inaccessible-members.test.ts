import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { frontPageGraph, peopleGraph } from './graph.ts';

describe('what a subgraph provides of an interface or of a member', () => {
  const graph = serveGraph(frontPageGraph);

  it('is taken from it', async () => {
    const { fetches } = await graph.expectSame('{ featured { id rooms { number view } } }');

    expect(fetches).toHaveLength(1);
  });

  it('is completed with what it does not provide', async () => {
    await graph.expectSame('{ featured { rooms { number ... on Twin { beds } } id } }');
    await graph.expectSame(
      '{ featured { rooms { __typename view ... on Single { desk number } ... on Twin { beds } } } }',
    );
  });

  it('is of one member, and not of the other', async () => {
    const { fetches } = await graph.expectSame(
      '{ picks { ... on Hotel { id title } ... on Flight { id } } }',
    );
    expect(fetches).toHaveLength(1);

    await graph.expectSame('{ picks { ... on Hotel { title } ... on Flight { title id } } }');
  });

  it('is not taken from where it is not provided', async () => {
    await graph.expectSame('{ plain { ... on Hotel { title id } ... on Flight { title } } }');
    await graph.expectSame(
      '{ plain { ... on Stay { rooms { view } } ... on Hotel { title } } picks { ... on Hotel { title } } }',
    );
  });
});

describe('what clients do not see of an abstract type', () => {
  const graph = serveGraph(peopleGraph);

  it('is an error where it is met, as if it were no such type', async () => {
    await graph.expectSame('{ people { id name } }');
    await graph.expectSame('{ people { __typename } person(id: "s1") { __typename } }');
    await graph.expectSame('{ mixed { ... on Guest { name } } }');
  });

  it('is an error for all where none may be missing', async () => {
    await graph.expectSame('{ strict { name } guests { id } }');
  });

  it('does not keep the others from what other subgraphs have', async () => {
    await graph.expectSame('{ people { ... on Guest { stayed } } mixed { ... on Guest { id stayed } } }');
  });

  it('is never named in an answer', async () => {
    const { data, errors } = await graph.ask(
      '{ people { __typename id } person(id: "s1") { kind: __typename } }',
    );

    expect(JSON.stringify({ data, errors })).not.toMatch(/Staff|s1|Odd/);
  });

  it('may be a field of the interface that an implementation shows', async () => {
    await graph.expectSame('{ guests { secret name } people { ... on Guest { secret } } }');
    const { errors } = await graph.ask('{ people { secret } }');

    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('may be an interface as a whole, whose implementations are seen', async () => {
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

  it('may be one value of an enum, which is an error where it is met', async () => {
    await graph.expectSame('{ guests { id tier } }');
  });
});
