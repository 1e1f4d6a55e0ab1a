import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { tripsGraph } from './trips.graph.ts';

describe('fragments', () => {
  const graph = serveGraph(tripsGraph);

  it('named fragments are nested', async () => {
    await graph.expectSame(`
      { me { ...Person } }
      fragment Person on Guest { name bookings { ...Stay } }
      fragment Stay on Booking { nights hotel { ...Known } guest { name } }
      fragment Known on Hotel { name rank ...Judged }
      fragment Judged on Hotel { score reviews { author { name } } }`);
  });

  it('inline fragments may lack a type condition', async () => {
    await graph.expectSame(
      '{ hotels { ... on Hotel { name ... { score ... on Hotel { stars } } } ... { id } } }',
    );
    await graph.expectSame('{ ... { me { ... { ... { name } } } } ... on Query { hotels { id } } }');
  });

  it('fragments on Query are answered', async () => {
    await graph.expectSame(
      'query { ...All } fragment All on Query { me { name } ...More } fragment More on Query { hotels { id } __typename }',
    );
  });

  it('a fragment that is spread several times needs no further fetch', async () => {
    const { fetches } = await graph.expectSame(`
      { me { ...Some ...Some bookings { hotel { ...Place } } ...Some } hotels { ...Place ...Place ... on Hotel { ...Place } } }
      fragment Some on Guest { name email }
      fragment Place on Hotel { name score }`);

    expect(fetches.filter(({ subgraph }) => subgraph === 'guests')).toHaveLength(1);
    expect(fetches.filter(({ query }) => !query.includes('_entities'))).toHaveLength(2);
  });

  it('fragments on interfaces are answered', async () => {
    await graph.expectSame(`
      { places { ...Named ...Judged ... on Hotel { stars } ... on Museum { closed } } }
      fragment Named on Place { name id }
      fragment Judged on Reviewed { score reviews(first: 1) { text } }`);
    await graph.expectSame(
      '{ reviews { of { id ... on Place { name } ... on Hotel { city { name } verdict } } } }',
    );
  });

  it('fragments on an interface and its types are nested', async () => {
    await graph.expectSame(
      '{ places { ... on Hotel { ... on Place { name } ... on Reviewed { score } rank } } }',
    );
    await graph.expectSame(
      '{ hotels { ... on Place { ... on Hotel { stars } name ... on Museum { closed } } } }',
    );
    await graph.expectSame(
      '{ places { ... on Reviewed { ... on Place { ... on Museum { closed score } } } } }',
    );
  });

  it('fragments on unions and members are answered', async () => {
    await graph.expectSame(`
      { search(text: "o") { ...Found ... on Result { ... on Museum { closed } } } }
      fragment Found on Result { __typename ... on Hotel { name city { name } } ... on City { country { name } } }`);
    await graph.expectSame('{ search { ... on Place { id name } ... on Reviewed { score } } }');
  });

  it('fragments on types without objects are empty', async () => {
    await graph.expectSame('{ search(text: "Bryggen") { ... on City { name } ... on Museum { score } } }');
    await graph.expectSame(
      '{ search(text: "no such thing") { ... on Hotel { verdict } } places { ... on Museum { id } } }',
    );
  });

  it('fragments on entities of a union with keys alone are answered', async () => {
    await graph.expectSame(`{
      guests {
        favourite {
          ... on Hotel { name bookings { nights } score }
          ... on Room { number hotel { name } }
          ... on Booking { nights guest { name favourite { ... on Hotel { stars } ... on Room { number } } } }
        }
      }
    }`);
    await graph.expectSame('{ guests { favourite { ... on Place { name } ... on Reviewed { score } } } }');
  });

  it('the same alias for fields of different types is refused where the types differ', async () => {
    await graph.expectRefusal(
      '{ places { ... on Hotel { what: rank of: id } ... on Museum { of: name what: id } } }',
    );
    await graph.expectSame(`{
      search { ... on Hotel { title: verdict text: id } ... on City { title: name } ... on Museum { title: name text: id } }
    }`);
    await graph.expectRefusal(`{
      guests { favourite { ... on Hotel { of: name at: stars } ... on Room { of: id at: number } ... on Booking { of: id at: nights } } }
    }`);
    await graph.expectRefusal('{ places { ... on Hotel { what: stars } ... on Museum { what: closed } } }');
  });

  it('response fields keep the order of the first selection', async () => {
    await graph.expectSame(`
      { me { email ...Late name ... on Guest { favourite { __typename } id } bookings { id } } }
      fragment Late on Guest { bookings { nights } id name }`);
    await graph.expectSame(
      '{ hotels { score ... { name score id } ...X rank } } fragment X on Hotel { stars id verdict }',
    );
  });

  it('fragments use variables of the operation', async () => {
    await graph.expectSame(
      `query ($n: Int! = 1, $id: ID!) { ...Roots }
       fragment Roots on Query { hotel(id: $id) { ...Judged } other: hotel(id: "h1") { ...Judged } }
       fragment Judged on Hotel { reviews(first: $n) { stars } }`,
      { id: 'h2' },
    );
  });

  it('unused, unknown and impossible fragments and cycles are refused', async () => {
    await graph.expectRefusal('{ me { id } } fragment Unused on Guest { id }');
    await graph.expectRefusal('{ me { ...Nothing } }');
    await graph.expectRefusal('{ me { ... on Hotel { id } } }');
    await graph.expectRefusal('{ me { ...A } } fragment A on Guest { ...B } fragment B on Guest { ...A }');
  });

  it('fragments of several operations use the variables of the executed operation', async () => {
    const document = `
      query Many($n: Int!) { hotels { ...Judged } }
      query Few($n: Int! = 1) { places { ... on Hotel { ...Judged name } } }
      query None { me { ...Person } }
      fragment Judged on Hotel { reviews(first: $n) { ...Text author { ...Person } } }
      fragment Text on Review { text }
      fragment Person on Guest { name }`;
    await graph.expectSame(document, { n: 2 }, 'Many');
    await graph.expectSame(document, {}, 'Few');
    await graph.expectSame(document, undefined, 'None');
    await graph.expectRefusal(document, {}, 'Many');
  });
});
