import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { staysGraph } from './graph.ts';

describe('an interface that is an object to other subgraphs', () => {
  const graph = serveGraph(staysGraph);

  /** The subgraphs that were asked for it, in order. */
  async function askedFor(query: string): Promise<string[]> {
    const { fetches } = await graph.expectSame(query);
    return fetches.map(({ subgraph }) => subgraph);
  }

  it('has the fields that they add, on each implementation', async () => {
    expect(await askedFor('{ stays { score name reviews { text } } }')).toEqual(['catalogue', 'reviews']);
    await graph.expectSame('{ stays { price kroner: price(currency: "NOK") insured score } }');
    await graph.expectSame('{ stay(id: "h2") { reviews { text } price name } }');
  });

  it('has them on what is known to be of one implementation', async () => {
    await graph.expectSame('{ hotel(id: "h1") { score stars price points } }');
    await graph.expectSame('{ stays { ... on Hotel { score stars } ... on Cabin { price sauna score } } }');
    await graph.expectSame('{ hotel(id: "h1") { ... on Stay { score name } __typename } }');
  });

  it('is answered without its type where nothing depends on that', async () => {
    expect(await askedFor('{ bestReviewed { score reviews { text } id } }')).toEqual(['reviews']);
    expect(await askedFor('{ bestReviewed { score price } }')).toEqual(['reviews', 'prices']);
  });

  it('gets the fields of the interface where it began as an object', async () => {
    expect(await askedFor('{ bestReviewed { score name } }')).toEqual(['reviews', 'catalogue']);
    await graph.expectSame('{ cheapest { name price score } }');
  });

  it('has the name of the implementation, not of the interface', async () => {
    await graph.expectSame('{ bestReviewed { __typename } }');
    await graph.expectSame(
      '{ bestReviewed { kind: __typename id __typename } cheapest { __typename price } }',
    );
    await graph.expectSame('{ reviews { __typename stay { __typename name } } }');
    await graph.expectSame('{ bestReviewed { ... on Hotel { __typename } } }');
  });

  it('is checked for what it is where a condition wants an implementation', async () => {
    await graph.expectSame('{ bestReviewed { ... on Hotel { stars } ... on Cabin { sauna } } }');
    await graph.expectSame('{ bestReviewed { id ... on Hotel { score } } }');
    await graph.expectSame(
      '{ bestReviewed { ... on Cabin { price score name } ... on Hotel { name stars } } }',
    );
    await graph.expectSame('{ bestReviewed { ... on Stay { score ... on Cabin { id } } name } }');
    await graph.expectSame('{ cheapest { ... on Hotel { price } } }');
  });

  it('takes a field that the implementation has as well from where it belongs', async () => {
    await graph.expectSame('{ bestReviewed { insured id } }');
    await graph.expectSame('{ bestReviewed { ... on Hotel { insured } ... on Cabin { sauna insured } } }');
    await graph.expectSame('{ hotel(id: "h1") { insured } stays { insured name } }');
  });

  it('is reached through an object that a third subgraph has', async () => {
    await graph.expectSame('{ trips { title stays { id } } }');
    await graph.expectSame('{ trips { stays { id score ... on Hotel { stars } name } title } }');
  });

  it('gets what one subgraph adds to one implementation', async () => {
    await graph.expectSame('{ trips { stays { ... on Hotel { points } } } }');
    await graph.expectSame(`{
      hotel(id: "h2") { points name }
      trips { title stays { id ... on Hotel { points stars price } ... on Cabin { sauna } } }
      bestReviewed { ... on Hotel { points } score }
    }`);
  });

  it('comes back through what it has, as itself', async () => {
    await graph.expectSame(
      '{ stays { name reviews { text stay { name __typename reviews { id stay { price } } } } } }',
    );
    await graph.expectSame(
      '{ reviews { stay { ... on Hotel { reviews { stay { ... on Hotel { stars } } } } } } }',
    );
  });

  it('is asked for once, however often it is met', async () => {
    const { fetches } = await graph.expectSame('{ reviews { id stay { name } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['reviews', 'catalogue']);
    expect(fetches[1]?.variables['representations']).toHaveLength(2);
  });

  it('may be null', async () => {
    await graph.expectSame('{ alerts { kind stay { __typename name price } } }');
    await graph.expectSame('{ stay(id: "none") { score price __typename } }');
    await graph.expectSame('{ alerts { stay { ... on Hotel { points } } } }');
  });

  it('has a member of a union for an implementation', async () => {
    await graph.expectSame(
      '{ offers { ... on Hotel { score } ... on Flight { number } ... on Cabin { price } } }',
    );
    await graph.expectSame('{ offers { __typename ... on Stay { name score price(currency: "NOK") } } }');
  });

  it('is checked for being of a union that it may be of', async () => {
    await graph.expectSame('{ bestReviewed { score ... on Offer { ... on Hotel { stars } } } }');
    await graph.expectSame('{ cheapest { insured ... on Offer { __typename } } }');
    await graph.expectSame(
      '{ alerts { stay { ... on Offer { __typename ... on Cabin { sauna } } price } } }',
    );
  });

  it('is what a mutation answers with', async () => {
    await graph.expectSame(`mutation {
      first: review(stay: "c1", text: "small") { text stay { score } }
      second: review(stay: "h1", text: "big") { id stay { __typename score name ... on Hotel { stars points } } }
    }`);
  });

  it('keeps the fields of the same name apart that two conditions give other arguments', async () => {
    await graph.expectSame(`{
      bestReviewed { ... on Hotel { cost: price(currency: "NOK") } ... on Cabin { cost: price } }
      stays { ... on Hotel { cost: price } ... on Cabin { cost: price(currency: "NOK") } }
    }`);
  });
});
