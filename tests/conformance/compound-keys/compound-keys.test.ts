import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { flightsGraph } from './graph.ts';

describe('an entity whose key has several fields', () => {
  const graph = serveGraph(flightsGraph);

  it('is joined by all of them', async () => {
    await graph.expectSame('{ flights { gates delay seats { row letter guest { name } } } }');
  });

  it('is represented by its key and nothing more', async () => {
    const { fetches } = await graph.expectSame('{ flight(airline: "WF", number: 7) { from delay } }');

    expect(entityFetches(fetches)).toEqual([
      ['airport', [{ __typename: 'Flight', airline: 'WF', number: 7, date: '2027-05-01' }]],
    ]);
  });

  it('is not one with another that shares a part of its key', async () => {
    await graph.expectSame(`{
      one: flight(airline: "WF", number: 7, date: "2027-05-02") { delay from }
      other: flight(airline: "SK", number: 7) { delay from }
      none: flight(airline: "SK", number: 8) { delay from }
    }`);
  });

  it('is joined in lists of lists with holes', async () => {
    await graph.expectSame('{ departures { from seats { fare } gates } }');
  });

  it('is joined whatever the client calls the parts of its key', async () => {
    await graph.expectSame('{ flights { airline: number number: date date: airline delay } }');
    await graph.expectSame('{ flights { airline: gates number: delay date: from } }');
    await graph.expectSame(
      '{ freeSeat { flight: row row: letter letter: flight { number: airline airline: date } fare } }',
    );
  });

  it('is joined where only a part of its key is asked for', async () => {
    await graph.expectSame(
      'query ($all: Boolean!) { flights { number airline @include(if: $all) date @skip(if: $all) gates delay } }',
      { all: false },
    );
    await graph.expectSame('{ flights { number delay } departures { airline from } }');
  });

  it('is joined under conditions within conditions', async () => {
    const query = `query ($a: Boolean!, $b: Boolean!) {
      departures { seats @include(if: $b) { guest @skip(if: $a) { name } } }
      flights @skip(if: $b) { delay @include(if: $a) seats @skip(if: $a) { fare @include(if: $b) } }
    }`;
    for (const a of [true, false]) for (const b of [true, false]) await graph.expectSame(query, { a, b });
  });

  it('is joined where a part of its key lies in another object', async () => {
    const { fetches } = await graph.expectSame('{ dearestSeat { guest { name } } freeSeat { fare } }');

    expect(entityFetches(fetches)).toContainEqual([
      'cabin',
      [{ __typename: 'Seat', flight: { airline: 'WF', number: 7 }, row: 1, letter: 'A' }],
    ]);
  });

  it('is joined again below what it was joined to', async () => {
    await graph.expectSame(
      '{ flights { from seats { fare flight { delay seats { guest { name } fare } } } } }',
    );
  });

  it('leads by its whole key to an object that is asked for by a part of it', async () => {
    await graph.expectSame('{ freeSeat { flight { airline from gates } fare row } }');
  });
});
