import { describe, expect, it } from 'vitest';
import type { Fetch } from '../support/graph.ts';
import { serveGraph } from '../support/graph.ts';
import { feesGraph } from './graph.ts';

const subgraphsOf = (fetches: Fetch[]) => fetches.map(({ subgraph }) => subgraph);
const entitiesOf = (fetches: Fetch[], subgraph: string) =>
  fetches.filter((fetch) => fetch.subgraph === subgraph).map(({ variables }) => variables['representations']);

describe('fields that a field requires', () => {
  const graph = serveGraph(feesGraph);

  it('are fetched for it and not answered', async () => {
    const { fetches } = await graph.expectSame('{ rooms { cleaningFee } }');

    expect(subgraphsOf(fetches)).toEqual(['rooms', 'fees']);
  });

  it('are fetched once for all that require them, and for the client', async () => {
    const { fetches } = await graph.expectSame('{ rooms { cleaningNote cleaningFee area open nightly } }');

    expect(subgraphsOf(fetches)).toEqual(['rooms', 'fees']);
    expect(fetches[0]?.query.match(/nightly/g)).toHaveLength(1);
  });

  it('are not fetched for what requires nothing', async () => {
    const { fetches } = await graph.expectSame('{ rooms { open } }');

    expect(entitiesOf(fetches, 'fees')).toEqual([
      ['r1', 'r2', 'r3'].map((id) => ({ __typename: 'Room', id })),
    ]);
  });

  it('may be null', async () => {
    const { fetches } = await graph.expectSame('{ rooms { id cleaningFee cleaningNote sweeping } }');

    expect(JSON.stringify(entitiesOf(fetches, 'fees'))).toContain('"area":null');
  });

  it('may be of objects in a list, of which only what is required is handed over', async () => {
    const { fetches } = await graph.expectSame('{ rooms { linen beds { length } } }');

    expect(JSON.stringify(entitiesOf(fetches, 'fees'))).not.toContain('length');
  });

  it('are found under whatever names the client gives them or others', async () => {
    await graph.expectSame('{ rooms { area: name nightly: id cleaningFee cleaningNote } }');
    await graph.expectSame('{ rooms { id: nightly __typename: name cleaningNote } }');
    await graph.expectSame(
      '{ rooms { beds: terrace { width: area } terrace: beds { area: width } linen sweeping } }',
    );
    await graph.expectSame('{ rooms { beds { width: length } linen of: linen cleaningFee: cleaningNote } }');
  });

  it('are fetched from a third subgraph first where the object comes from elsewhere', async () => {
    const { fetches } = await graph.expectSame(
      '{ guest(id: "g1") { stays { id room { cleaningFee cleaningNote linen } } } }',
    );

    expect(subgraphsOf(fetches)).toEqual(['guests', 'stays', 'rooms', 'fees']);
    expect(entitiesOf(fetches, 'fees')).toMatchObject([{ length: 2 }]);
  });

  it('are fetched beside what does not wait for them', async () => {
    await graph.expectSame(
      '{ guest(id: "g2") { name stays { guest { id name } room { open name cleaningFee sweeping } } } }',
    );
  });

  it('go well with fields that are provided', async () => {
    const { fetches } = await graph.expectSame(
      '{ rooms { stays { guest { name } room { cleaningFee name } } } }',
    );

    expect(subgraphsOf(fetches)).not.toContain('guests');
    await graph.expectSame('{ rooms { stays { guest { id name stays { room { linen } } } } cleaningFee } }');
  });

  it('are fetched in the circle of objects that lead to each other', async () => {
    await graph.expectSame(`{
      guest(id: "g1") {
        stays { room { cleaningFee stays { guest { stays { room { sweeping nightly stays { id } } } } } } }
      }
    }`);
  });

  it('are not fetched where there is no object', async () => {
    const { fetches } = await graph.expectSame('{ guest(id: "none") { stays { room { cleaningFee } } } }');

    expect(subgraphsOf(fetches)).toEqual(['guests']);
  });
});
