import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { tripsGraph } from '../trips/graph.ts';

describe('fragments', () => {
  const graph = serveGraph(tripsGraph);

  it('have names, and are within each other', async () => {
    await graph.expectSame(`
      { me { ...Person } }
      fragment Person on Guest { name bookings { ...Stay } }
      fragment Stay on Booking { nights hotel { ...Known } guest { name } }
      fragment Known on Hotel { name rank ...Judged }
      fragment Judged on Hotel { score reviews { author { name } } }`);
  });

  it('are inline, with the type of the object itself or with none', async () => {
    await graph.expectSame(
      '{ hotels { ... on Hotel { name ... { score ... on Hotel { stars } } } ... { id } } }',
    );
    await graph.expectSame('{ ... { me { ... { ... { name } } } } ... on Query { hotels { id } } }');
  });

  it('are on the type of the root', async () => {
    await graph.expectSame(
      'query { ...All } fragment All on Query { me { name } ...More } fragment More on Query { hotels { id } __typename }',
    );
  });

  it('are spread several times, and asked for once', async () => {
    const { fetches } = await graph.expectSame(`
      { me { ...Some ...Some bookings { hotel { ...Place } } ...Some } hotels { ...Place ...Place ... on Hotel { ...Place } } }
      fragment Some on Guest { name email }
      fragment Place on Hotel { name score }`);

    expect(fetches.filter(({ subgraph }) => subgraph === 'guests')).toHaveLength(1);
    expect(fetches.filter(({ query }) => !query.includes('_entities'))).toHaveLength(2);
  });

  it('are on interfaces', async () => {
    await graph.expectSame(`
      { places { ...Named ...Judged ... on Hotel { stars } ... on Museum { closed } } }
      fragment Named on Place { name id }
      fragment Judged on Reviewed { score reviews(first: 1) { text } }`);
    await graph.expectSame(
      '{ reviews { of { id ... on Place { name } ... on Hotel { city { name } verdict } } } }',
    );
  });

  it('are on an interface within a type of it, and the other way round', async () => {
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

  it('are on unions and their members', async () => {
    await graph.expectSame(`
      { search(text: "o") { ...Found ... on Result { ... on Museum { closed } } } }
      fragment Found on Result { __typename ... on Hotel { name city { name } } ... on City { country { name } } }`);
    await graph.expectSame('{ search { ... on Place { id name } ... on Reviewed { score } } }');
  });

  it('are of types of which there is none', async () => {
    await graph.expectSame('{ search(text: "Bryggen") { ... on City { name } ... on Museum { score } } }');
    await graph.expectSame(
      '{ search(text: "no such thing") { ... on Hotel { verdict } } places { ... on Museum { id } } }',
    );
  });

  it('are of entities in a union of which one subgraph knows only keys', async () => {
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

  it('give one name to different fields of different types', async () => {
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

  it('give fields in the order in which they are first met', async () => {
    await graph.expectSame(`
      { me { email ...Late name ... on Guest { favourite { __typename } id } bookings { id } } }
      fragment Late on Guest { bookings { nights } id name }`);
    await graph.expectSame(
      '{ hotels { score ... { name score id } ...X rank } } fragment X on Hotel { stars id verdict }',
    );
  });

  it('take variables from the operation', async () => {
    await graph.expectSame(
      `query ($n: Int! = 1, $id: ID!) { ...Roots }
       fragment Roots on Query { hotel(id: $id) { ...Judged } other: hotel(id: "h1") { ...Judged } }
       fragment Judged on Hotel { reviews(first: $n) { stars } }`,
      { id: 'h2' },
    );
  });

  it('are wrong where they are never used, unknown or cannot be', async () => {
    await graph.expectRefusal('{ me { id } } fragment Unused on Guest { id }');
    await graph.expectRefusal('{ me { ...Nothing } }');
    await graph.expectRefusal('{ me { ... on Hotel { id } } }');
    await graph.expectRefusal('{ me { ...A } } fragment A on Guest { ...B } fragment B on Guest { ...A }');
  });

  it('are of several operations, of which each has variables of its own', async () => {
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
