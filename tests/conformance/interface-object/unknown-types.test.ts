import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { giftsGraph, notesGraph } from './unknown-types.graph.ts';

const shown = [
  { note: 'near', id: 'h1' },
  { note: 'closed', id: 'gone' },
];

describe('@interfaceObject of an entity without a known type', () => {
  const graph = serveGraph(notesGraph);

  it('__typename is an error', async () => {
    await graph.expectSame('{ gone { __typename } }');
    await graph.expectSame('{ noted { __typename note } }');
    await graph.expectSame('{ noted { kind: __typename } stays { note } }');
  });

  it('a fragment on an implementation is an error', async () => {
    await graph.expectSame('{ noted { note ... on Hotel { stars } } }');
    await graph.expectSame('{ gone { ... on Hotel { note } } }');
    await graph.expectSame('{ gone { id ... on Hotel { __typename } } }');
  });

  it('a list of non-null items is null as a whole', async () => {
    await graph.expectSame('{ surely { note __typename } stays { id } }');
  });

  it('a non-null field of the interface propagates null with an error', async () => {
    const { data, errors } = await graph.ask('{ noted { nickname note } }');

    expect(data).toEqual({ noted: [{ nickname: 'Fjordy', note: 'near' }, null] });
    expect(errors?.map(({ path }) => path)).toEqual([['noted', 1, 'nickname']]);
  });

  it('fields of the interface object are answered where no type is needed', async () => {
    const { data, errors } = await graph.ask('{ noted { note id } }');

    expect({ data, errors }).toEqual({ data: { noted: shown } });
  });

  it('the name of the interface is never answered as __typename', async () => {
    const { data } = await graph.ask('{ noted { kind: __typename id } }');

    expect(data?.['noted']).toEqual([{ kind: 'Hotel', id: 'h1' }, null]);
  });
});

describe('@interfaceObject: an interface without implementations', () => {
  const graph = serveGraph(giftsGraph);

  it('a root field in the subgraph of the interface is an error', async () => {
    await graph.expectSame('{ sold { code } }');
  });

  it('a field of the second subgraph is refused', async () => {
    await graph.expectNoPlan('{ sold { message } }');
    await graph.expectNoPlan('{ sold { message } tour { id } }');
    await graph.expectNoPlan('{ till { last { code note: message } } }');
    await graph.expectNoPlan('{ vouchers { message } }');
  });

  it('__typename is refused in the subgraph of the interface object', async () => {
    await graph.expectNoPlan('{ given { __typename } }');
  });

  it('fields of the interface object are answered where no type is needed', async () => {
    const { data, errors } = await graph.ask('{ given { code message } }');

    expect({ data, errors }).toEqual({ data: { given: { code: 'V1', message: 'enjoy' } } });
  });

  it('an empty list is answered', async () => {
    await graph.expectSame('{ vouchers { code } }');
  });

  it('another interface object with a known type is answered', async () => {
    await graph.expectSame('{ tour { id } }');
    await graph.expectSame('{ tour { ... on Walk { id } } }');
    await graph.expectSame('{ tour { __typename id ... on Walk { steps } } }');
  });

  it('fields of implementations are refused on the interface', async () => {
    const { errors } = await graph.ask('{ tour { id steps } }');

    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
