import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { oneSidedInterfacesGraph, returnedGraph } from './one-sided.graph.ts';

describe('interface that a type implements in a single subgraph', () => {
  const graph = serveGraph(oneSidedInterfacesGraph);

  it('@override: a moved field of the implementation is answered', async () => {
    await graph.expectSame('{ arrivals { id since } }');
    await graph.expectSame('{ onTime { since ... on Ferry { id name } } }');
    const { fetches } = await graph.expectSame('{ named { since } }');

    expect(fetches).toHaveLength(1);
  });

  it('a fragment on it applies to objects of the second subgraph', async () => {
    await graph.expectSame('{ anything { ... on Named { name } } }');
    await graph.expectSame('{ anything { ... on Vehicle { id name } ... on Arrival { since } __typename } }');
    await graph.expectSame(
      '{ anything { ... on Arrival { ... on Named { name since } } ... on Bus { seats } } }',
    );
  });

  it('fragments lead from an interface to another', async () => {
    await graph.expectSame('{ arrivals { ... on Vehicle { name ... on Arrival { since } } } }');
    await graph.expectSame('{ named { ... on Arrival { id since } ... on Bus { id } name } }');
    await graph.expectSame(
      '{ vehicle(id: "f1") { ... on Arrival { since } } other: vehicle(id: "b1") { ... on Arrival { since } } }',
    );
  });

  it('a fragment on it applies to an object type', async () => {
    await graph.expectSame(
      '{ ferries { ... on Arrival { id since } ...Naming } } fragment Naming on Named { __typename name }',
    );
    await graph.expectSame('{ ferries { ... on Vehicle { ... on Named { ... on Ferry { since } } } } }');
  });

  it('fragments on further types are empty', async () => {
    await graph.expectSame('{ vehicle(id: "b1") { ... on Ferry { since } } }');
    await graph.expectSame('{ vehicle(id: "b1") { ... on Bus { seats } ... on Ferry { name } id } }');
    await graph.expectSame('{ arrivals { ... on Vehicle { ... on Bus { seats } } } }');
    await graph.expectSame('{ vehicle(id: "none") { ... on Arrival { since } } }');
  });

  it('fragments on a union and on both interfaces are answered', async () => {
    await graph.expectSame('{ anything { ... on Thing { ... on Vehicle { ... on Named { since } } } } }');
  });
});

describe('interface: a subgraph returns an object that implements it in the second subgraph alone', () => {
  const graph = serveGraph(returnedGraph);

  it('the object is an error with any selection', async () => {
    await graph.expectSame('{ at(id: "b1") { ... on Beach { sand } } }');
    await graph.expectSame('{ at(id: "b1") { ... on Pier { length } } }');
    await graph.expectSame('{ at(id: "b1") { id } others { id ... on Beach { sand } } }');
  });

  it('sibling objects are answered', async () => {
    await graph.expectSame(
      '{ at(id: "p1") { id ... on Beach { sand } ... on Pier { length } } others { __typename } }',
    );
  });
});
