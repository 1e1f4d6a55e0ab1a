import { describe, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { differingMembersGraph } from './graph.ts';

describe('members of a union whose fields a subgraph has of other types than the graph', () => {
  const graph = serveGraph(differingMembersGraph);

  const all = (fields: string) =>
    ['Guest', 'Agent', 'Robot'].map((type) => `... on ${type} { ${fields} }`).join(' ');

  it('are asked for together, under one name', async () => {
    await graph.expectSame(`{ users { ${all('id name')} } guests { id name } }`);
    await graph.expectSame(`{ users { ${all('level tags')} } }`);
  });

  it('are asked for at each depth', async () => {
    await graph.expectSame(
      `{ users { ${all(`id friends { ${all(`name friends { ${all('id tags')} }`)} }`)} } }`,
    );
    await graph.expectSame(`{ guests { id friends { ${all(`id name friends { ${all('name')} }`)} } } }`);
  });

  it('are asked for under names of the client', async () => {
    await graph.expectSame(`{ users { ${all('name: id id: level')} } }`);
    await graph.expectSame(`{ users { ${all('label: name')} ... on Guest { points } } }`);
  });

  it('are joined with what another subgraph has', async () => {
    await graph.expectSame(
      `{ users { ... on Guest { points id } ... on Agent { id level } } account { name ... on Guest { points } } }`,
    );
  });
});
