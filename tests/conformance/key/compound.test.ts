import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { flightsGraph } from './compound.graph.ts';

describe('@key with several fields', () => {
  const graph = serveGraph(flightsGraph);

  it('entities are joined by all fields of the key', async () => {
    await graph.expectSame('{ flights { gates delay seats { row letter guest { name } } } }');
  });

  it('a representation has the key and no further field', async () => {
    const { entityFetches } = await graph.expectSame('{ flight(airline: "WF", number: 7) { from delay } }');

    expect(entityFetches).toEqual([
      ['airport', [{ __typename: 'Flight', airline: 'WF', number: 7, date: '2027-05-01' }]],
    ]);
  });

  it('entities that share a part of the key are told apart', async () => {
    await graph.expectSame(`{
      one: flight(airline: "WF", number: 7, date: "2027-05-02") { delay from }
      other: flight(airline: "SK", number: 7) { delay from }
      none: flight(airline: "SK", number: 8) { delay from }
    }`);
  });

  it('entities in nested lists with nulls are joined', async () => {
    await graph.expectSame('{ departures { from seats { fare } gates } }');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ flights { airline: number number: date date: airline delay } }');
    await graph.expectSame('{ flights { airline: gates number: delay date: from } }');
    await graph.expectSame(
      '{ freeSeat { flight: row row: letter letter: flight { number: airline airline: date } fare } }',
    );
  });

  it('entities are joined where only a part of the key is selected', async () => {
    await graph.expectSame(
      'query ($all: Boolean!) { flights { number airline @include(if: $all) date @skip(if: $all) gates delay } }',
      { all: false },
    );
    await graph.expectSame('{ flights { number delay } departures { airline from } }');
  });

  it('conditions inside conditions change no join', async () => {
    const query = `query ($a: Boolean!, $b: Boolean!) {
      departures { seats @include(if: $b) { guest @skip(if: $a) { name } } }
      flights @skip(if: $b) { delay @include(if: $a) seats @skip(if: $a) { fare @include(if: $b) } }
    }`;
    await graph.expectSameForAll(query);
  });

  it('a key with fields of another entity joins', async () => {
    const { entityFetches } = await graph.expectSame('{ dearestSeat { guest { name } } freeSeat { fare } }');

    expect(entityFetches).toContainEqual([
      'cabin',
      [{ __typename: 'Seat', flight: { airline: 'WF', number: 7 }, row: 1, letter: 'A' }],
    ]);
  });

  it('an entity is joined again below a joined entity', async () => {
    await graph.expectSame(
      '{ flights { from seats { fare flight { delay seats { guest { name } fare } } } } }',
    );
  });

  it('an entity with the whole key is reached from a subgraph that has a part of it', async () => {
    await graph.expectSame('{ freeSeat { flight { airline from gates } fare row } }');
  });
});
