import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import type { Comparison } from '../support/serve-graph.ts';
import { roomsGraph } from './failed-fields.graph.ts';

const pathsOf = ({ errors }: Comparison) => errors?.map(({ path }) => path?.join('.'));

describe('@requires: a non-null field that only other fields require fails in an entity', () => {
  const graph = serveGraph({ ...roomsGraph, failing: ['Room.length:r2'] });

  it('its siblings are answered, and so are other entities', async () => {
    const answer = await graph.ask('{ rooms { title colour price currency } }');

    expect(answer.data).toEqual({
      rooms: [
        { title: 'north', colour: 'white', price: 40, currency: 'EUR' },
        { title: 'south', colour: 'white', price: null, currency: 'EUR' },
      ],
    });
    expect(pathsOf(answer)).toEqual(['rooms.1.length']);
  });

  it('only the failed entity is requested again, without the field', async () => {
    const { fetches } = await graph.ask('{ rooms { colour price } }');
    const ofWalls = fetches.filter(({ subgraph }) => subgraph === 'walls');

    expect(ofWalls.map(({ variables }) => variables['representations'])).toEqual([
      [
        { __typename: 'Room', id: 'r1' },
        { __typename: 'Room', id: 'r2' },
      ],
      [{ __typename: 'Room', id: 'r2' }],
    ]);
    expect(ofWalls[1]?.query).not.toContain('length');
  });

  it('a field that the client asked for nulls its object, without a further request', async () => {
    const answer = await graph.expectAlike('{ rooms { next { colour length } } }');

    expect(answer.subgraphs).toEqual(['rooms', 'walls']);
  });

  it('a field under an alias of the client is not removed', async () => {
    const answer = await graph.ask('{ room { next { colour metres: length price } } }');

    expect(answer.data).toEqual({ room: { next: null } });
  });

  it('a field with nothing beside it has no further request', async () => {
    const { data, subgraphs } = await graph.ask('{ room { next { price currency } } }');

    expect(data).toEqual({ room: { next: { price: null, currency: 'EUR' } } });
    expect(subgraphs).toEqual(['rooms', 'walls', 'prices']);
  });

  it('merged requests: each place keeps its other fields', async () => {
    const answer = await graph.ask('{ room { colour price next { colour doors { handle } price } } }');

    expect(answer.data).toEqual({
      room: {
        ...{ colour: 'white', price: 40 },
        next: { colour: 'white', doors: [{ handle: 'brass' }, { handle: 'iron' }], price: null },
      },
    });
    expect(pathsOf(answer)).toEqual(['room.next.length']);
  });
});

describe('@requires: a non-null field that only other fields require fails beside root fields', () => {
  const graph = serveGraph({ ...roomsGraph, failing: ['Room.floor:r2'] });

  it('the list is answered', async () => {
    const answer = await graph.ask('{ rooms { title view currency } }');

    expect(answer.data).toEqual({
      rooms: [
        { title: 'north', view: 'yard', currency: 'EUR' },
        { title: 'south', view: null, currency: 'EUR' },
      ],
    });
    expect(pathsOf(answer)).toEqual(['rooms.1.floor']);
  });

  it('the field is requested of each entity', async () => {
    const { fetches } = await graph.ask('{ rooms { title view } }');

    expect(fetches.map(({ subgraph, query }) => `${subgraph}: ${query}`).slice(0, 3)).toEqual([
      'rooms: {rooms{__typename id title floor}}',
      'rooms: {rooms{__typename id title}}',
      'rooms: query($representations:[_Any!]!){_entities(representations:$representations){...on Room{floor}}}',
    ]);
    expect(fetches[2]?.variables['representations']).toEqual([{ __typename: 'Room', id: 'r1' }]);
  });

  it('the list is null if the client asked for the field', async () => {
    const answer = await graph.ask('{ rooms { title floor view } }');

    expect([answer.data, answer.subgraphs]).toEqual([null, ['rooms']]);
  });
});

describe('@key: a key that only the router selects fails', () => {
  const graph = serveGraph({ ...roomsGraph, failing: ['Room.id:r2'] });

  it('the fields of its subgraph are answered', async () => {
    const answer = await graph.ask('{ room { title next { title colour } } }');

    expect(answer.data).toEqual({ room: { title: 'north', next: { title: 'south', colour: null } } });
    expect(pathsOf(answer)).toEqual(['room.next.id']);
  });

  it('in a list, each object without the key has an error', async () => {
    const answer = await graph.ask('{ rooms { title colour } }');

    expect(answer.data).toEqual({
      rooms: [
        { title: 'north', colour: null },
        { title: 'south', colour: null },
      ],
    });
    expect(pathsOf(answer)?.sort()).toEqual(['rooms.0.id', 'rooms.1.id']);
  });
});

describe('@requires: several non-null fields fail', () => {
  const graph = serveGraph({ ...roomsGraph, failing: ['Room.floor', 'Room.length', 'Wall.thickness'] });

  it('each loses the fields that require it, and no others', async () => {
    const answer = await graph.ask(
      '{ rooms { title colour view price heating currency insulation wall { paper } } }',
    );
    const room = { colour: 'white', view: null, price: null, heating: null, currency: 'EUR' };
    const wall = { insulation: null, wall: { paper: 'striped' } };

    expect(answer.data).toEqual({
      rooms: [
        { title: 'north', ...room, ...wall },
        { title: 'south', ...room, ...wall },
      ],
    });
    expect(pathsOf(answer)?.sort()).toEqual(
      ['floor', 'length', 'wall.thickness'].flatMap((path) => [`rooms.0.${path}`, `rooms.1.${path}`]).sort(),
    );
  });
});

describe('@requires: a non-null field fails that one of several types was asked for', () => {
  const graph = serveGraph({ ...roomsGraph, failing: ['Room.length', 'Room.floor'] });

  it('only the places that ask for it are null', async () => {
    const answer = await graph.ask(
      '{ houses { ... on Villa { room { title floor view } } ... on Barn { room { title view } } } }',
    );

    expect(answer.data).toEqual({ houses: [{ room: null }, { room: { title: 'north', view: null } }] });
  });
});

describe('@requires: a non-null field that only other fields require fails in a mutation', () => {
  const graph = serveGraph({ ...roomsGraph, failing: ['Room.floor', 'Room.length'] });

  it('the mutation is not repeated: its result is null', async () => {
    const answer = await graph.ask('mutation { paint { title view } }');

    expect([answer.data, answer.subgraphs]).toEqual([{ paint: null }, ['rooms']]);
    expect(pathsOf(answer)).toEqual(['paint.floor']);
  });

  it('entities of its result are requested again', async () => {
    const { data } = await graph.ask('mutation { paint { title colour price } }');

    expect(data).toEqual({ paint: { title: 'north', colour: 'white', price: null } });
  });
});
