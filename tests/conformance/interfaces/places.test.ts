import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { placesGraph } from './places.graph.ts';

describe('interface in several subgraphs', () => {
  const graph = serveGraph(placesGraph);

  it('interface fields and fields of implementations are answered by a single fetch', async () => {
    await graph.expectSameFrom(
      ['places'],
      `{
      stays {
        nightly
        ... on Hotel { stars }
        name
        ... on Cabin { sauna }
        ... on Tent { colour }
        location { country }
      }
    }`,
    );
  });

  it('implementations are completed by further subgraphs', async () => {
    await graph.expectSame('{ booked { name nightly location { country } } }');
    await graph.expectSame('{ booked { __typename ... on Igloo { blocks name } ... on Hotel { stars } } }');
  });

  it('a fragment on an implementation that the subgraph lacks is empty', async () => {
    await graph.expectSame('{ booked { id ... on Tent { colour name } } }');
    await graph.expectSame('{ stays { id ... on Igloo { blocks } } }');
    await graph.expectSame('{ stays { ... on Igloo { blocks } } }');
  });

  it('a fragment on a wider or narrower interface is answered', async () => {
    await graph.expectSame('{ places { id ... on Stay { nightly } name } }');
    await graph.expectSame(
      '{ places { ... on Stay { ... on Place { name } nightly ... on Hotel { stars } } } }',
    );
  });

  it('a fragment on an interface of another subgraph is answered', async () => {
    await graph.expectSame('{ places { name ... on Reviewed { score reviews { text } } } }');
    await graph.expectSame('{ booked { nightly ... on Reviewed { score ... on Cabin { sauna } } } }');
    await graph.expectSame('{ stay(id: "t1") { __typename ... on Reviewed { score } } }');
  });

  it('objects come back to the first interface', async () => {
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

  it('a field with a narrower type in an implementation is answered', async () => {
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

  it('null is answered without an error', async () => {
    await graph.expectSame('{ stay(id: "none") { name ... on Hotel { reviews { text } } } }');
  });
});
