import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { recursionGraph } from './graph.ts';

describe('parents and children', () => {
  const graph = serveGraph(recursionGraph);

  it('are followed down, each with what another subgraph has', async () => {
    const { fetches } = await graph.expectSame(
      '{ region(id: "no") { population children { population children { name population children { population } } } } }',
    );

    expect(new Set(fetches.map(({ subgraph }) => subgraph))).toEqual(new Set(['regions', 'people']));
  });

  it('are followed up and down', async () => {
    await graph.expectSame(`{
      region(id: "b") { name parent { population parent { name parent { id } children { id parent { population } } } } }
    }`);
  });

  it('are followed from one subgraph to the other and back', async () => {
    await graph.expectSame(
      '{ region(id: "v") { bigger { name bigger { name bigger { name bigger { name } } } } } }',
    );
    await graph.expectSame(
      '{ region(id: "v") { bigger { parent { bigger { children { name population } } } } } }',
    );
  });

  it('are followed by one type only', async () => {
    await graph.expectSame(`{
      region(id: "no") {
        children { ... on Area { children { ... on City { population name } ... on Area { id } } } ... on City { bigger { id } } }
      }
    }`);
  });

  it('are summed up by who requires them', async () => {
    await graph.expectSame('{ region(id: "w") { ... on Area { total } ... on Country { total } } }');
    await graph.expectSame(`{
      region(id: "no") { ... on Country { total name } children { ... on Area { total children { population } } name } }
    }`);
  });

  it('have the names of fields further up or down for names', async () => {
    await graph.expectSame(`{
      region(id: "w") { children: parent { parent: children { population: name name: population } } parent: children { id: population } }
    }`);
  });
});
