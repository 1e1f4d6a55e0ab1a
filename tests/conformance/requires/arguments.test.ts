import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { requiredArgumentsGraph } from './arguments.graph.ts';

describe('@requires with arguments', () => {
  const graph = serveGraph(requiredArgumentsGraph);

  it('arguments of the client do not change the required value', async () => {
    await graph.expectSame('{ rooms { price(currency: "EUR") local } }');
    await graph.expectSame('query ($c: String!) { rooms { price(currency: $c) local usual } }', { c: 'USD' });
    await graph.expectSame('{ rooms { usual price local: price(currency: "USD") } }');
  });

  it('two fields may require the same field with different arguments', async () => {
    const { fetches } = await graph.expectSame('{ rooms { none local foreign usual } }');

    const [fees, ...others] = fetches.filter(({ subgraph }) => subgraph === 'fees');
    expect(fees?.query.split('_entities(')).toHaveLength(4);
    expect(others).toEqual([]);
  });

  it('nested fields are required with arguments beside variables of the client', async () => {
    await graph.expectSame(
      'query ($times: Int) { room { cleaning painting(times: $times) plan { size(unit: "FT2") } } }',
      { times: 3 },
    );
  });

  it('compatible requirements are sent in a single fetch', async () => {
    await graph.expectSameFrom(['rooms', 'fees'], '{ rooms { none local cleaning } }');
  });

  it('the API schema has no additional fields', async () => {
    const { data } = await graph.ask('{ __type(name: "Room") { fields { name } } }');

    expect(data).toMatchObject({ __type: { fields: { length: 9 } } });
  });
});
