import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { feesGraph } from './fields.graph.ts';

const entitiesOf = (entityFetches: [string, unknown[]][], subgraph: string) =>
  entityFetches.filter(([name]) => name === subgraph).map(([, representations]) => representations);

describe('@requires', () => {
  const graph = serveGraph(feesGraph);

  it('required fields are fetched and not answered', async () => {
    await graph.expectSameFrom(['rooms', 'fees'], '{ rooms { cleaningFee } }');
  });

  it('a field that is required twice and selected is fetched once', async () => {
    const { fetches, subgraphs } = await graph.expectSame(
      '{ rooms { cleaningNote cleaningFee area open nightly } }',
    );

    expect(subgraphs).toEqual(['rooms', 'fees']);
    expect(fetches[0]?.query.match(/nightly/g)).toHaveLength(1);
  });

  it('a field without requirements gets no required fields', async () => {
    const { entityFetches } = await graph.expectSame('{ rooms { open } }');

    expect(entitiesOf(entityFetches, 'fees')).toEqual([
      ['r1', 'r2', 'r3'].map((id) => ({ __typename: 'Room', id })),
    ]);
  });

  it('a required field may be null', async () => {
    const { entityFetches } = await graph.expectSame('{ rooms { id cleaningFee cleaningNote sweeping } }');

    expect(JSON.stringify(entitiesOf(entityFetches, 'fees'))).toContain('"area":null');
  });

  it('a required list of objects holds the required fields alone', async () => {
    const { entityFetches } = await graph.expectSame('{ rooms { linen beds { length } } }');

    expect(JSON.stringify(entitiesOf(entityFetches, 'fees'))).not.toContain('length');
  });

  it('aliases with the names of required fields change no value', async () => {
    await graph.expectSame('{ rooms { area: name nightly: id cleaningFee cleaningNote } }');
    await graph.expectSame('{ rooms { id: nightly __typename: name cleaningNote } }');
    await graph.expectSame(
      '{ rooms { beds: terrace { width: area } terrace: beds { area: width } linen sweeping } }',
    );
    await graph.expectSame('{ rooms { beds { width: length } linen of: linen cleaningFee: cleaningNote } }');
  });

  it('required fields are fetched from a third subgraph first', async () => {
    const { entityFetches, subgraphs } = await graph.expectSame(
      '{ guest(id: "g1") { stays { id room { cleaningFee cleaningNote linen } } } }',
    );

    expect(subgraphs).toEqual(['guests', 'stays', 'rooms', 'fees']);
    expect(entitiesOf(entityFetches, 'fees')).toMatchObject([{ length: 2 }]);
  });

  it('fields without requirements are answered beside it', async () => {
    await graph.expectSame(
      '{ guest(id: "g2") { name stays { guest { id name } room { open name cleaningFee sweeping } } } }',
    );
  });

  it('@provides beside it saves the fetch of the provided field', async () => {
    const { subgraphs } = await graph.expectSame(
      '{ rooms { stays { guest { name } room { cleaningFee name } } } }',
    );

    expect(subgraphs).not.toContain('guests');
    await graph.expectSame('{ rooms { stays { guest { id name stays { room { linen } } } } cleaningFee } }');
  });

  it('entities that lead to each other in a circle are joined', async () => {
    await graph.expectSame(`{
      guest(id: "g1") {
        stays { room { cleaningFee stays { guest { stays { room { sweeping nightly stays { id } } } } } } }
      }
    }`);
  });

  it('a null entity needs no fetch', async () => {
    await graph.expectSameFrom(['guests'], '{ guest(id: "none") { stays { room { cleaningFee } } } }');
  });
});
