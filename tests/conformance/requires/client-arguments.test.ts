import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { offersGraph } from './client-arguments.graph.ts';

describe('@requires with arguments: the client selects the required field with its own', () => {
  const graph = serveGraph(offersGraph);

  it('a value, or the default of the argument', async () => {
    await graph.expectSame('{ rooms { price(currency: "EUR") fee } }');
    await graph.expectSame('{ rooms { fee price } }');
    await graph.expectSame('{ rooms { fee price(currency: null) feeUsual } }');
  });

  it('the same value that is required', async () => {
    await graph.expectSame('{ rooms { price(currency: "USD") fee } }');
    await graph.expectSame('{ rooms { price feeUsual stamp } }');
    await graph.expectSame('{ rooms { price(currency: "EUR") stamp feeUsual } }');
  });

  it('a variable: with a value, null, without a value, with a default', async () => {
    const query = 'query ($in: String) { rooms { price(currency: $in) fee feeUsual } }';
    await graph.expectSame(query, { in: 'NOK' });
    await graph.expectSame(query, { in: null });
    await graph.expectSame(query, {});
    await graph.expectSame('query ($in: String = "GBP") { rooms { fee price(currency: $in) } }');
    await graph.expectSame('query ($n: Int!) { rooms { photos(first: $n) { id } album } }', { n: 1 });
    await graph.expectSame('query ($u: Unit! = IN) { rooms { dimensions { size(unit: $u) } frame } }');
  });

  it('several values under aliases', async () => {
    await graph.expectSame(
      '{ rooms { a: price(currency: "NOK") b: price(currency: "GBP") c: price fee feeUsual } }',
    );
    await graph.expectSame('{ rooms { fee: price(currency: "NOK") price: fee } }');
    await graph.expectSame(
      '{ rooms { price: price(currency: "NOK") fee usd: price(currency: "USD") feeAbroad } }',
    );
  });

  it('values in fragments, repeated and conditional', async () => {
    await graph.expectSame(`
      query ($n: Int! = 1) { rooms { album ...Some ...Same ... on Room { photos(first: $n) { by } } } }
      fragment Some on Room { photos(first: $n) { id } }
      fragment Same on Room { photos(first: $n) { id } price(currency: "NOK") ... { fee } }`);
    await graph.expectSame(
      'query ($yes: Boolean!) { rooms { ... @include(if: $yes) { price(currency: "GBP") fee } label feeAbroad @skip(if: $yes) } }',
      { yes: true },
    );
  });

  it('arguments of nested objects', async () => {
    await graph.expectSame('{ rooms { dimensions { size } frame } }');
    await graph.expectSame(
      '{ rooms { crate frame dimensions { size(unit: MM) cm: size(unit: CM) wall { size(unit: IN) } } moulding } }',
    );
  });

  it('a list whose members another subgraph completes', async () => {
    await graph.expectSame('{ rooms { album } }');
    await graph.expectSame('{ rooms { album cover photos(first: 2) { id by } } }');
    await graph.expectSame('{ rooms { cover photos(first: 4, order: LAST) { by } album } }');
  });

  it('a list whose members have requirements of their own', async () => {
    await graph.expectSame('{ rooms { photos(first: 3) { credit } } }');
    await graph.expectSame(
      '{ rooms { photos(first: 1) { credit id } album cover p: photos(first: 2) { by } } }',
    );
  });

  it('entities from the subgraph with @requires', async () => {
    await graph.expectSame('{ framed { album } }');
    await graph.expectSame(
      '{ framed { photos(first: 2) { id credit } album cover tax price(currency: "USD") } }',
    );
    await graph.expectSame('{ framed { taxWithFee fee feeAbroad frame } }');
  });

  it('input objects, lists and enums', async () => {
    await graph.expectSame('{ rooms { familyFee priceFor(party: { children: [1] }) } }');
    await graph.expectSame(
      'query ($p: Party) { rooms { priceFor(party: $p) familyFee(times: 2) none: priceFor } }',
      { p: { extras: ['SPA', 'BREAKFAST'] } },
    );
  });
});

describe('@requires with arguments: several fields require the same field with different values', () => {
  const graph = serveGraph(offersGraph);

  it('fields of a single subgraph', async () => {
    await graph.expectSame('{ rooms { label feeAbroad fee feeUsual } }');
    await graph.expectSame('{ room(id: "o2") { frame crate label moulding } }');
    await graph.expectSame('{ rooms { label frame crate moulding fee feeAbroad feeUsual familyFee price } }');
  });

  it('fields of different subgraphs, with a single fetch of the required field', async () => {
    await graph.expectSame('{ rooms { tax fee } }');
    const { fetches } = await graph.expectSame('{ rooms { tax stamp fee label cover } }');

    expect(fetches.filter(({ subgraph }) => subgraph === 'offers')).toHaveLength(1);
  });

  it('fields that require each other', async () => {
    await graph.expectSame('{ rooms { taxWithFee } }');
    await graph.expectSame('{ rooms { taxWithFee tax stamp fee feeAbroad price(currency: "EUR") } }');
  });

  it('fields under aliases', async () => {
    await graph.expectSame('{ rooms { a: fee b: feeAbroad c: fee price: feeUsual } }');
    await graph.expectSame('{ rooms { few: familyFee many: familyFee(times: 9) fee } }');
  });

  it('fields of two types of an interface', async () => {
    await graph.expectSame('{ offers { price ... on Room { fee } ... on Suite { fee } } }');
    await graph.expectSame(
      '{ offers { id ... on Suite { fee price(currency: "NOK") } ... on Room { feeAbroad fee price(currency: "NOK") } } }',
    );
  });

  it('compatible requirements are sent in a single fetch', async () => {
    await graph.expectSameFrom(['offers', 'fees'], '{ rooms { label fee frame familyFee } }');
  });
});
