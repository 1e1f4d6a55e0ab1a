import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { flightsGraph } from './moved-fields.graph.ts';
import { photosGraph } from './interface-fields.graph.ts';
import { labelledGraph, summerGraph } from './labels.graph.ts';

describe('@override', () => {
  const graph = serveGraph(flightsGraph);

  it('a moved field is fetched from its new subgraph', async () => {
    await graph.expectSame('{ oldFlights { id gate belt } newFlight { gate belt } }');
    await graph.expectSame('{ oldFlights { gate } }');
  });

  it('a shared root field is fetched from the new subgraph alone', async () => {
    await graph.expectSameFrom(['gates'], '{ board { gate } }');
  });

  it('a moved root field is fetched from its new subgraph', async () => {
    await graph.expectSameFrom(['gates'], '{ departures { gate id } }');
  });

  it('a field moved from a subgraph that is gone is answered', async () => {
    await graph.expectSame('{ departures { delay } oldFlights { delay } signed { delay } }');
  });

  it('@requires gets a moved field, in the old subgraph too', async () => {
    await graph.expectSame('{ oldFlights { call } newFlight { call sign } }');
    await graph.expectSame('{ signed { sign call gate code } oldFlights { sign } }');
    await graph.expectSame('{ departures { id gate call sign hall } board { call gate } }');
  });

  it('aliases change no value', async () => {
    await graph.expectSame(
      '{ oldFlights { id: gate gate: belt belt: id } signed { gate: sign code: gate id: call } }',
    );
  });

  it('fragments and conditions change no value', async () => {
    const query = `
      query ($called: Boolean!, $gated: Boolean!) { oldFlights { ...Told } board { ...Told } signed { ...Told } }
      fragment Told on Flight { gate @include(if: $gated) call @include(if: $called) ... @skip(if: $gated) { belt sign } }`;
    await graph.expectSameForAll(query);
  });
});

describe('@override of an interface field', () => {
  const graph = serveGraph(photosGraph);

  it('a moved field is fetched from its new subgraph', async () => {
    await graph.expectSame('{ memories { id taken } photo { taken place } }');
    await graph.expectSame('{ memories { taken ... on Photo { place } } }');
  });

  it('a moved field needs no further fetch in its new subgraph', async () => {
    await graph.expectSameFrom(
      ['gallery'],
      '{ exhibits { taken id ... on Photo { taken id } } everything { taken } }',
    );
  });

  it('a fragment on a type that the subgraph lacks is answered', async () => {
    await graph.expectSame('{ memories { ... on Note { id text } } }');
    await graph.expectSame('{ everything { ... on Note { text } ... on Photo { taken place } } }');
  });

  it('aliases change no value', async () => {
    await graph.expectSame('{ memories { id: taken taken: id ... on Photo { kind: __typename } } }');
  });
});

describe('@override with a label', () => {
  const graph = serveGraph(labelledGraph);

  it('percent(100): a field is fetched from its new subgraph', async () => {
    await graph.expectSameFrom(['legacy', 'gates'], '{ oldFlights { id gate } }');
    await graph.expectSameFrom(['gates'], '{ newFlights { gate } }');
  });

  it('percent(100): a root field is fetched from its new subgraph', async () => {
    await graph.expectSameFrom(['gates'], '{ departures { id gate } }');
  });

  it('percent(0): a field stays in its old subgraph', async () => {
    await graph.expectSameFrom(['legacy'], '{ oldFlights { id belt } }');
    await graph.expectSameFrom(['gates', 'legacy'], '{ newFlights { belt } }');
  });

  it('percent(50): each request is decided on its own, from its own plan', async () => {
    const asked = new Set<string>();
    for (let request = 0; request < 200 && asked.size < 2; request += 1) {
      const { subgraphs } = await graph.expectSame('{ oldFlights { desk } }');
      asked.add(subgraphs.join());
    }

    expect([...asked].toSorted()).toEqual(['legacy', 'legacy,gates']);
  });

  it('a label without a setting is inactive', async () => {
    await graph.expectSameFrom(['legacy'], '{ oldFlights { hall } }');
    await graph.expectSame('{ newFlights { id: gate belt hall sign } oldFlights { sign gate } }');
  });
});

describe('@override with a label that OVERRIDE_LABELS makes active', () => {
  const graph = serveGraph(summerGraph);

  it('a field is fetched from its new subgraph', async () => {
    await graph.expectSameFrom(['legacy', 'gates'], '{ oldFlights { hall } }');
    await graph.expectSameFrom(['gates'], '{ newFlights { hall gate } }');
  });
});
