import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { flawsGraph } from './errors-in-subgraphs.graph.ts';

describe('null propagation', () => {
  const graph = serveGraph(flawsGraph);

  it('a nullable field is null, with an error where it failed', async () => {
    await graph.expectSame('{ trips { id name } }');
    await graph.expectSame('{ trips { guide { name } own } }');
    await graph.expectSame('{ failing nothing greeting trips { id } }');
    await graph.expectSame('{ failingTrips { id name } greeting }');
  });

  it('a failed entity does not fail its siblings in the fetch', async () => {
    const { errors, subgraphs } = await graph.expectSame('{ trips { id insured } }');

    expect(errors).toHaveLength(1);
    expect(subgraphs).toEqual(['trips', 'miles']);
  });

  it('an entity that a subgraph fails to resolve is an error at each place', async () => {
    const { data, errors } = await graph.ask('{ trips { id known } a: trip(id: "t5") { known own } }');

    expect(data).toMatchObject({ a: { known: null, own: 1 } });
    expect(data?.['trips']).toEqual(
      [1, 2, 3, 4, 5].map((n) => ({ id: `t${n}`, known: n === 5 ? null : true })),
    );
    expect(errors?.map(({ path }) => path?.filter((part) => part !== 'known').join('.')).toSorted()).toEqual([
      'a',
      'trips.4',
    ]);
  });

  it('a non-null field nulls the nearest nullable parent', async () => {
    for (const id of ['t1', 't2', 't3', 't4']) {
      await graph.expectSame('query ($id: ID!) { trip(id: $id) { id sureName } }', { id });
      await graph.expectSame('query ($id: ID!) { trip(id: $id) { id sureGuide { name } own } greeting }', {
        id,
      });
      await graph.expectSame('query ($id: ID!) { trip(id: $id) { sureLegs { id } } }', { id });
    }
  });

  it('null propagates to data where no parent is nullable', async () => {
    await graph.expectSame('{ sureTrip(id: "t2") { sureName } greeting }');
    await graph.expectSame('{ sureTrip(id: "t3") { sureGuide { name } own } trips { id } }');
    await graph.expectSame('{ sureTrip(id: "t1") { sureName } }');
    await graph.expectSame('{ sureTrip(id: "none") { id } greeting }');
    await graph.expectSame('{ sure { sureGuide { trusted name } } }');
  });

  it('null items of a list of non-null items null the list', async () => {
    const { data, errors = [] } = await graph.ask('{ trips { id sureName } }');

    expect(data).toBeNull();
    expect(errors.map(({ path }) => path?.[2])).toContain('sureName');
  });

  it('root fields propagate null', async () => {
    await graph.expectSame('{ sureNothing greeting }');
    await graph.expectSame('{ sureFailing trips { id } }');
    await graph.expectSame('{ trips { id } sureGreeting }');
    await graph.expectSame('{ trip(id: "t1") { name } a: sureNothing }');
  });

  it('a list of nullable items keeps its remaining items', async () => {
    await graph.expectSame('{ maybe { id sureName } }');
    await graph.expectSame('{ maybe { sureGuide { name trusted } name } }');
    await graph.expectSame('{ maybe { legs { miles } } }');
    await graph.expectSame('{ maybe { looseLegs { id miles } sureLegs { looseMiles } } }');
  });

  it('a nested list of non-null items propagates null', async () => {
    await graph.expectSame('{ grid { id own } }');
    await graph.expectSame('{ grid { id sureName } }');
    await graph.expectSame('{ grid { name sureLegs { miles } } }');
  });

  it('null propagates over several fetches', async () => {
    await graph.expectSame('{ trip(id: "t1") { guide { trusted rating name } } }');
    await graph.expectSame('{ trip(id: "t5") { guide { trusted name } own } }');
    await graph.expectSame('{ trip(id: "t5") { sureGuide { trusted } own } }');
    await graph.expectSame('{ trip(id: "t2") { looseLegs { miles } legs { looseMiles id } } }');
    await graph.expectSame('{ trip(id: "t3") { legs { id miles } looseLegs { looseMiles } } }');
  });

  it('error paths have the aliases', async () => {
    await graph.expectSame(
      '{ all: trips { key: id title: name leader: guide { called: name } } bad: failing }',
    );
    await graph.expectSame(
      '{ one: trip(id: "t3") { way: looseLegs { far: miles } } two: trip(id: "t3") { name: id id: name } }',
    );
  });

  it('an entity is null at each of its places', async () => {
    await graph.expectSame('{ a: trip(id: "t3") { name } b: trip(id: "t3") { name } maybe { id name } }');
    await graph.expectSame('{ a: trip(id: "t1") { insured } b: trip(id: "t1") { id insured } }');
  });

  it('skipped fields propagate no null', async () => {
    const query =
      'query ($sure: Boolean!) { maybe { id ... @include(if: $sure) { sureName } name @skip(if: $sure) } }';
    await graph.expectSameForAll(query);
    await graph.expectSame('{ trip(id: "t2") { ...F } } fragment F on Trip { ... { sureName } __typename }');
  });

  it('each place has its error, and a valid null has no error', async () => {
    const { errors } = await graph.expectSame('{ trips { name guide { name } } nothing }');

    expect(errors?.map(({ path }) => path?.join('.')).toSorted()).toEqual(['trips.2.guide', 'trips.2.name']);
  });
});
