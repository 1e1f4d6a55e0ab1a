import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { taxedStaysGraph } from './single-implementations.graph.ts';

describe('@interfaceObject: fields that a client selects of one implementation', () => {
  const graph = serveGraph(taxedStaysGraph);

  it('@requires of one implementation loses no field of another', async () => {
    await graph.expectSame('{ stays { city ... on Hotel { tax } } }');
    await graph.expectSame('{ stays { ... on Cabin { tax } next { id } city } }');
    await graph.expectSame('{ booked { city ... on Hotel { tax } } }');
  });

  it('a field of one implementation is not fetched for entities of others', async () => {
    const { entityFetches } = await graph.expectSame('{ stays { ... on Hotel { tax } id } }');

    expect(entityFetches.map(([, representations]) => representations.length)).toEqual([2]);
    for (const [query, field] of [
      ['{ stays { city ... on Cabin { next { id } } } }', 'next'],
      ['{ booked { city tax ... on Cabin { total } } }', 'total'],
    ] as const) {
      const { fetches } = await graph.expectSame(query);
      const fetch = fetches.find((one) => one.query.includes(field));
      // Merged fetches have an `_entities` field each, with a variable of its own.
      const part = fetch?.query.split('_entities').find((text) => text.includes(field));
      const variable = /representations:\$(\w+)/.exec(part ?? '')?.[1] ?? '';
      expect(fetch?.variables[variable], query).toHaveLength(1);
    }
  });

  it('@requires of a field with @requires loses no field of another implementation', async () => {
    await graph.expectSame('{ stays { city ... on Hotel { total } } }');
    await graph.expectSame('{ booked { ... on Cabin { total } city tax } }');
  });

  it('@requires of a field with @requires in two other interface objects is answered', async () => {
    await graph.expectSame('{ booked { total } }');
    await graph.expectSame('{ stays { total tax ... on Hotel { label } } }');
  });

  it('an implementation is not sent as the interface with a field that only its own type requires', async () => {
    await graph.expectSame('{ booked { pair { next { ... on Hotel { total } ... on Hotel { label } } } } }');
    await graph.expectSame('{ booked { ... on Hotel { label rate } rate } }');
  });

  it('a known implementation stays known when an interface object is fetched again', async () => {
    await graph.expectSame('{ booked { pair { __typename } ... on Cabin { pair { city } } } }');
  });
});
