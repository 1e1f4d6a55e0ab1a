import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { requiredArgumentsGraph } from './graph.ts';

describe('fields that are required with arguments', () => {
  const graph = serveGraph(requiredArgumentsGraph);

  it('are their own, whatever arguments the client gives', async () => {
    await graph.expectSame('{ rooms { price(currency: "EUR") local } }');
    await graph.expectSame('query ($c: String!) { rooms { price(currency: $c) local usual } }', { c: 'USD' });
    await graph.expectSame('{ rooms { usual price local: price(currency: "USD") } }');
  });

  it('are each field’s own where two need the same with different arguments', async () => {
    const { fetches } = await graph.expectSame('{ rooms { none local foreign usual } }');

    expect(fetches.filter(({ subgraph }) => subgraph === 'fees')).toHaveLength(3);
  });

  it('are each field’s own in nested objects, and with variables of some of them', async () => {
    await graph.expectSame(
      'query ($times: Int) { room { cleaning painting(times: $times) plan { size(unit: "FT2") } } }',
      { times: 3 },
    );
  });

  it('are asked for once with what needs nothing, where nothing collides', async () => {
    const { fetches } = await graph.expectSame('{ rooms { none local cleaning } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['rooms', 'fees']);
  });

  it('add nothing to what clients see of the schema', async () => {
    const { data } = await graph.ask('{ __type(name: "Room") { fields { name } } }');

    expect(data).toMatchObject({ __type: { fields: { length: 9 } } });
  });
});
