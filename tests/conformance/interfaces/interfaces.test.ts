import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { placesGraph } from './graph.ts';

describe('an interface that several subgraphs have', () => {
  const graph = serveGraph(placesGraph);

  it('gives its own fields, and each implementation those of its own', async () => {
    const { fetches } = await graph.expectSame(`{
      stays {
        nightly
        ... on Hotel { stars }
        name
        ... on Cabin { sauna }
        ... on Tent { colour }
        location { country }
      }
    }`);

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['places']);
  });

  it('is completed for its implementations, of which one needs nothing more', async () => {
    await graph.expectSame('{ booked { name nightly location { country } } }');
    await graph.expectSame('{ booked { __typename ... on Igloo { blocks name } ... on Hotel { stars } } }');
  });

  it('does not get the fields of an implementation that the subgraph does not know', async () => {
    await graph.expectSame('{ booked { id ... on Tent { colour name } } }');
    await graph.expectSame('{ stays { id ... on Igloo { blocks } } }');
    await graph.expectSame('{ stays { ... on Igloo { blocks } } }');
  });

  it('is implemented by another interface, and what that adds is asked for under a condition', async () => {
    await graph.expectSame('{ places { id ... on Stay { nightly } name } }');
    await graph.expectSame(
      '{ places { ... on Stay { ... on Place { name } nightly ... on Hotel { stars } } } }',
    );
  });

  it('leads to one that only another subgraph has', async () => {
    await graph.expectSame('{ places { name ... on Reviewed { score reviews { text } } } }');
    await graph.expectSame('{ booked { nightly ... on Reviewed { score ... on Cabin { sauna } } } }');
    await graph.expectSame('{ stay(id: "t1") { __typename ... on Reviewed { score } } }');
  });

  it('comes back through it, with the fields of the first', async () => {
    await graph.expectSame(`{
      reviewed {
        score
        ... on Place { name location { country } }
        ... on Stay { nightly }
        reviews { text of { __typename ... on Hotel { stars name } ... on Place { id location { country } } } }
      }
    }`);
    await graph.expectSame(
      '{ latest { of { ... on Stay { name } reviews { of { ... on Cabin { sauna } } } } } }',
    );
  });

  it('has a field whose type each implementation narrows', async () => {
    await graph.expectSame(`{
      places {
        location { country __typename }
        ... on Hotel { location { district } }
        ... on Cabin { location { nearestRoad } }
        ... on Museum { location { ... on City { district } } }
      }
    }`);
    await graph.expectSame(
      '{ booked { location { ... on City { district } } ... on Igloo { there: location { nearestRoad } } } }',
    );
    await graph.expectSame(
      '{ reviewed { ... on Cabin { location { nearestRoad } } ... on Hotel { location { district } } } }',
    );
  });

  it('is null where there is nothing, with no error', async () => {
    await graph.expectSame('{ stay(id: "none") { name ... on Hotel { reviews { text } } } }');
  });
});
