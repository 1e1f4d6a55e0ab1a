import { describe, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { circularInterfacesGraph } from './graph.ts';

describe('interfaces that lead in circles', () => {
  const graph = serveGraph(circularInterfacesGraph);

  it('are followed around, as far as was asked', async () => {
    await graph.expectSame(`{
      stop(id: "s1") { next { next { next { __typename ... on Harbour { name next { ... on Station { name } } } } } } }
    }`);
  });

  it('are followed where each step takes what another subgraph has', async () => {
    await graph.expectSame('{ stop(id: "s1") { sameFare { sameFare { __typename } } } }');
    await graph.expectSame(
      '{ stop(id: "s2") { sameFare { ... on Stop { sameFare { ... on Station { name } } } } } }',
    );
    await graph.expectSame(
      '{ stop(id: "s1") { ... on Stop { sameFare { ... on Harbour { sameFare { id fare } } } } } }',
    );
  });

  it('are followed with fields of the interface and of an implementation in turn', async () => {
    await graph.expectSame(`{
      stop(id: "s1") {
        __typename
        sameFare { __typename ... on Harbour { id } sameFare { __typename ... on Harbour { id } } }
        ... on Harbour { __typename id fare sameFare { id fare } }
      }
    }`);
  });

  it('are followed through two interfaces of the same objects', async () => {
    await graph.expectSame(`{
      dearest { fare cheaper { fare ... on Stop { next { __typename ... on Priced { fare cheaper { fare } } } } } }
    }`);
    await graph.expectSame(
      '{ stop(id: "s1") { next { next { ... on Priced { fare ... on Stop { next { ... on Priced { fare } } } } } } } }',
    );
  });

  it('end where there is nothing more', async () => {
    await graph.expectSame(
      '{ stop(id: "s4") { next { next { __typename } sameFare { __typename } } sameFare { next { __typename } } } }',
    );
  });
});
