import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { tripsGraph } from '../fragments/trips.graph.ts';

describe('__typename', () => {
  const graph = serveGraph(tripsGraph);

  it('__typename of the root needs no fetch', async () => {
    await graph.expectSameFrom([], '{ __typename }');

    await graph.expectSame('{ a: __typename __typename b: __typename ... on Query { c: __typename } }');
    await graph.expectSame('{ kind: __typename me { id } __typename }');
  });

  it('__typename may be the only selection of an object', async () => {
    await graph.expectSame('{ hotels { __typename } }');
    await graph.expectSame('{ hotel(id: "h1") { __typename city { __typename country { __typename } } } }');
    await graph.expectSame('{ hotel(id: "none") { __typename } me { kind: __typename } }');
  });

  it('__typename may be the only selection of an entity', async () => {
    await graph.expectSame(
      '{ me { bookings { __typename hotel { __typename } room { kind: __typename } } } }',
    );
    await graph.expectSame(
      '{ hotels { reviews { __typename author { __typename } } bookings { __typename } } }',
    );
  });

  it('__typename has aliases', async () => {
    await graph.expectSame('{ places { __typename typename: __typename id t: __typename } }');
    await graph.expectSame('{ search { t: __typename } }');
    await graph.expectSame(
      '{ me { id: __typename name: __typename bookings { id: __typename hotel { id: __typename name } } } }',
    );
  });

  it('__typename is an alias of another field', async () => {
    await graph.expectSame('{ hotels { __typename: name score } }');
    await graph.expectSame(
      '{ me { __typename: id bookings { __typename: nights hotel { __typename: name verdict } } } }',
    );
    await graph.expectSame(
      '{ guests { favourite { ... on Hotel { __typename: name score } ... on Room { number } } } }',
    );
  });

  it('__typename of interfaces and unions is the object type', async () => {
    await graph.expectSame(
      '{ places { __typename ... on Hotel { t: __typename } ... on Museum { t: __typename } } }',
    );
    await graph.expectSame(
      '{ search { __typename ... on Place { kind: __typename } ... on City { __typename country { __typename } } } }',
    );
    await graph.expectSame('{ guests { favourite { __typename } } reviews { of { __typename score } } }');
    await graph.expectSame(
      '{ guests { favourite { ... on Room { __typename hotel { __typename stars } } } } }',
    );
  });

  it('__typename in fragments is answered', async () => {
    await graph.expectSame(`
      { me { ...T bookings { ...B } } places { ...P } }
      fragment T on Guest { __typename t: __typename }
      fragment B on Booking { hotel { ...P } }
      fragment P on Place { __typename ... on Reviewed { r: __typename } }`);
  });
});

describe('introspection', () => {
  const graph = serveGraph(tripsGraph);

  it('__schema and __type are answered beside data', async () => {
    await graph.expectSameFrom(
      ['guests'],
      '{ __type(name: "Room") { kind name } me { name } __schema { queryType { name } mutationType { name } } kind: __typename }',
    );
  });

  it('__type needs no fetch', async () => {
    await graph.expectSameFrom(
      [],
      '{ t: __type(name: "Place") { name kind possibleTypes { name } } none: __type(name: "None") { name } }',
    );
  });

  it('variables, fragments and conditions are accepted', async () => {
    await graph.expectSame(
      `query ($name: String!, $no: Boolean!) {
        __type(name: $name) { ...Type fields @skip(if: $no) { name } interfaces { name } }
        me { name @skip(if: $no) id }
      }
      fragment Type on __Type { name kind ofType { name } __typename }`,
      { name: 'Museum', no: true },
    );
  });

  it('arguments and their defaults are answered', async () => {
    await graph.expectSame(
      '{ hotels { id } __type(name: "Reviewed") { fields { name args { name defaultValue type { kind ofType { name } } } } } }',
    );
  });
});
