import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { entityFetches } from '../support/entity-fetches.ts';
import { staysGraph } from './graph.ts';

const hotel = (id: string) => ({ __typename: 'Hotel', id });
const guest = (id: string) => ({ __typename: 'Guest', id });

describe('an entity that is met several times', () => {
  const graph = serveGraph(staysGraph);

  it('is asked for once, and is in all its places', async () => {
    const { fetches } = await graph.expectSame('{ stays { hotel { name stars } } }');

    expect(entityFetches(fetches)).toEqual([['hotels', [hotel('h1'), hotel('h2')]]]);
  });

  it('is asked for once in lists within lists', async () => {
    const { fetches } = await graph.expectSame('{ stays { guests { name phone id } night } }');

    expect(entityFetches(fetches)).toEqual([['guests', [guest('g1'), guest('g2')]]]);
  });

  it('is asked for once where others lead to it', async () => {
    const { fetches } = await graph.expectSame('{ stays { hotel { owner { phone } } } }');

    expect(entityFetches(fetches)).toEqual([
      ['hotels', [hotel('h1'), hotel('h2')]],
      ['guests', [guest('g1')]],
    ]);
  });

  it('is asked for once under the names that a client gives its list', async () => {
    const { fetches } = await graph.expectSame('{ stays { id: hotel { id: name hotel: stars } } }');

    expect(entityFetches(fetches)).toEqual([['hotels', [hotel('h1'), hotel('h2')]]]);
  });

  it('has in each place only what was asked for there', async () => {
    await graph.expectSame(
      '{ stays { a: hotel { name } b: hotel { stars } } favourite { owner { id } stars } }',
    );
    await graph.expectSame('{ stays { hotel { one: name } } favourite { one: stars } }');
  });

  it('has what its arguments say in each place', async () => {
    await graph.expectSame(
      'query ($since: Int!) { stays { hotel { stars nights some: nights(since: $since) } } favourite { nights(since: 5) } }',
      { since: 2 },
    );
  });

  it('fails in all the places where it is', async () => {
    const { errors, fetches } = await graph.expectSame('{ ruins { hotel { name stars } night } }');

    expect(errors).toHaveLength(2);
    expect(entityFetches(fetches)).toEqual([['hotels', [hotel('broken'), hotel('h1')]]]);
  });

  it('is not asked for where all lists are empty or nothing', async () => {
    const { fetches } = await graph.expectSame('{ ruins { guests { name } } }');

    expect(entityFetches(fetches)).toEqual([]);
  });

  it('is changed in no place by what another place leads to', async () => {
    await graph.expectSame('{ stays { guests { name } hotel { owner { id } } } }');
    await graph.expectSame('{ stays { hotel { owner { name id: phone } } guests { id name: id } } }');
  });
});
