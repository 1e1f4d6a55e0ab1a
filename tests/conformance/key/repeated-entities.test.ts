import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { staysGraph } from './repeated-entities.graph.ts';

const hotel = (id: string) => ({ __typename: 'Hotel', id });
const guest = (id: string) => ({ __typename: 'Guest', id });

describe('@key: the same entity at several places of an answer', () => {
  const graph = serveGraph(staysGraph);

  it('it is fetched once and is answered at each place', async () => {
    const { entityFetches } = await graph.expectSame('{ stays { hotel { name stars } } }');

    expect(entityFetches).toEqual([['hotels', [hotel('h1'), hotel('h2')]]]);
  });

  it('it is fetched once from nested lists', async () => {
    const { entityFetches } = await graph.expectSame('{ stays { guests { name phone id } night } }');

    expect(entityFetches).toEqual([['guests', [guest('g1'), guest('g2')]]]);
  });

  it('it is fetched once where further entities lead to it', async () => {
    const { entityFetches } = await graph.expectSame('{ stays { hotel { owner { phone } } } }');

    expect(entityFetches).toEqual([
      ['hotels', [hotel('h1'), hotel('h2')]],
      ['guests', [guest('g1')]],
    ]);
  });

  it('it is fetched once under aliases', async () => {
    const { entityFetches } = await graph.expectSame('{ stays { id: hotel { id: name hotel: stars } } }');

    expect(entityFetches).toEqual([['hotels', [hotel('h1'), hotel('h2')]]]);
  });

  it('each place has only the fields that were selected there', async () => {
    await graph.expectSame(
      '{ stays { a: hotel { name } b: hotel { stars } } favourite { owner { id } stars } }',
    );
    await graph.expectSame('{ stays { hotel { one: name } } favourite { one: stars } }');
  });

  it('each place has the values of its own arguments', async () => {
    await graph.expectSame(
      'query ($since: Int!) { stays { hotel { stars nights some: nights(since: $since) } } favourite { nights(since: 5) } }',
      { since: 2 },
    );
  });

  it('its failure is an error at each place', async () => {
    const { entityFetches, errors } = await graph.expectSame('{ ruins { hotel { name stars } night } }');

    expect(errors).toHaveLength(2);
    expect(entityFetches).toEqual([['hotels', [hotel('broken'), hotel('h1')]]]);
  });

  it('empty and null lists need no entity fetch', async () => {
    const { entityFetches } = await graph.expectSame('{ ruins { guests { name } } }');

    expect(entityFetches).toEqual([]);
  });

  it('selections at one place do not change another place', async () => {
    await graph.expectSame('{ stays { guests { name } hotel { owner { id } } } }');
    await graph.expectSame('{ stays { hotel { owner { name id: phone } } guests { id name: id } } }');
  });
});
