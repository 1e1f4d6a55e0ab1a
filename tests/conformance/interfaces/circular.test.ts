import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { circularInterfacesGraph } from './circular.graph.ts';

describe('interfaces that lead to each other in a circle', () => {
  const graph = serveGraph(circularInterfacesGraph);

  it('the circle is followed to the selected depth', async () => {
    await graph.expectSame(`{
      stop(id: "s1") { next { next { next { __typename ... on Harbour { name next { ... on Station { name } } } } } } }
    }`);
  });

  it('each step may need a field of another subgraph (@requires)', async () => {
    await graph.expectSame('{ stop(id: "s1") { sameFare { sameFare { __typename } } } }');
    await graph.expectSame(
      '{ stop(id: "s2") { sameFare { ... on Stop { sameFare { ... on Station { name } } } } } }',
    );
    await graph.expectSame(
      '{ stop(id: "s1") { ... on Stop { sameFare { ... on Harbour { sameFare { id fare } } } } } }',
    );
  });

  it('fields of the interface and of an implementation take turns', async () => {
    await graph.expectSame(`{
      stop(id: "s1") {
        __typename
        sameFare { __typename ... on Harbour { id } sameFare { __typename ... on Harbour { id } } }
        ... on Harbour { __typename id fare sameFare { id fare } }
      }
    }`);
  });

  it('two interfaces of the same objects take turns', async () => {
    await graph.expectSame(`{
      dearest { fare cheaper { fare ... on Stop { next { __typename ... on Priced { fare cheaper { fare } } } } } }
    }`);
    await graph.expectSame(
      '{ stop(id: "s1") { next { next { ... on Priced { fare ... on Stop { next { ... on Priced { fare } } } } } } } }',
    );
  });

  it('a null ends the circle', async () => {
    await graph.expectSame(
      '{ stop(id: "s4") { next { next { __typename } sameFare { __typename } } sameFare { next { __typename } } } }',
    );
  });
});
