import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { giftsGraph, notesGraph, shown } from './graph.ts';

describe('an interface object of which nobody tells the type', () => {
  const graph = serveGraph(notesGraph);

  it('is an error where its type is asked for, and nothing else is', async () => {
    await graph.expectSame('{ gone { __typename } }');
    await graph.expectSame('{ noted { __typename note } }');
    await graph.expectSame('{ noted { kind: __typename } stays { note } }');
  });

  it('is an error where a field is wanted of one implementation only', async () => {
    await graph.expectSame('{ noted { note ... on Hotel { stars } } }');
    await graph.expectSame('{ gone { ... on Hotel { note } } }');
    await graph.expectSame('{ gone { id ... on Hotel { __typename } } }');
  });

  it('takes the list with it where that may hold no null', async () => {
    await graph.expectSame('{ surely { note __typename } stays { id } }');
  });

  it('is an error where what is missing may not be null', async () => {
    const { data, errors } = await graph.ask('{ noted { nickname note } }');

    expect(data).toEqual({ noted: [{ nickname: 'Fjordy', note: 'near' }, null] });
    expect(errors?.map(({ path }) => path)).toEqual([['noted', 1, 'nickname']]);
  });

  it('is answered as far as it is known where nobody asks what it is', async () => {
    const { data, errors } = await graph.ask('{ noted { note id } }');

    expect({ data, errors }).toEqual({ data: { noted: shown } });
  });

  it('has no made-up type', async () => {
    const { data } = await graph.ask('{ noted { kind: __typename id } }');

    expect(data?.['noted']).toEqual([{ kind: 'Hotel', id: 'h1' }, null]);
  });
});

describe('an interface that no subgraph implements', () => {
  const graph = serveGraph(giftsGraph);

  it('is an error where a subgraph has to tell its type', async () => {
    await graph.expectSame('{ sold { code } }');
  });

  it('is an error where a field of it can be had nowhere', async () => {
    await graph.expectSame('{ sold { message } }');
    await graph.expectSame('{ sold { message } tour { id } }');
  });

  it('is an error where nobody can tell its type', async () => {
    await graph.expectSame('{ given { __typename } }');
  });

  it('is answered where it is an object, and nobody asks what it is', async () => {
    const { data, errors } = await graph.ask('{ given { code message } }');

    expect({ data, errors }).toEqual({ data: { given: { code: 'V1', message: 'enjoy' } } });
  });

  it('is an empty list where there is none', async () => {
    await graph.expectSame('{ vouchers { code } }');
  });

  it('does not keep another from being told by who can', async () => {
    await graph.expectSame('{ tour { id } }');
    await graph.expectSame('{ tour { ... on Walk { id } } }');
    await graph.expectSame('{ tour { __typename id ... on Walk { steps } } }');
  });

  it('has no fields of implementations', async () => {
    const { errors } = await graph.ask('{ tour { id steps } }');

    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
