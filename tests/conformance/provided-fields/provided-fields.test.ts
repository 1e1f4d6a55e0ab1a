import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import type { Fetch } from '../support/graph.ts';
import { hotelsGraph } from './hotels.ts';
import { peopleGraph } from './people.ts';

const asked = (fetches: readonly Fetch[]) => fetches.map(({ subgraph }) => subgraph);

describe('a field that is provided', () => {
  const graph = serveGraph(hotelsGraph);

  it('is answered without asking anybody else', async () => {
    const { fetches } = await graph.expectSame('{ hotels { id rooms { id name } } }');

    expect(asked(fetches)).toEqual(['search']);
  });

  it('is answered at all the depth at which it is provided', async () => {
    const { fetches } = await graph.expectSame('{ hotels { rooms { name upgrades { name id } } id } }');

    expect(asked(fetches)).toEqual(['search']);
  });

  it('is asked for only where the client asks for it', async () => {
    const { fetches } = await graph.expectSame('{ hotels { id rooms { id } } first { id } }');

    expect(asked(fetches)).toEqual(['search']);
    expect(fetches[0]?.query).not.toMatch(/name|upgrades/);
  });

  it('is asked for elsewhere beyond that depth', async () => {
    await graph.expectSame('{ hotels { rooms { upgrades { upgrades { name } } } } }');
    await graph.expectSame('{ hotels { rooms { name price upgrades { price name upgrades { id } } } } }');
  });

  it('is asked for elsewhere where it is not provided', async () => {
    await graph.expectSame('{ bare { rooms { name } id } }');
    await graph.expectSame('{ first { name } bare { name } hotels { name rooms { id } } }');
  });

  it('is the only one that is answered so', async () => {
    const { fetches } = await graph.expectSame('{ first { name rooms { id } } }');

    expect(asked(fetches)).toEqual(['search', 'rooms']);
  });

  it('is answered under whatever names', async () => {
    await graph.expectSame('{ hotels { id: rooms { id: upgrades { name: id } name: id upgrades: name } } }');
    await graph.expectSame('{ a: first { id: name } b: first { name: id rooms { name: id price } } }');
  });

  it('is answered in fragments and under conditions', async () => {
    const query = `
      query ($deep: Boolean!, $priced: Boolean!) { hotels { ...Rooms } bare { ...Rooms } }
      fragment Rooms on Hotel { rooms { ...Room upgrades @include(if: $deep) { ...Room } } }
      fragment Room on Room { name price @include(if: $priced) ... @skip(if: $deep) { id } }`;
    for (const deep of [true, false]) {
      for (const priced of [true, false]) await graph.expectSame(query, { deep, priced });
    }
  });
});

describe('a field that is provided on an interface', () => {
  const graph = serveGraph(peopleGraph);

  it('is answered without asking anybody else', async () => {
    const { fetches } = await graph.expectSame('{ stay { id guests { id name } } }');

    expect(asked(fetches)).toEqual(['board']);
  });

  it('is asked for only where the client asks for it', async () => {
    const { fetches } = await graph.expectSame('{ stay { id guests { id } } }');

    expect(asked(fetches)).toEqual(['board']);
    expect(fetches[0]?.query).not.toMatch(/\bname\b/);
  });

  it('is answered with what is not provided', async () => {
    await graph.expectSame('{ stay { id guests { id name ... on Child { age } } } }');
    await graph.expectSame(
      '{ stay { ... on Hotel { stars guests { ... on Adult { age name } __typename } } } }',
    );
  });

  it('is asked for elsewhere where it is not provided', async () => {
    await graph.expectSame('{ tent { id guests { name } ... on Tent { stars } } stay { guests { name } } }');
  });

  it('is answered under whatever names', async () => {
    await graph.expectSame(
      '{ stay { guests: id id: guests { name: id id: name ... on Child { is: __typename age } } } }',
    );
  });
});

describe('a field that is provided on one member of a union', () => {
  const graph = serveGraph(peopleGraph);

  it('is answered without asking anybody else', async () => {
    const { fetches } = await graph.expectSame('{ finds { ... on Room { id title } ... on Boat { id } } }');

    expect(asked(fetches)).toEqual(['board']);
  });

  it('is asked for elsewhere of another member', async () => {
    await graph.expectSame('{ finds { ... on Room { id title } ... on Boat { id title } } }');
    await graph.expectSame('{ finds { __typename ... on Boat { title masts } ... on Room { beds title } } }');
  });

  it('is answered under whatever names, and under conditions', async () => {
    const query = `query ($titled: Boolean!) {
      finds { ... on Room { id: title @include(if: $titled) title: id } ... on Boat @skip(if: $titled) { id: title } }
    }`;
    await graph.expectSame(query, { titled: true });
    await graph.expectSame(query, { titled: false });
  });
});
