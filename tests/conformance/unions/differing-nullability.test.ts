import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { differingMembersGraph } from './differing-nullability.graph.ts';

describe('union members with stricter nullability in a subgraph than in the graph', () => {
  const graph = serveGraph(differingMembersGraph);

  const all = (fields: string) =>
    ['Guest', 'Agent', 'Robot'].map((type) => `... on ${type} { ${fields} }`).join(' ');

  it('they are selected together under the same name', async () => {
    await graph.expectSame(`{ users { ${all('id name')} } guests { id name } }`);
    await graph.expectSame(`{ users { ${all('level tags')} } }`);
  });

  it('they are selected together at each depth', async () => {
    await graph.expectSame(
      `{ users { ${all(`id friends { ${all(`name friends { ${all('id tags')} }`)} }`)} } }`,
    );
    await graph.expectSame(`{ guests { id friends { ${all(`id name friends { ${all('name')} }`)} } } }`);
  });

  it('they are selected together under aliases', async () => {
    await graph.expectSame(`{ users { ${all('name: id id: level')} } }`);
    await graph.expectSame(`{ users { ${all('label: name')} ... on Guest { points } } }`);
  });

  it('they are joined with fields of another subgraph', async () => {
    await graph.expectSame(
      `{ users { ... on Guest { points id } ... on Agent { id level } } account { name ... on Guest { points } } }`,
    );
  });
});
