import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { staysGraph } from './stays.graph.ts';

describe('@interfaceObject', () => {
  const graph = serveGraph(staysGraph);

  it('fields of the interface object are joined to each implementation', async () => {
    await graph.expectSameFrom(['catalogue', 'reviews'], '{ stays { score name reviews { text } } }');
    await graph.expectSame('{ stays { price kroner: price(currency: "NOK") insured score } }');
    await graph.expectSame('{ stay(id: "h2") { reviews { text } price name } }');
  });

  it('fields of the interface object are joined to an object of a single implementation', async () => {
    await graph.expectSame('{ hotel(id: "h1") { score stars price points } }');
    await graph.expectSame('{ stays { ... on Hotel { score stars } ... on Cabin { price sauna score } } }');
    await graph.expectSame('{ hotel(id: "h1") { ... on Stay { score name } __typename } }');
  });

  it('no type is fetched where the answer does not depend on it', async () => {
    await graph.expectSameFrom(['reviews'], '{ bestReviewed { score reviews { text } id } }');
    await graph.expectSameFrom(['reviews', 'prices'], '{ bestReviewed { score price } }');
  });

  it('interface fields are fetched for an interface object', async () => {
    await graph.expectSameFrom(['reviews', 'catalogue'], '{ bestReviewed { score name } }');
    await graph.expectSame('{ cheapest { name price score } }');
  });

  it('__typename is the implementation', async () => {
    await graph.expectSame('{ bestReviewed { __typename } }');
    await graph.expectSame(
      '{ bestReviewed { kind: __typename id __typename } cheapest { __typename price } }',
    );
    await graph.expectSame('{ reviews { __typename stay { __typename name } } }');
    await graph.expectSame('{ bestReviewed { ... on Hotel { __typename } } }');
  });

  it('a fragment on an implementation fetches the type', async () => {
    await graph.expectSame('{ bestReviewed { ... on Hotel { stars } ... on Cabin { sauna } } }');
    await graph.expectSame('{ bestReviewed { id ... on Hotel { score } } }');
    await graph.expectSame(
      '{ bestReviewed { ... on Cabin { price score name } ... on Hotel { name stars } } }',
    );
    await graph.expectSame('{ bestReviewed { ... on Stay { score ... on Cabin { id } } name } }');
    await graph.expectSame('{ cheapest { ... on Hotel { price } } }');
  });

  it('a @shareable field of a single implementation is answered from its owner', async () => {
    await graph.expectSame('{ bestReviewed { insured id } }');
    await graph.expectSame('{ bestReviewed { ... on Hotel { insured } ... on Cabin { sauna insured } } }');
    await graph.expectSame('{ hotel(id: "h1") { insured } stays { insured name } }');
  });

  it('@key(resolvable: false) on an interface object leads to its fields', async () => {
    await graph.expectSame('{ trips { title stays { id } } }');
    await graph.expectSame('{ trips { stays { id score ... on Hotel { stars } name } title } }');
  });

  it('fields that a subgraph adds to a single implementation are joined', async () => {
    await graph.expectSame('{ trips { stays { ... on Hotel { points } } } }');
    await graph.expectSame(`{
      hotel(id: "h2") { points name }
      trips { title stays { id ... on Hotel { points stars price } ... on Cabin { sauna } } }
      bestReviewed { ... on Hotel { points } score }
    }`);
  });

  it('objects that lead back to the interface are answered', async () => {
    await graph.expectSame(
      '{ stays { name reviews { text stay { name __typename reviews { id stay { price } } } } } }',
    );
    await graph.expectSame(
      '{ reviews { stay { ... on Hotel { reviews { stay { ... on Hotel { stars } } } } } } }',
    );
  });

  it('an entity is fetched once, at any place', async () => {
    const { fetches, subgraphs } = await graph.expectSame('{ reviews { id stay { name } } }');

    expect(subgraphs).toEqual(['reviews', 'catalogue']);
    expect(fetches[1]?.variables['representations']).toHaveLength(2);
  });

  it('null is answered', async () => {
    await graph.expectSame('{ alerts { kind stay { __typename name price } } }');
    await graph.expectSame('{ stay(id: "none") { score price __typename } }');
    await graph.expectSame('{ alerts { stay { ... on Hotel { points } } } }');
  });

  it('union members that implement the interface get the fields', async () => {
    await graph.expectSame(
      '{ offers { ... on Hotel { score } ... on Flight { number } ... on Cabin { price } } }',
    );
    await graph.expectSame('{ offers { __typename ... on Stay { name score price(currency: "NOK") } } }');
  });

  it('a fragment on a union fetches the type', async () => {
    await graph.expectSame('{ bestReviewed { score ... on Offer { ... on Hotel { stars } } } }');
    await graph.expectSame('{ cheapest { insured ... on Offer { __typename } } }');
    await graph.expectSame(
      '{ alerts { stay { ... on Offer { __typename ... on Cabin { sauna } } price } } }',
    );
  });

  it('mutation results are completed', async () => {
    await graph.expectSame(`mutation {
      first: review(stay: "c1", text: "small") { text stay { score } }
      second: review(stay: "h1", text: "big") { id stay { __typename score name ... on Hotel { stars points } } }
    }`);
  });

  it('two fragments may select a field with different arguments', async () => {
    await graph.expectSame(`{
      bestReviewed { ... on Hotel { cost: price(currency: "NOK") } ... on Cabin { cost: price } }
      stays { ... on Hotel { cost: price } ... on Cabin { cost: price(currency: "NOK") } }
    }`);
  });
});
