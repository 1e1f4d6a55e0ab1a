import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { tripsGraph } from './chains.graph.ts';

describe('@key chains: a subgraph whose key another subgraph provides', () => {
  const graph = serveGraph(tripsGraph);

  it('a chain of two fetches reaches it', async () => {
    const { entityFetches } = await graph.expectSame('{ trip { price } }');

    expect(entityFetches).toEqual([
      ['references', [{ __typename: 'Trip', id: 't1' }]],
      ['vendors', [{ __typename: 'Trip', ref: 'A-1' }]],
    ]);
  });

  it('a chain reaches a key with a field in a nested object', async () => {
    await graph.expectSame('{ trip { map } }');
  });

  it('a chain of three intermediate subgraphs reaches it', async () => {
    const { subgraphs } = await graph.expectSame('{ trip { weather } }');

    expect(subgraphs).toEqual([...['leaflets', 'references', 'vendors', 'countries', 'weather']]);
  });

  it('selections from every subgraph of the chain need a single fetch of each', async () => {
    const { entityFetches } = await graph.expectSame('{ trips { weather map price seats ref title id } }');

    for (const [, representations] of entityFetches) expect(representations).toHaveLength(2);
  });

  it('entities in nested lists with nulls are joined', async () => {
    await graph.expectSame('{ groups { weather vendor { country name } } }');
  });

  it('the nested object of a key is itself an entity and is joined', async () => {
    await graph.expectSame('{ trips { vendor { name } } }');
    await graph.expectSame('{ trip { vendor { name code country } price } }');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ trips { id: weather ref: title vendor: map title: id } }');
    await graph.expectSame(
      '{ trip { ref: vendor { code: country country: name } vendor: weather id: ref } }',
    );
    await graph.expectSame('{ trip { vendor { code: name } ref: vendor { country: code } weather } }');
  });

  it('conditions select the links of the chain', async () => {
    const query = `query ($far: Boolean!, $near: Boolean!) {
      trips { id weather @include(if: $far) vendor @include(if: $near) { name @include(if: $far) code } ... @skip(if: $near) { map } }
    }`;
    await graph.expectSameForAll(query);
  });

  it('fragments change no join', async () => {
    await graph.expectSame(`
      { trip { ...Far } trips { ...Far ... on Trip { price ...Near } } }
      fragment Far on Trip { weather vendor { ...Named } }
      fragment Near on Trip { seats vendor { code } }
      fragment Named on Vendor { name __typename }`);
  });
});
