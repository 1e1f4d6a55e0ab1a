import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { abstractRequirementsGraph } from './graph.ts';

describe('fields that require what is of an abstract type', () => {
  const graph = serveGraph(abstractRequirementsGraph);

  it('get what is of the interface', async () => {
    const { fetches } = await graph.expectSame('{ bookings { city } }');
    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['bookings', 'places']);

    await graph.expectSame('{ latest { city nights } }');
  });

  it('get what is of one implementation, and nothing of the others', async () => {
    await graph.expectSame('{ bookings { rank } }');
    await graph.expectSame('{ latest { rank city } }');
  });

  it('get it beside what needs something else, of which there is more', async () => {
    await graph.expectSame('{ latest { rank summary } }');
    await graph.expectSame('{ bookings { rank route } latest { route rank nights } }');
  });

  it('get it, and what others need that are left out does not matter', async () => {
    await graph.expectSame('{ bookings { route ... on Booking @skip(if: true) { rank } } }');
    for (const left of [true, false]) {
      await graph.expectSame(
        'query ($left: Boolean!) { bookings { summary city @skip(if: $left) rank @include(if: $left) } }',
        { left },
      );
    }
  });

  it('get the type where they require it', async () => {
    await graph.expectSame('{ bookings { spot id } latest { spot } }');
  });

  it('get what is of an interface in a list of a union, with its nulls', async () => {
    await graph.expectSame('{ bookings { route } }');
    await graph.expectSame('{ latest { route visits { ... on Hostel { name } } } }');
  });

  it('get what is of a type that clients do not see', async () => {
    await graph.expectSame('{ bookings { summary } }');
    await graph.expectSame('{ latest { summary } }');
  });

  it('get it whatever else the client asks for in its place', async () => {
    await graph.expectSame('{ bookings { city rank spot stay { __typename ... on Hotel { name } } } }');
    await graph.expectSame(
      '{ bookings { rank stay { ... on Hotel { stars: name } ... on Campsite { id: name } } spot } }',
    );
    await graph.expectSame('{ latest { stay: city city: nights visits: route extra: summary } }');
    await graph.expectSame('{ bookings { stay { id: __typename ... on Hostel { row: name } } route spot } }');
  });

  it('hide from clients what these do not see', async () => {
    await graph.expectSame('{ bookings { id extra { label ... on Breakfast { dishes } } } }');
    await graph.expectSame('{ latest { summary extra { __typename } } }');
  });
});
