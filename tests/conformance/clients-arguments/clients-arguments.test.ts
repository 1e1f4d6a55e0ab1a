import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { offersGraph } from './graph.ts';

describe('a client’s own arguments to a field that another field requires with others', () => {
  const graph = serveGraph(offersGraph);

  it('are one value, or the default', async () => {
    await graph.expectSame('{ rooms { price(currency: "EUR") fee } }');
    await graph.expectSame('{ rooms { fee price } }');
    await graph.expectSame('{ rooms { fee price(currency: null) feeUsual } }');
  });

  it('are the same as those required', async () => {
    await graph.expectSame('{ rooms { price(currency: "USD") fee } }');
    await graph.expectSame('{ rooms { price feeUsual stamp } }');
    await graph.expectSame('{ rooms { price(currency: "EUR") stamp feeUsual } }');
  });

  it('are a variable: given, null, left out, with a default', async () => {
    const query = 'query ($in: String) { rooms { price(currency: $in) fee feeUsual } }';
    await graph.expectSame(query, { in: 'NOK' });
    await graph.expectSame(query, { in: null });
    await graph.expectSame(query, {});
    await graph.expectSame('query ($in: String = "GBP") { rooms { fee price(currency: $in) } }');
    await graph.expectSame('query ($n: Int!) { rooms { photos(first: $n) { id } album } }', { n: 1 });
    await graph.expectSame('query ($u: Unit! = IN) { rooms { dimensions { size(unit: $u) } frame } }');
  });

  it('are different under several names', async () => {
    await graph.expectSame(
      '{ rooms { a: price(currency: "NOK") b: price(currency: "GBP") c: price fee feeUsual } }',
    );
    await graph.expectSame('{ rooms { fee: price(currency: "NOK") price: fee } }');
    await graph.expectSame(
      '{ rooms { price: price(currency: "NOK") fee usd: price(currency: "USD") feeAbroad } }',
    );
  });

  it('stand in fragments, once or several times', async () => {
    await graph.expectSame(`
      query ($n: Int! = 1) { rooms { album ...Some ...Same ... on Room { photos(first: $n) { by } } } }
      fragment Some on Room { photos(first: $n) { id } }
      fragment Same on Room { photos(first: $n) { id } price(currency: "NOK") ... { fee } }`);
    await graph.expectSame(
      'query ($yes: Boolean!) { rooms { ... @include(if: $yes) { price(currency: "GBP") fee } label feeAbroad @skip(if: $yes) } }',
      { yes: true },
    );
  });

  it('are of objects within', async () => {
    await graph.expectSame('{ rooms { dimensions { size } frame } }');
    await graph.expectSame(
      '{ rooms { crate frame dimensions { size(unit: MM) cm: size(unit: CM) wall { size(unit: IN) } } moulding } }',
    );
  });

  it('are of a list whose objects another subgraph completes', async () => {
    await graph.expectSame('{ rooms { album } }');
    await graph.expectSame('{ rooms { album cover photos(first: 2) { id by } } }');
    await graph.expectSame('{ rooms { cover photos(first: 4, order: LAST) { by } album } }');
  });

  it('are of a list whose objects have what requires something too', async () => {
    await graph.expectSame('{ rooms { photos(first: 3) { credit } } }');
    await graph.expectSame(
      '{ rooms { photos(first: 1) { credit id } album cover p: photos(first: 2) { by } } }',
    );
  });

  it('are of entities that come from the subgraph which requires them', async () => {
    await graph.expectSame('{ framed { album } }');
    await graph.expectSame(
      '{ framed { photos(first: 2) { id credit } album cover tax price(currency: "USD") } }',
    );
    await graph.expectSame('{ framed { taxWithFee fee feeAbroad frame } }');
  });

  it('are input objects, lists and enums', async () => {
    await graph.expectSame('{ rooms { familyFee priceFor(party: { children: [1] }) } }');
    await graph.expectSame(
      'query ($p: Party) { rooms { priceFor(party: $p) familyFee(times: 2) none: priceFor } }',
      { p: { extras: ['SPA', 'BREAKFAST'] } },
    );
  });
});

describe('several fields that require one with arguments of their own', () => {
  const graph = serveGraph(offersGraph);

  it('are in one subgraph', async () => {
    await graph.expectSame('{ rooms { label feeAbroad fee feeUsual } }');
    await graph.expectSame('{ room(id: "o2") { frame crate label moulding } }');
    await graph.expectSame('{ rooms { label frame crate moulding fee feeAbroad feeUsual familyFee price } }');
  });

  it('are in different ones', async () => {
    await graph.expectSame('{ rooms { tax fee } }');
    const { fetches } = await graph.expectSame('{ rooms { tax stamp fee label cover } }');

    expect(fetches.filter(({ subgraph }) => subgraph === 'offers')).toHaveLength(1);
  });

  it('lean on each other', async () => {
    await graph.expectSame('{ rooms { taxWithFee } }');
    await graph.expectSame('{ rooms { taxWithFee tax stamp fee feeAbroad price(currency: "EUR") } }');
  });

  it('are asked for under several names', async () => {
    await graph.expectSame('{ rooms { a: fee b: feeAbroad c: fee price: feeUsual } }');
    await graph.expectSame('{ rooms { few: familyFee many: familyFee(times: 9) fee } }');
  });

  it('are of two types with an interface', async () => {
    await graph.expectSame('{ offers { price ... on Room { fee } ... on Suite { fee } } }');
    await graph.expectSame(
      '{ offers { id ... on Suite { fee price(currency: "NOK") } ... on Room { feeAbroad fee price(currency: "NOK") } } }',
    );
  });

  it('are asked for once where nothing collides', async () => {
    const { fetches } = await graph.expectSame('{ rooms { label fee frame familyFee } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['offers', 'fees']);
  });
});
