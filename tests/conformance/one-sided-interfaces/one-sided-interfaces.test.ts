import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { oneSidedInterfacesGraph, returnedGraph } from './graph.ts';

describe('an interface that an object has in one subgraph only', () => {
  const graph = serveGraph(oneSidedInterfacesGraph);

  it('has a field that another subgraph took over from its implementation', async () => {
    await graph.expectSame('{ arrivals { id since } }');
    await graph.expectSame('{ onTime { since ... on Ferry { id name } } }');
    const { fetches } = await graph.expectSame('{ named { since } }');

    expect(fetches).toHaveLength(1);
  });

  it('is a condition on what the subgraph does not know to be of it', async () => {
    await graph.expectSame('{ anything { ... on Named { name } } }');
    await graph.expectSame('{ anything { ... on Vehicle { id name } ... on Arrival { since } __typename } }');
    await graph.expectSame(
      '{ anything { ... on Arrival { ... on Named { name since } } ... on Bus { seats } } }',
    );
  });

  it('is a condition that leads from one interface to another of the same object', async () => {
    await graph.expectSame('{ arrivals { ... on Vehicle { name ... on Arrival { since } } } }');
    await graph.expectSame('{ named { ... on Arrival { id since } ... on Bus { id } name } }');
    await graph.expectSame(
      '{ vehicle(id: "f1") { ... on Arrival { since } } other: vehicle(id: "b1") { ... on Arrival { since } } }',
    );
  });

  it('is a condition on an object of a known type', async () => {
    await graph.expectSame(
      '{ ferries { ... on Arrival { id since } ...Naming } } fragment Naming on Named { __typename name }',
    );
    await graph.expectSame('{ ferries { ... on Vehicle { ... on Named { ... on Ferry { since } } } } }');
  });

  it('leaves out what is not of it', async () => {
    await graph.expectSame('{ vehicle(id: "b1") { ... on Ferry { since } } }');
    await graph.expectSame('{ vehicle(id: "b1") { ... on Bus { seats } ... on Ferry { name } id } }');
    await graph.expectSame('{ arrivals { ... on Vehicle { ... on Bus { seats } } } }');
    await graph.expectSame('{ vehicle(id: "none") { ... on Arrival { since } } }');
  });

  it('takes the interface of the same name for what it is, whoever implements it', async () => {
    await graph.expectSame('{ anything { ... on Thing { ... on Vehicle { ... on Named { since } } } } }');
  });
});

describe('an object that a subgraph returns for an interface which it is of only elsewhere', () => {
  const graph = serveGraph(returnedGraph);

  it('is an error at its place, whatever is asked of it', async () => {
    await graph.expectSame('{ at(id: "b1") { ... on Beach { sand } } }');
    await graph.expectSame('{ at(id: "b1") { ... on Pier { length } } }');
    await graph.expectSame('{ at(id: "b1") { id } others { id ... on Beach { sand } } }');
  });

  it('does not keep the others from being had', async () => {
    await graph.expectSame(
      '{ at(id: "p1") { id ... on Beach { sand } ... on Pier { length } } others { __typename } }',
    );
  });
});
