import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { flawsGraph } from './graph.ts';

describe('what cannot be had', () => {
  const graph = serveGraph(flawsGraph);

  it('is null, with an error where it failed', async () => {
    await graph.expectSame('{ trips { id name } }');
    await graph.expectSame('{ trips { guide { name } own } }');
    await graph.expectSame('{ failing nothing greeting trips { id } }');
    await graph.expectSame('{ failingTrips { id name } greeting }');
  });

  it('is null alone where one of several entities fails', async () => {
    const { errors, fetches } = await graph.expectSame('{ trips { id insured } }');

    expect(errors).toHaveLength(1);
    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['trips', 'miles']);
  });

  it('is null with an error at each place of an entity that a subgraph fails to find', async () => {
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

  it('makes null of the nearest thing around it that may be null', async () => {
    for (const id of ['t1', 't2', 't3', 't4']) {
      await graph.expectSame('query ($id: ID!) { trip(id: $id) { id sureName } }', { id });
      await graph.expectSame('query ($id: ID!) { trip(id: $id) { id sureGuide { name } own } greeting }', {
        id,
      });
      await graph.expectSame('query ($id: ID!) { trip(id: $id) { sureLegs { id } } }', { id });
    }
  });

  it('makes null of everything where nothing around it may be null', async () => {
    await graph.expectSame('{ sureTrip(id: "t2") { sureName } greeting }');
    await graph.expectSame('{ sureTrip(id: "t3") { sureGuide { name } own } trips { id } }');
    await graph.expectSame('{ sureTrip(id: "t1") { sureName } }');
    await graph.expectSame('{ sureTrip(id: "none") { id } greeting }');
    await graph.expectSame('{ sure { sureGuide { trusted name } } }');
  });

  it('makes null of a list of which several items may not be null', async () => {
    const { data, errors = [] } = await graph.ask('{ trips { id sureName } }');

    expect(data).toBeNull();
    expect(errors.map(({ path }) => path?.[2])).toContain('sureName');
  });

  it('is at the root', async () => {
    await graph.expectSame('{ sureNothing greeting }');
    await graph.expectSame('{ sureFailing trips { id } }');
    await graph.expectSame('{ trips { id } sureGreeting }');
    await graph.expectSame('{ trip(id: "t1") { name } a: sureNothing }');
  });

  it('is in a list of what may be null', async () => {
    await graph.expectSame('{ maybe { id sureName } }');
    await graph.expectSame('{ maybe { sureGuide { name trusted } name } }');
    await graph.expectSame('{ maybe { legs { miles } } }');
    await graph.expectSame('{ maybe { looseLegs { id miles } sureLegs { looseMiles } } }');
  });

  it('is in a list of what may not be null, within a list', async () => {
    await graph.expectSame('{ grid { id own } }');
    await graph.expectSame('{ grid { id sureName } }');
    await graph.expectSame('{ grid { name sureLegs { miles } } }');
  });

  it('is deep in what another subgraph leads to', async () => {
    await graph.expectSame('{ trip(id: "t1") { guide { trusted rating name } } }');
    await graph.expectSame('{ trip(id: "t5") { guide { trusted name } own } }');
    await graph.expectSame('{ trip(id: "t5") { sureGuide { trusted } own } }');
    await graph.expectSame('{ trip(id: "t2") { looseLegs { miles } legs { looseMiles id } } }');
    await graph.expectSame('{ trip(id: "t3") { legs { id miles } looseLegs { looseMiles } } }');
  });

  it('has errors with the names that the client gave', async () => {
    await graph.expectSame(
      '{ all: trips { key: id title: name leader: guide { called: name } } bad: failing }',
    );
    await graph.expectSame(
      '{ one: trip(id: "t3") { way: looseLegs { far: miles } } two: trip(id: "t3") { name: id id: name } }',
    );
  });

  it('is at every place of one entity', async () => {
    await graph.expectSame('{ a: trip(id: "t3") { name } b: trip(id: "t3") { name } maybe { id name } }');
    await graph.expectSame('{ a: trip(id: "t1") { insured } b: trip(id: "t1") { id insured } }');
  });

  it('is left out where it is not asked for', async () => {
    const query =
      'query ($sure: Boolean!) { maybe { id ... @include(if: $sure) { sureName } name @skip(if: $sure) } }';
    await graph.expectSame(query, { sure: true });
    await graph.expectSame(query, { sure: false });
    await graph.expectSame('{ trip(id: "t2") { ...F } } fragment F on Trip { ... { sureName } __typename }');
  });

  it('has an error for each place, and none for what is null rightly', async () => {
    const { errors } = await graph.expectSame('{ trips { name guide { name } } nothing }');

    expect(errors?.map(({ path }) => path?.join('.')).toSorted()).toEqual(['trips.2.guide', 'trips.2.name']);
  });
});
