import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { itinerariesGraph, routesGraph } from './lists.graph.ts';

describe('@key with a list of entities', () => {
  const graph = serveGraph(itinerariesGraph);

  it('fields of the members in the same subgraph need no fetch', async () => {
    await graph.expectSameFrom(['search'], '{ best { legs { id carrier { country flagship { id } } } } }');
  });

  it('an entity is joined after another subgraph adds a key field to each member', async () => {
    await graph.expectSame('{ best { first { id } } }');
    await graph.expectSame('{ best { fastest { id number } legs { number } } }');
  });

  it('an entity is joined after several subgraphs add key fields', async () => {
    await graph.expectSame('{ best { total } }');
    await graph.expectSame('{ best { total fastest { fare { amount } } } }');
  });

  it('the members are joined beside the entity', async () => {
    await graph.expectSame('{ best { legs { fare { amount } } } }');
    await graph.expectSame(`{
      best {
        legs { id number fare { amount } carrier { flagship { id } id country } }
        fastest { id }
        first { id }
      }
    }`);
  });

  it('members that lead to further members are joined', async () => {
    await graph.expectSame(
      '{ best { legs { carrier { flagship { number fare { amount } carrier { id } } } } } }',
    );
    await graph.expectSame(
      '{ best { first { carrier { flagship { fare { amount } number } country } fare { amount } } } }',
    );
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame(
      '{ best { legs: total fastest: legs { id: number number: id carrier: fare { id: amount } } } }',
    );
    await graph.expectSame(
      '{ best { first: fastest { id: fare { amount } } fastest: first { number: id } total } }',
    );
  });

  it('an empty list is a key', async () => {
    await graph.expectSame('{ none { first { id } legs { number } } }');
    await graph.expectSame('{ none { fastest { number } total } }');
  });

  it('conditions change no join', async () => {
    const query = `query ($whole: Boolean!, $each: Boolean!) {
      best { total @include(if: $whole) legs @include(if: $each) { fare { amount } id @skip(if: $whole) } first { number @skip(if: $each) } }
    }`;
    await graph.expectSameForAll(query);
  });
});

describe('@key with a list inside a list', () => {
  const graph = serveGraph(routesGraph);

  it('nulls and repeated members stay in the representation', async () => {
    const { entityFetches } = await graph.expectSame('{ routes { name ticket } }');

    const [first] = entityFetches;
    expect(first?.[1]).toEqual([
      { __typename: 'Route', days: [{ stops: [{ code: 'BGO' }, { code: 'OSL' }] }] },
      { __typename: 'Route', days: [{ stops: [{ code: 'BGO' }] }, null, { stops: [] }] },
      { __typename: 'Route', days: [{ stops: [{ code: 'BGO' }, null, { code: 'OSL' }, { code: 'BGO' }] }] },
      { __typename: 'Route', days: [] },
    ]);
  });

  it('nested lists that are no key are answered', async () => {
    await graph.expectSame('{ routes { days { grid stops { berths code } } ticket } }');
    await graph.expectSame(
      '{ routes { days: ticket ticket: days { stops: grid grid: stops { code: berths } } } }',
    );
  });

  it('fragments change no join', async () => {
    await graph.expectSame(`
      { routes { ...Days ticket } }
      fragment Days on Route { days { ...Stops grid } name }
      fragment Stops on Day { stops { ...Berths } __typename }
      fragment Berths on Stop { berths }`);
  });
});
