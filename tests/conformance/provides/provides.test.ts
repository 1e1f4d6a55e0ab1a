import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hotelsGraph } from './nested.graph.ts';
import { peopleGraph } from './abstract-types.graph.ts';

describe('@provides', () => {
  const graph = serveGraph(hotelsGraph);

  it('a provided field needs no further fetch', async () => {
    await graph.expectSameFrom(['search'], '{ hotels { id rooms { id name } } }');
  });

  it('nested provided fields need no further fetch', async () => {
    await graph.expectSameFrom(['search'], '{ hotels { rooms { name upgrades { name id } } id } }');
  });

  it('only selected fields are fetched', async () => {
    const { fetches, subgraphs } = await graph.expectSame('{ hotels { id rooms { id } } first { id } }');

    expect(subgraphs).toEqual(['search']);
    expect(fetches[0]?.query).not.toMatch(/name|upgrades/);
  });

  it('deeper fields than provided are fetched from their owner', async () => {
    await graph.expectSame('{ hotels { rooms { upgrades { upgrades { name } } } } }');
    await graph.expectSame('{ hotels { rooms { name price upgrades { price name upgrades { id } } } } }');
  });

  it('a field is fetched from its owner where it is not provided', async () => {
    await graph.expectSame('{ bare { rooms { name } id } }');
    await graph.expectSame('{ first { name } bare { name } hotels { name rooms { id } } }');
  });

  it('fields beside provided fields are fetched from their owner', async () => {
    await graph.expectSameFrom(['search', 'rooms'], '{ first { name rooms { id } } }');
  });

  it('aliases change no value', async () => {
    await graph.expectSame('{ hotels { id: rooms { id: upgrades { name: id } name: id upgrades: name } } }');
    await graph.expectSame('{ a: first { id: name } b: first { name: id rooms { name: id price } } }');
  });

  it('fragments and conditions change no value', async () => {
    const query = `
      query ($deep: Boolean!, $priced: Boolean!) { hotels { ...Rooms } bare { ...Rooms } }
      fragment Rooms on Hotel { rooms { ...Room upgrades @include(if: $deep) { ...Room } } }
      fragment Room on Room { name price @include(if: $priced) ... @skip(if: $deep) { id } }`;
    await graph.expectSameForAll(query);
  });
});

describe('@provides on an interface', () => {
  const graph = serveGraph(peopleGraph);

  it('a provided field needs no further fetch', async () => {
    await graph.expectSameFrom(['board'], '{ stay { id guests { id name } } }');
  });

  it('only selected fields are fetched', async () => {
    const { fetches, subgraphs } = await graph.expectSame('{ stay { id guests { id } } }');

    expect(subgraphs).toEqual(['board']);
    expect(fetches[0]?.query).not.toMatch(/\bname\b/);
  });

  it('fields that are not provided are completed by their owner', async () => {
    await graph.expectSame('{ stay { id guests { id name ... on Child { age } } } }');
    await graph.expectSame(
      '{ stay { ... on Hotel { stars guests { ... on Adult { age name } __typename } } } }',
    );
  });

  it('a field is fetched from its owner where it is not provided', async () => {
    await graph.expectSame('{ tent { id guests { name } ... on Tent { stars } } stay { guests { name } } }');
  });

  it('aliases change no value', async () => {
    await graph.expectSame(
      '{ stay { guests: id id: guests { name: id id: name ... on Child { is: __typename age } } } }',
    );
  });
});

describe('@provides on a single union member', () => {
  const graph = serveGraph(peopleGraph);

  it('a provided field needs no further fetch', async () => {
    await graph.expectSameFrom(['board'], '{ finds { ... on Room { id title } ... on Boat { id } } }');
  });

  it('fields of the second member are fetched from their owner', async () => {
    await graph.expectSame('{ finds { ... on Room { id title } ... on Boat { id title } } }');
    await graph.expectSame('{ finds { __typename ... on Boat { title masts } ... on Room { beds title } } }');
  });

  it('aliases and conditions change no value', async () => {
    const query = `query ($titled: Boolean!) {
      finds { ... on Room { id: title @include(if: $titled) title: id } ... on Boat @skip(if: $titled) { id: title } }
    }`;
    await graph.expectSameForAll(query);
  });
});
