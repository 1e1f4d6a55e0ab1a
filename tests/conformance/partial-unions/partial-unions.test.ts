import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { dealsGraph, extrasGraph, receiptsGraph } from './graph.ts';

const allMembers =
  '__typename ... on Hotel { title } ... on Cruise { title nights } ... on Flight { number title }';

describe('a union of which each subgraph knows other members', () => {
  const graph = serveGraph(dealsGraph);

  it('is asked for the members that both subgraphs know', async () => {
    await graph.expectSame('{ deal { ... on Hotel { title } } }');
    await graph.expectSame('{ deal { ... on Hotel { title stars } } hotel { ... on Hotel { stars } } }');
  });

  it('is asked for a member that the other subgraph knows, and is none', async () => {
    await graph.expectSame('{ deal { ... on Cruise { title } } }');
    await graph.expectSame('{ deal { ... on Flight { title } } }');
    await graph.expectSame('{ deal { ... on Flight { number } ... on Cruise { nights } __typename } }');
  });

  it('is asked for all', async () => {
    await graph.expectSame(`{ deal { ${allMembers} } best { ${allMembers} } flight { ${allMembers} } }`);
    await graph.expectSame(`{ hotel { ${allMembers} } }`);
    await graph.expectSame(
      '{ deal { ... on Hotel { name: title } ... on Flight { name: title } ... on Cruise { name: title } } }',
    );
  });

  it('is asked for within what both subgraphs share', async () => {
    await graph.expectSame(
      `{ guest { deal { ${allMembers} } hotel { ${allMembers} } best { ${allMembers} } } }`,
    );
    await graph.expectSame('{ guest { deal { ... on Flight { title } } } }');
    await graph.expectSame('{ guest { deal { ... on Cruise { title } } deals { ... on Hotel { title } } } }');
    await graph.expectSame(`{ guest { deals { ${allMembers} } mixed { ${allMembers} } } }`);
  });

  it('is an object to one subgraph where it is the union to the other', async () => {
    await graph.expectSame('{ hotel { __typename } guest { hotel { __typename ... on Hotel { title } } } }');
    await graph.expectSame('{ guest { hotel { ... on Hotel { stars id } ... on Flight { number } } } }');
  });
});

describe('a union within what is shared', () => {
  const graph = serveGraph(extrasGraph);
  const extras = '__typename ... on Breakfast { label } ... on Spa { pools } ... on Lounge { gate }';

  it('is taken from the subgraph that its owner came from, which knows all that is in it', async () => {
    const { fetches } = await graph.expectSame(`{ hotelPlan { extras { items { ${extras} } } } }`);
    expect(fetches).toHaveLength(1);

    await graph.expectSame(`{ flightPlan { extras { items { ${extras} } } } }`);
  });

  it('is not looked for elsewhere because of a member that it cannot have', async () => {
    const { fetches } = await graph.expectSame(
      '{ hotelPlan { extras { items { __typename ... on Lounge { gate } } } } }',
    );
    expect(fetches).toHaveLength(1);

    await graph.expectSame('{ flightPlan { extras { items { ... on Spa { pools } } } } }');
  });

  it('is taken from either where both have it', async () => {
    await graph.expectSame(`{ bothPlan { extras { items { ${extras} } } } }`);
    await graph.expectSame(
      '{ bothPlan { extras { items { ... on Lounge { gate } ... on Spa { pools } } } } }',
    );
  });

  it('is taken from the other subgraph under a field that only that one has', async () => {
    await graph.expectSame(`{ hotelPlan { inflight { items { ${extras} } } id } }`);
    await graph.expectSame(`{
      hotelPlan { inflight { items { ... on Lounge { gate } } } extras { items { __typename ... on Spa { pools } } } }
      bothPlan { inflight { items { __typename } } extras { items { ... on Breakfast { label } } } }
    }`);
  });
});

describe('a union of which one subgraph knows all members, and another one', () => {
  const graph = serveGraph(receiptsGraph);

  it('is asked for all of them', async () => {
    await graph.expectSame(`{
      receipt { note means { __typename ... on Card { id last } ... on Points { id amount } ... on Cash { id currency } } }
    }`);
  });

  it('is asked for those that the other subgraph does not know', async () => {
    await graph.expectSame(
      '{ receipt { means { __typename ... on Points { amount } ... on Cash { currency } } } }',
    );
    await graph.expectSame('{ receipt { means { ... on Points { amount } } } }');
    await graph.expectSame(
      '{ cardReceipt { note means { ... on Points { amount } ... on Cash { currency } } } }',
    );
  });

  it('is asked for with all of them where only one can be', async () => {
    await graph.expectSame(
      '{ cardReceipt { means { ... on Points { amount } ... on Card { last } __typename } note } }',
    );
  });
});
