import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { dealsGraph, extrasGraph, receiptsGraph } from './differing-members.graph.ts';

const allMembers =
  '__typename ... on Hotel { title } ... on Cruise { title nights } ... on Flight { number title }';

describe('union with different members in two subgraphs', () => {
  const graph = serveGraph(dealsGraph);

  it('a member of both subgraphs is answered', async () => {
    await graph.expectSame('{ deal { ... on Hotel { title } } }');
    await graph.expectSame('{ deal { ... on Hotel { title stars } } hotel { ... on Hotel { stars } } }');
  });

  it('a fragment on a member of the second subgraph is empty', async () => {
    await graph.expectSame('{ deal { ... on Cruise { title } } }');
    await graph.expectSame('{ deal { ... on Flight { title } } }');
    await graph.expectSame('{ deal { ... on Flight { number } ... on Cruise { nights } __typename } }');
  });

  it('fragments on all members are answered', async () => {
    await graph.expectSame(`{ deal { ${allMembers} } best { ${allMembers} } flight { ${allMembers} } }`);
    await graph.expectSame(`{ hotel { ${allMembers} } }`);
    await graph.expectSame(
      '{ deal { ... on Hotel { name: title } ... on Flight { name: title } ... on Cruise { name: title } } }',
    );
  });

  it('the union is answered inside a shared value type', async () => {
    await graph.expectSame(
      `{ guest { deal { ${allMembers} } hotel { ${allMembers} } best { ${allMembers} } } }`,
    );
    await graph.expectSame('{ guest { deal { ... on Flight { title } } } }');
    await graph.expectSame('{ guest { deal { ... on Cruise { title } } deals { ... on Hotel { title } } } }');
    await graph.expectSame(`{ guest { deals { ${allMembers} } mixed { ${allMembers} } } }`);
  });

  it('a field may be an object type in the first subgraph and the union in the second', async () => {
    await graph.expectSame('{ hotel { __typename } guest { hotel { __typename ... on Hotel { title } } } }');
    await graph.expectSame('{ guest { hotel { ... on Hotel { stars id } ... on Flight { number } } } }');
  });
});

describe('union with different members inside a @shareable value type', () => {
  const graph = serveGraph(extrasGraph);
  const extras =
    '__typename ... on Breakfast { label } ... on Spa { pools saunas } ... on Lounge { gate seats }';
  const nullableExtras = '__typename ... on Breakfast { label } ... on Spa { pools } ... on Lounge { gate }';
  const breakfast = { __typename: 'Breakfast', label: 'buffet' };

  it('a nullable field of a member that the second subgraph lacks is null', async () => {
    const hotels = await graph.ask(`{ hotelPlan { extras { items { ${nullableExtras} } } } }`);
    expect(hotels.data).toEqual({
      hotelPlan: { extras: { items: [breakfast, { __typename: 'Spa', pools: null }] } },
    });
    expect(hotels.errors).toBeUndefined();
    expect(hotels.fetches).toHaveLength(1);

    const flights = await graph.ask(`{ flightPlan { extras { items { ${nullableExtras} } } } }`);
    expect(flights.data).toEqual({
      flightPlan: { extras: { items: [{ __typename: 'Lounge', gate: null }, breakfast] } },
    });
    expect(flights.errors).toBeUndefined();
  });

  it('all members with a non-null field come from the subgraph of the parent', async () => {
    const { fetches } = await graph.expectSame(`{ hotelPlan { extras { items { ${extras} } } } }`);
    expect(fetches).toHaveLength(1);

    await graph.expectSame(`{ flightPlan { extras { items { ${extras} } } } }`);
    await graph.expectSame('{ hotelPlan { extras { items { ... on Spa { ... { saunas } } } } } }');
  });

  it('a member that the parent cannot have needs no further fetch', async () => {
    const { fetches } = await graph.expectSame(
      '{ hotelPlan { extras { items { __typename ... on Lounge { gate } } } } }',
    );
    expect(fetches).toHaveLength(1);

    await graph.expectSame('{ flightPlan { extras { items { ... on Spa { pools } } } } }');
  });

  it('a parent of both subgraphs is answered', async () => {
    await graph.expectSame(`{ bothPlan { extras { items { ${extras} } } } }`);
    await graph.expectSame(
      '{ bothPlan { extras { items { ... on Lounge { gate } ... on Spa { pools } } } } }',
    );
  });

  it('a field of the second subgraph has the members of that subgraph', async () => {
    await graph.expectSame(`{ hotelPlan { inflight { items { ${nullableExtras} } } id } }`);
    await graph.expectSame(`{
      hotelPlan { inflight { items { ... on Lounge { gate } } } extras { items { __typename ... on Spa { saunas } } } }
      bothPlan { inflight { items { __typename } } extras { items { ... on Breakfast { label } } } }
    }`);
  });
});

describe('union with a single member in the first subgraph and all members in the second', () => {
  const graph = serveGraph(receiptsGraph);

  it('all members are answered', async () => {
    await graph.expectSame(`{
      receipt { note means { __typename ... on Card { id last } ... on Points { id amount } ... on Cash { id currency } } }
    }`);
  });

  it('members that the second subgraph lacks are answered', async () => {
    await graph.expectSame(
      '{ receipt { means { __typename ... on Points { amount } ... on Cash { currency } } } }',
    );
    await graph.expectSame('{ receipt { means { ... on Points { amount } } } }');
    await graph.expectSame(
      '{ cardReceipt { note means { ... on Points { amount } ... on Cash { currency } } } }',
    );
  });

  it('fragments on all members are answered where a single member is possible', async () => {
    await graph.expectSame(
      '{ cardReceipt { means { ... on Points { amount } ... on Card { last } __typename } note } }',
    );
  });
});
