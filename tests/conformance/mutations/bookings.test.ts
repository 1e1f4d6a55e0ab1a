import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { bookingsGraph } from './bookings.graph.ts';

describe('mutations', () => {
  const graph = serveGraph(bookingsGraph);
  const expectSameLog = () => graph.expectSame('{ log }');

  it('results are completed by further subgraphs', async () => {
    await graph.expectSame('mutation { book(nights: 3) { id nights paid owed letters } }');
    await graph.expectSame(
      'mutation { pay(input: { booking: "b1" }) { amount booking { nights owed letters } } }',
    );
    await graph.expectSame('mutation { multiply(id: "b1", by: 2) { nights owed } }');
    await graph.expectSame('{ booking(id: "b1") { id nights paid } log }');
  });

  it('each mutation is sent once', async () => {
    const { fetches } = await graph.expectSame('mutation { book { id paid letters owed } }');

    expect(fetches.filter(({ query }) => query.includes('mutation'))).toHaveLength(1);
    await expectSameLog();
  });

  it('mutations of several subgraphs run in order', async () => {
    await graph.expectSame(`mutation {
      first: prolong(id: "b1", by: 3) { nights }
      second: multiply(id: "b1", by: 2) { id }
      third: prolong(id: "b1", by: 2) { nights }
      fourth: multiply(id: "b1", by: 10) { id }
      last: write
    }`);
    await expectSameLog();
    await graph.expectSame('{ booking(id: "b1") { nights } }');
  });

  it('aliased mutations run again', async () => {
    await graph.expectSame('mutation { a: book(nights: 4) { id nights } b: book(nights: 4) { id nights } }');
    await graph.expectSame('mutation { a: write c: book { id } b: write }');
    await graph.expectSame('mutation { write again: write write }');
    await expectSameLog();
  });

  it('results are read before the next mutation of another subgraph runs', async () => {
    await graph.expectSame(`mutation {
      before: prolong(id: "b1") { nights paid owed letters }
      pay(input: { booking: "b1", amount: 50 }) { booking { nights paid owed } }
      write(text: "x")
      after: prolong(id: "b1") { nights paid owed letters }
    }`);
    await expectSameLog();
  });

  it('results are read before the next mutation of the same subgraph runs', async () => {
    await graph.expectSame(`mutation {
      first: multiply(id: "b1", by: 2) { nights }
      second: multiply(id: "b1", by: 2) { nights }
    }`);
    await graph.expectSame(`mutation {
      a: pay(input: { booking: "b1", amount: 10 }) { booking { nights owed } }
      b: pay(input: { booking: "b1", amount: 20 }) { booking { owed nights } }
    }`);
    await graph.expectSame(
      'mutation { a: prolong(id: "b1") { owed } b: prolong(id: "b1", by: 5) { owed nights } }',
    );
    await expectSameLog();
  });

  it('a failing nullable mutation does not stop the next', async () => {
    await graph.expectSame(`mutation {
      write(text: "first")
      tryPay(input: { booking: "b1", amount: -1 }) { id booking { nights } }
      tryBook(nights: 0) { id paid }
      prolong(id: "b1") { nights letters paid }
      none: prolong(id: "b9") { nights paid }
      last: write(text: "last")
    }`);
    await expectSameLog();
  });

  it('a failing non-null mutation stops the next', async () => {
    await graph.expectSame(`mutation {
      write(text: "first")
      pay(input: { booking: "b1", amount: -1 }) { id }
      prolong(id: "b1") { nights }
      last: write(text: "last")
    }`);
    await expectSameLog();
    await graph.expectSame('{ booking(id: "b1") { nights letters } }');
  });

  it('a non-null mutation that returns null stops the next', async () => {
    await graph.expectSame('mutation { prolong(id: "b1") { nights } mustWrite(text: null) book { id } }');
    await expectSameLog();
    await graph.expectSame('mutation { a: mustWrite(text: null) b: mustWrite(text: "never") }');
    await expectSameLog();
  });

  it('an unreadable result does not stop the next mutation', async () => {
    await graph.expectSame(`mutation {
      tryPay(input: { booking: "b9" }) { amount booking { id nights } }
      write(text: "on")
    }`);
    await expectSameLog();
  });

  it('lists with nulls are completed', async () => {
    await graph.expectSame('mutation { cancel(ids: ["b1", "b9", "b1"]) { id cancelled paid letters } }');
    await graph.expectSame('mutation { cancel(ids: []) { paid } }');
  });

  it('variables, defaults and input objects are passed', async () => {
    const query = `mutation ($input: PaymentInput!, $text: String, $nights: Int = 6) {
      pay(input: $input) { amount booking { owed } }
      write(text: $text)
      book(nights: $nights) { nights letters }
    }`;
    await graph.expectSame(query, { input: { booking: 'b1' } });
    await graph.expectSame(query, { input: { booking: 'b1', amount: 7 }, text: 'ø', nights: 2 });
    await graph.expectRefusal(query, { input: { amount: 7 } });
    await expectSameLog();
  });

  it('fragments and conditions keep the order', async () => {
    const query = `mutation ($pay: Boolean!, $write: Boolean = true) {
      prolong(id: "b1") { nights ...Account @include(if: $pay) }
      ... @include(if: $pay) { pay(input: { booking: "b1" }) { booking { ...Account } } }
      ...Letters
      last: prolong(id: "b1") { nights letters ... @skip(if: $pay) { paid } }
    }
    fragment Letters on Mutation { write @include(if: $write) first: write(text: "frå") }
    fragment Account on Booking { paid owed }`;
    await graph.expectSame(query, { pay: true });
    await graph.expectSame(query, { pay: false, write: false });
    await expectSameLog();
  });

  const [first, second] = [10, 20].map(
    (amount) => `pay${amount}: pay(input: { booking: "b1", amount: ${amount} }) { booking { owed } }`,
  );
  it.each([
    ['a fragment', '...Both', `fragment Both on Mutation { ${first} ${second} }`],
    [
      'a fragment within another',
      '...Outer',
      `fragment Outer on Mutation { ...Both } fragment Both on Mutation { ${first} ${second} }`,
    ],
    ['an inline fragment', `... { ${first} ${second} }`, ''],
    ['an inline fragment with their type', `... on Mutation { ${first} ${second} }`, ''],
    ['a fragment that is included', `... @include(if: true) { ${first} ${second} }`, ''],
    ['a fragment that is not skipped', `... @skip(if: $no) { ${first} ${second} }`, ''],
    ['a fragment after a field', `${first} ... { ${second} }`, ''],
    ['a fragment before a field', `... { ${first} } ${second}`, ''],
    [
      'fragments, the same one in two',
      `... { ${first} } ...Both`,
      `fragment Both on Mutation { ${second} ${first} }`,
    ],
  ])('results are read before the next mutation runs, in %s', async (_name, selection, fragments) => {
    await graph.expectSame(
      `mutation ($no: Boolean = false) { ${selection} w: write @skip(if: $no) } ${fragments}`,
    );
    await expectSameLog();
  });

  it('__typename is answered', async () => {
    await graph.expectSame('mutation { __typename book { __typename id } kind: __typename write }');
    await graph.expectSame('mutation { __typename }');
  });

  it('a document with several operations needs an operation name', async () => {
    await graph.expectSame('query { log }');
    const { errors } = await graph.ask('mutation A { write } mutation B { write }');

    expect(errors).toHaveLength(1);
    await expectSameLog();
  });
});
