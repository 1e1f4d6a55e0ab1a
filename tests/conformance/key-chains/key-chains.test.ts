import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { tripsGraph } from './graph.ts';

describe('an entity whose next key another subgraph has to tell', () => {
  const graph = serveGraph(tripsGraph);

  it('is reached over one subgraph', async () => {
    const { fetches } = await graph.expectSame('{ trip { price } }');

    expect(entityFetches(fetches)).toEqual([
      ['references', [{ __typename: 'Trip', id: 't1' }]],
      ['vendors', [{ __typename: 'Trip', ref: 'A-1' }]],
    ]);
  });

  it('is reached over two, by a key of which a part lies in another object', async () => {
    await graph.expectSame('{ trip { map } }');
  });

  it('is reached over three', async () => {
    const { fetches } = await graph.expectSame('{ trip { weather } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual([
      ...['leaflets', 'references', 'vendors', 'countries', 'weather'],
    ]);
  });

  it('is reached by all ways at once, in one fetch of each kind', async () => {
    const { fetches } = await graph.expectSame('{ trips { weather map price seats ref title id } }');

    for (const [, representations] of entityFetches(fetches)) expect(representations).toHaveLength(2);
  });

  it('is reached in lists of lists with holes', async () => {
    await graph.expectSame('{ groups { weather vendor { country name } } }');
  });

  it('leads on to an object that is known by the keys gathered on the way', async () => {
    await graph.expectSame('{ trips { vendor { name } } }');
    await graph.expectSame('{ trip { vendor { name code country } price } }');
  });

  it('is reached whatever the client calls what is gathered on the way', async () => {
    await graph.expectSame('{ trips { id: weather ref: title vendor: map title: id } }');
    await graph.expectSame(
      '{ trip { ref: vendor { code: country country: name } vendor: weather id: ref } }',
    );
    await graph.expectSame('{ trip { vendor { code: name } ref: vendor { country: code } weather } }');
  });

  it('is reached where the client asks under conditions', async () => {
    const query = `query ($far: Boolean!, $near: Boolean!) {
      trips { id weather @include(if: $far) vendor @include(if: $near) { name @include(if: $far) code } ... @skip(if: $near) { map } }
    }`;
    for (const far of [true, false]) {
      for (const near of [true, false]) await graph.expectSame(query, { far, near });
    }
  });

  it('is reached in fragments', async () => {
    await graph.expectSame(`
      { trip { ...Far } trips { ...Far ... on Trip { price ...Near } } }
      fragment Far on Trip { weather vendor { ...Named } }
      fragment Near on Trip { seats vendor { code } }
      fragment Named on Vendor { name __typename }`);
  });
});
