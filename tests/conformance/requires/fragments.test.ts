import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { insuranceGraph } from './fragments.graph.ts';

describe('@requires with fragments', () => {
  const graph = serveGraph(insuranceGraph);

  it('fragments on interfaces of interfaces and on types are fetched', async () => {
    await graph.expectSameFrom(['stays', 'insurers'], '{ stays { premium } }');
  });

  it('each representation has the fields of its type', async () => {
    const { fetches } = await graph.expectSame('{ stays { premium plain } }');

    const representations = fetches[1]?.variables['representations'];
    expect(representations).toMatchObject([
      { shelter: { name: 'Sol', roof: 'tiles', pool: 12 } },
      { shelter: { name: 'Gran', roof: 'turf', logs: 140 } },
      { shelter: { name: 'Duk' } },
      { shelter: null },
    ]);
  });

  it('an entity from the subgraph with @requires is joined', async () => {
    await graph.expectSame('{ insured { premium } }');
    await graph.expectSame('{ insured { id plain shelter { __typename } } }');
    await graph.expectSame('{ insured { extrasPremium poolsOnly } }');
  });

  it('a fragment on the interface itself is fetched', async () => {
    await graph.expectSame('{ stays { plain } }');
  });

  it('a fragment on a single type leaves objects of further types empty', async () => {
    await graph.expectSame('{ stays { poolsOnly } }');
    await graph.expectSame('{ stays { bikesPremium } }');
  });

  it('fragments on union members are fetched in a list with nulls', async () => {
    await graph.expectSame('{ stays { extrasPremium } }');
    await graph.expectSame(
      '{ stays { extras { __typename ... on Spa { pools { depth } } } extrasPremium } }',
    );
  });

  it('fragments and aliases of the client change no value', async () => {
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

  it('an interface field is fetched independently of the types that the subgraph knows', async () => {
    await graph.expectSame('{ letters { city } }');
    await graph.expectSame('{ addressed { city } }');
    await graph.expectSame('{ stays { city address { __typename id } } }');
  });

  it('a fragment on a single type of a shared interface is fetched', async () => {
    await graph.expectSame('{ letters { workCity } }');
    await graph.expectSame('{ addressed { workCity address { ... on Home { floor } } } }');
    await graph.expectSame('{ stays { workCity id } }');
  });

  it('__typename is required', async () => {
    await graph.expectSame('{ letters { boat } }');
    await graph.expectSame('{ stays { boat city address { __typename: id id: __typename } } }');
  });

  it('an object of a type that the subgraph lacks is sent', async () => {
    await graph.expectSame('{ letters { id address { __typename id } city } }');
    await graph.expectSame('{ letters { address { ... on Boat { id } ... on Home { floor } } workCity } }');
  });

  it('several requirements of a single field are sent together', async () => {
    await graph.expectSame('{ stays { premium plain poolsOnly extrasPremium bikesPremium city boat } }');
  });

  it('null objects are sent as null', async () => {
    await graph.expectSame('{ stay(id: "s4") { premium plain extrasPremium poolsOnly city workCity } }');
  });
});
