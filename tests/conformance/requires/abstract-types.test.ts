import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { abstractRequirementsGraph } from './abstract-types.graph.ts';

describe('@requires of interfaces and unions', () => {
  const graph = serveGraph(abstractRequirementsGraph);

  it('interface fields are fetched', async () => {
    await graph.expectSameFrom(['bookings', 'places'], '{ bookings { city } }');

    await graph.expectSame('{ latest { city nights } }');
  });

  it('fields of a single implementation are fetched, without fields of further types', async () => {
    await graph.expectSame('{ bookings { rank } }');
    await graph.expectSame('{ latest { rank city } }');
  });

  it('a requirement on a single implementation stands beside a requirement on more of them', async () => {
    await graph.expectSame('{ latest { rank summary } }');
    await graph.expectSame('{ bookings { rank route } latest { route rank nights } }');
  });

  it('requirements of skipped fields do not matter', async () => {
    await graph.expectSame('{ bookings { route ... on Booking @skip(if: true) { rank } } }');
    for (const left of [true, false]) {
      await graph.expectSame(
        'query ($left: Boolean!) { bookings { summary city @skip(if: $left) rank @include(if: $left) } }',
        { left },
      );
    }
  });

  it('__typename is fetched', async () => {
    await graph.expectSame('{ bookings { spot id } latest { spot } }');
  });

  it('an interface fragment in a list of a union is fetched, with nulls', async () => {
    await graph.expectSame('{ bookings { route } }');
    await graph.expectSame('{ latest { route visits { ... on Hostel { name } } } }');
  });

  it('fields of an @inaccessible type are fetched', async () => {
    await graph.expectSame('{ bookings { summary } }');
    await graph.expectSame('{ latest { summary } }');
  });

  it('selections and aliases of the client on the required field change no value', async () => {
    await graph.expectSame('{ bookings { city rank spot stay { __typename ... on Hotel { name } } } }');
    await graph.expectSame(
      '{ bookings { rank stay { ... on Hotel { stars: name } ... on Campsite { id: name } } spot } }',
    );
    await graph.expectSame('{ latest { stay: city city: nights visits: route extra: summary } }');
    await graph.expectSame('{ bookings { stay { id: __typename ... on Hostel { row: name } } route spot } }');
  });

  it('an @inaccessible type stays hidden', async () => {
    await graph.expectSame('{ bookings { id extra { label ... on Breakfast { dishes } } } }');
    await graph.expectSame('{ latest { summary extra { __typename } } }');
  });
});
