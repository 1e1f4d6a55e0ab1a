import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { recursionGraph } from './recursion.graph.ts';

describe('interface with parents and children', () => {
  const graph = serveGraph(recursionGraph);

  it('children are completed by another subgraph at each level', async () => {
    const { subgraphs } = await graph.expectSame(
      '{ region(id: "no") { population children { population children { name population children { population } } } } }',
    );

    expect(new Set(subgraphs)).toEqual(new Set(['regions', 'people']));
  });

  it('parents and children are answered in turn', async () => {
    await graph.expectSame(`{
      region(id: "b") { name parent { population parent { name parent { id } children { id parent { population } } } } }
    }`);
  });

  it('subgraphs take turns at each level', async () => {
    await graph.expectSame(
      '{ region(id: "v") { bigger { name bigger { name bigger { name bigger { name } } } } } }',
    );
    await graph.expectSame(
      '{ region(id: "v") { bigger { parent { bigger { children { name population } } } } } }',
    );
  });

  it('fragments on a single type are answered at each level', async () => {
    await graph.expectSame(`{
      region(id: "no") {
        children { ... on Area { children { ... on City { population name } ... on Area { id } } } ... on City { bigger { id } } }
      }
    }`);
  });

  it('@requires of the children is answered', async () => {
    await graph.expectSame('{ region(id: "w") { ... on Area { total } ... on Country { total } } }');
    await graph.expectSame(`{
      region(id: "no") { ... on Country { total name } children { ... on Area { total children { population } } name } }
    }`);
  });

  it('aliases with the names of further levels change no value', async () => {
    await graph.expectSame(`{
      region(id: "w") { children: parent { parent: children { population: name name: population } } parent: children { id: population } }
    }`);
  });
});
