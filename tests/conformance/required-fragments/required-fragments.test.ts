import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { insuranceGraph } from './graph.ts';

describe('fields that are required in fragments', () => {
  const graph = serveGraph(insuranceGraph);

  it('are of interfaces that implement others, and of their types', async () => {
    const { fetches } = await graph.expectSame('{ stays { premium } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['stays', 'insurers']);
  });

  it('are handed over as they are required, for each kind', async () => {
    const { fetches } = await graph.expectSame('{ stays { premium plain } }');

    const representations = fetches[1]?.variables['representations'];
    expect(representations).toMatchObject([
      { shelter: { name: 'Sol', roof: 'tiles', pool: 12 } },
      { shelter: { name: 'Gran', roof: 'turf', logs: 140 } },
      { shelter: { name: 'Duk' } },
      { shelter: null },
    ]);
  });

  it('are required where the object comes from the subgraph that requires them', async () => {
    await graph.expectSame('{ insured { premium } }');
    await graph.expectSame('{ insured { id plain shelter { __typename } } }');
    await graph.expectSame('{ insured { extrasPremium poolsOnly } }');
  });

  it('are the interface’s own', async () => {
    await graph.expectSame('{ stays { plain } }');
  });

  it('are of one type, and nothing is handed over of the others', async () => {
    await graph.expectSame('{ stays { poolsOnly } }');
    await graph.expectSame('{ stays { bikesPremium } }');
  });

  it('are of the types in a union, in a list with nulls', async () => {
    await graph.expectSame('{ stays { extrasPremium } }');
    await graph.expectSame(
      '{ stays { extras { __typename ... on Spa { pools { depth } } } extrasPremium } }',
    );
  });

  it('are asked for beside the client’s own fragments and names', async () => {
    await graph.expectSame(`{
      stays {
        premium
        shelter { pool: name ... on Villa { name: pool } ... on Roofed { logs: roof } }
        extras { ... on Bike { pools: gears } ... on Spa { gears: pools { gears: depth } } }
        extrasPremium
      }
    }`);
    await graph.expectSame('{ stay(id: "s2") { shelter { roof: __typename __typename: name } premium } }');
  });

  it('are of an interface whose type in another subgraph does not matter', async () => {
    await graph.expectSame('{ letters { city } }');
    await graph.expectSame('{ addressed { city } }');
    await graph.expectSame('{ stays { city address { __typename id } } }');
  });

  it('are of one of an interface’s types', async () => {
    await graph.expectSame('{ letters { workCity } }');
    await graph.expectSame('{ addressed { workCity address { ... on Home { floor } } } }');
    await graph.expectSame('{ stays { workCity id } }');
  });

  it('are the type’s name', async () => {
    await graph.expectSame('{ letters { boat } }');
    await graph.expectSame('{ stays { boat city address { __typename: id id: __typename } } }');
  });

  it('are of a type that the subgraph which requires them does not know', async () => {
    await graph.expectSame('{ letters { id address { __typename id } city } }');
    await graph.expectSame('{ letters { address { ... on Boat { id } ... on Home { floor } } workCity } }');
  });

  it('are asked for together', async () => {
    await graph.expectSame('{ stays { premium plain poolsOnly extrasPremium bikesPremium city boat } }');
  });

  it('are null where there is nothing', async () => {
    await graph.expectSame('{ stay(id: "s4") { premium plain extrasPremium poolsOnly city workCity } }');
  });
});
