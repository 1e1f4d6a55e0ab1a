import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { flightsGraph } from './graph.ts';
import { photosGraph } from './interfaces.ts';
import { labelledGraph } from './labels.ts';

describe('a field that one subgraph has taken over from another', () => {
  const graph = serveGraph(flightsGraph);

  it('is asked of the one that has it now', async () => {
    await graph.expectSame('{ oldFlights { id gate belt } newFlight { gate belt } }');
    await graph.expectSame('{ oldFlights { gate } }');
  });

  it('is asked of nobody else where both could be asked for the rest', async () => {
    const { fetches } = await graph.expectSame('{ board { gate } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['gates']);
  });

  it('may be one of the query', async () => {
    const { fetches } = await graph.expectSame('{ departures { gate id } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['gates']);
  });

  it('may be taken over from a subgraph that is gone', async () => {
    await graph.expectSame('{ departures { delay } oldFlights { delay } signed { delay } }');
  });

  it('is given to those who require it, the old one too', async () => {
    await graph.expectSame('{ oldFlights { call } newFlight { call sign } }');
    await graph.expectSame('{ signed { sign call gate code } oldFlights { sign } }');
    await graph.expectSame('{ departures { id gate call sign hall } board { call gate } }');
  });

  it('is asked for under whatever names', async () => {
    await graph.expectSame(
      '{ oldFlights { id: gate gate: belt belt: id } signed { gate: sign code: gate id: call } }',
    );
  });

  it('is asked for in fragments and under conditions', async () => {
    const query = `
      query ($called: Boolean!, $gated: Boolean!) { oldFlights { ...Told } board { ...Told } signed { ...Told } }
      fragment Told on Flight { gate @include(if: $gated) call @include(if: $called) ... @skip(if: $gated) { belt sign } }`;
    for (const called of [true, false]) {
      for (const gated of [true, false]) await graph.expectSame(query, { called, gated });
    }
  });
});

describe('a field of an interface that one subgraph has taken over from another', () => {
  const graph = serveGraph(photosGraph);

  it('is asked of the one that has it now', async () => {
    await graph.expectSame('{ memories { id taken } photo { taken place } }');
    await graph.expectSame('{ memories { taken ... on Photo { place } } }');
  });

  it('is answered at once where it is', async () => {
    const { fetches } = await graph.expectSame(
      '{ exhibits { taken id ... on Photo { taken id } } everything { taken } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['gallery']);
  });

  it('has nothing of what is none of its kind', async () => {
    await graph.expectSame('{ memories { ... on Note { id text } } }');
    await graph.expectSame('{ everything { ... on Note { text } ... on Photo { taken place } } }');
  });

  it('is asked for under whatever names', async () => {
    await graph.expectSame('{ memories { id: taken taken: id ... on Photo { kind: __typename } } }');
  });
});

describe('a field that is taken over from another subgraph under a label', () => {
  const graph = serveGraph(labelledGraph);

  it('stays where it was: no label is ever on, whatever its share', async () => {
    const { fetches } = await graph.expectSame('{ oldFlights { id gate belt hall } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['legacy']);
  });

  it('is asked of the old one by what the new one brings', async () => {
    await graph.expectSame('{ newFlights { gate } }');
    await graph.expectSame('{ newFlights { id: gate belt hall sign } oldFlights { sign gate } }');
  });

  it('may be one of the query', async () => {
    const { fetches } = await graph.expectSame('{ departures { id gate } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['legacy']);
  });
});
