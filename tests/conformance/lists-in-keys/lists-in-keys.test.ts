import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { itinerariesGraph } from './itineraries.ts';
import { routesGraph } from './routes.ts';

describe('an entity that is known by a list of others', () => {
  const graph = serveGraph(itinerariesGraph);

  it('needs nobody for what the subgraph that has the list knows of its members', async () => {
    const { fetches } = await graph.expectSame(
      '{ best { legs { id carrier { country flagship { id } } } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['search']);
  });

  it('is joined once another subgraph has told more of each member', async () => {
    await graph.expectSame('{ best { first { id } } }');
    await graph.expectSame('{ best { fastest { id number } legs { number } } }');
  });

  it('is joined once several subgraphs have told more of each member, and of another', async () => {
    await graph.expectSame('{ best { total } }');
    await graph.expectSame('{ best { total fastest { fare { amount } } } }');
  });

  it('is joined with its members', async () => {
    await graph.expectSame('{ best { legs { fare { amount } } } }');
    await graph.expectSame(`{
      best {
        legs { id number fare { amount } carrier { flagship { id } id country } }
        fastest { id }
        first { id }
      }
    }`);
  });

  it('is joined through members that lead back to others of their kind', async () => {
    await graph.expectSame(
      '{ best { legs { carrier { flagship { number fare { amount } carrier { id } } } } } }',
    );
    await graph.expectSame(
      '{ best { first { carrier { flagship { fare { amount } number } country } fare { amount } } } }',
    );
  });

  it('is joined whatever the client calls what makes its key', async () => {
    await graph.expectSame(
      '{ best { legs: total fastest: legs { id: number number: id carrier: fare { id: amount } } } }',
    );
    await graph.expectSame(
      '{ best { first: fastest { id: fare { amount } } fastest: first { number: id } total } }',
    );
  });

  it('is joined where the list is empty', async () => {
    await graph.expectSame('{ none { first { id } legs { number } } }');
    await graph.expectSame('{ none { fastest { number } total } }');
  });

  it('is joined under conditions', async () => {
    const query = `query ($whole: Boolean!, $each: Boolean!) {
      best { total @include(if: $whole) legs @include(if: $each) { fare { amount } id @skip(if: $whole) } first { number @skip(if: $each) } }
    }`;
    for (const whole of [true, false]) {
      for (const each of [true, false]) await graph.expectSame(query, { whole, each });
    }
  });
});

describe('an entity that is known by lists within a list', () => {
  const graph = serveGraph(routesGraph);

  it('is joined by them as they are, with their holes', async () => {
    const { fetches } = await graph.expectSame('{ routes { name ticket } }');

    const [first] = entityFetches(fetches);
    expect(first?.[1]).toEqual([
      { __typename: 'Route', days: [{ stops: [{ code: 'BGO' }, { code: 'OSL' }] }] },
      { __typename: 'Route', days: [{ stops: [{ code: 'BGO' }] }, null, { stops: [] }] },
      { __typename: 'Route', days: [{ stops: [{ code: 'BGO' }, null, { code: 'OSL' }, { code: 'BGO' }] }] },
      { __typename: 'Route', days: [] },
    ]);
  });

  it('has lists of lists of its own', async () => {
    await graph.expectSame('{ routes { days { grid stops { berths code } } ticket } }');
    await graph.expectSame(
      '{ routes { days: ticket ticket: days { stops: grid grid: stops { code: berths } } } }',
    );
  });

  it('has them in fragments', async () => {
    await graph.expectSame(`
      { routes { ...Days ticket } }
      fragment Days on Route { days { ...Stops grid } name }
      fragment Stops on Day { stops { ...Berths } __typename }
      fragment Berths on Stop { berths }`);
  });
});
