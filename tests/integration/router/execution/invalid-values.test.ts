import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../kit/router.ts';
import { respondEntities, respondJson } from '../../../kit/faults.ts';
import { invalidResponse, keepers, errorPaths, useZoo, validQuery } from '../../../kit/graphs/zoo.ts';

describe('invalid values from a subgraph', () => {
  const graph = useZoo();

  const oneCat = { __typename: 'Cat', id: 'c1', name: 'Tom', lives: 9 };
  it.each<[string, string, unknown, unknown, unknown[]]>([
    ['a string for an object', 'keeper { name }', 'Ada', null, ['keeper']],
    ['a list for an object', 'keeper { name }', [{ name: 'Ada' }], null, ['keeper']],
    ['a number for an object', 'keeper { name }', 7, null, ['keeper']],
    ['an object for a list', 'keepers { name }', { name: 'Ada' }, null, ['keepers']],
    ['a string for a list', 'names', 'Ada', null, ['names']],
    ['nested lists for a flat list', 'names', [['Ada'], 'Grace'], [null, 'Grace'], ['names', 0]],
    [
      'a string in a list of lists of Int',
      'grid',
      [[1, 'x'], 2, null],
      [[1, null], null, null],
      ['grid', 0, 1],
    ],
    ['null for a non-null item', 'required', ['a', null], null, ['required', 1]],
    ['a number for String', 'names', [1], [null], ['names', 0]],
    ['an object for String', 'names', [{ length: 1 }], [null], ['names', 0]],
    ['a string for Int', 'count', '7', null, ['count']],
    ['a number above 2^31-1 for Int', 'count', 2 ** 31, null, ['count']],
    ['a fraction for Int', 'count', 1.5, null, ['count']],
    ['a string for Float', 'weight', 'heavy', null, ['weight']],
    ['a number for Boolean', 'open', 1, null, ['open']],
    ['an object for ID', 'code', {}, null, ['code']],
    ['a fraction for ID', 'code', 1.5, null, ['code']],
    ['an unknown enum value', 'season', 'COLD', null, ['season']],
    ['an unknown __typename', 'animal { name }', { __typename: 'Yeti', name: 'Y' }, null, ['animal']],
    [
      'a __typename outside the interface',
      'animal { name }',
      { __typename: 'Keeper', name: 'K' },
      null,
      ['animal'],
    ],
    ['a number for __typename', 'animal { name }', { __typename: 7, name: 'Y' }, null, ['animal']],
    ['a __typename on Object.prototype', 'pet { __typename }', { __typename: 'constructor' }, null, ['pet']],
    ['a union member without __typename', 'pet { ... on Cat { id } }', { id: 'c1' }, null, ['pet']],
    [
      'one bad animal among good ones',
      'animals { id ... on Cat { lives } }',
      [oneCat, { __typename: 'Cat', id: 'c2', lives: 'nine' }, 'cat'],
      [{ id: 'c1', lives: 9 }, null, null],
      ['animals', 1, 'lives'],
    ],
  ])('%s: only that position becomes null', async (_name, selection, value, expected, path) => {
    const field = /^\w+/.exec(selection)?.[0] ?? '';
    graph.respondWith('zoo', respondJson({ data: { [field]: value } }));

    const answer = await graph.ask(`{ ${selection} weather }`);

    expect(answer.data).toEqual({ [field]: expected, weather: 'fair' });
    expect(new Set(errorCodes(answer))).toEqual(new Set([invalidResponse]));
    expect(errorPaths(answer)[0]).toEqual(path);
  });

  it.each([
    ['1e400 for Float', 'weight', '1e400'],
    ['a number of a thousand digits for Int', 'count', '9'.repeat(1_000)],
    ['a number of a thousand digits for ID', 'code', '9'.repeat(1_000)],
  ])('%s: refused as a value', async (_name, field, value) => {
    graph.respondWith('zoo', respondJson(`{"data":{"${field}":${value}}}`));

    const answer = await graph.ask(`{ ${field} weather }`);

    expect(answer.data).toEqual({ [field]: null, weather: 'fair' });
    expect([errorCodes(answer), errorPaths(answer)]).toEqual([[invalidResponse], [[field]]]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a response without _entities', respondJson({ data: {} })],
    ['null for _entities', respondEntities(null)],
    ['an object for _entities', respondEntities({ 0: { wage: 1 } })],
    ['fewer _entities than representations', respondEntities([{ wage: 1 }])],
    ['more _entities than representations', respondEntities([{ wage: 1 }, { wage: 2 }, { wage: 3 }])],
    ['a string for data', respondJson({ data: 'wages' })],
    ['a list for data', respondJson({ data: [] })],
    ['a number for an error message', respondJson({ data: null, errors: [{ message: 7 }] })],
    ['an object for errors', respondJson({ data: { _entities: [] }, errors: { message: 'secret-host' } })],
    ['status 404 with HTML', (response) => void response.writeHead(404).end('<h1>secret-host</h1>')],
    ['status 204', (response) => void response.writeHead(204).end()],
    [
      'a redirection',
      (response) => void response.writeHead(301, { location: 'http://secret-host/' }).end('moved'),
    ],
    ['invalid UTF-8', (response) => void response.end(Buffer.from([0xff, 0xfe, 0x00]))],
  ])('%s: only the fields of that fetch become null', async (_name, how) => {
    graph.respondWith('wages', how);

    const answer = await graph.ask(validQuery);

    expect(answer.data).toEqual({
      keepers: keepers.map((keeper) => ({ ...keeper, wage: null, shifts: null })),
      weather: 'fair',
    });
    expect(errorCodes(answer)).toEqual([invalidResponse]);
    expect(answer.errors?.[0]?.message).toBe('The subgraph wages sent an invalid response.');
    expect(JSON.stringify(answer)).not.toMatch(/secret-host|127\.0\.0\.1/);
  });

  it.each([
    ['null', null],
    ['a string', 'keeper'],
    ['a number', 7],
    ['a list', [{ wage: 7 }]],
    ['an empty object', {}],
  ])('%s for an entity: the remaining entities are unaffected', async (name, value) => {
    graph.respondWith('wages', respondEntities([value, { wage: 5, shifts: ['late'] }]));

    const answer = await graph.ask(validQuery);

    expect(answer.data).toEqual({
      keepers: [
        { id: '1', name: 'Ada', wage: null, shifts: null },
        { id: '2', name: 'Grace', wage: 5, shifts: ['late'] },
      ],
      weather: 'fair',
    });
    // Null means an unknown entity, and an object may omit nullable fields.
    const isUsable = name === 'null' || name === 'an empty object';
    expect([errorCodes(answer), errorPaths(answer)]).toEqual(
      isUsable ? [[], []] : [[invalidResponse], [['keepers', 0]]],
    );
  });

  it('__proto__ in response data changes no prototype', async () => {
    graph.respondWith(
      'zoo',
      respondJson(`{"data":{"keepers":[{"__typename":"Keeper","id":"1","name":"Ada",
        "__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}],"__proto__":{"polluted":1}}}`),
    );
    graph.respondWith(
      'wages',
      respondJson('{"data":{"_entities":[{"__proto__":{"wage":7,"polluted":1},"shifts":["late"]}]}}'),
    );

    const answer = await graph.ask('{ keepers { name wage shifts } }');

    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      keepers: [{ name: 'Ada', wage: null, shifts: ['late'] }],
    });
  });

  it('custom scalar: keys on Object.prototype are passed on', async () => {
    const facts = '{"__proto__":{"a":1},"constructor":2}';
    graph.respondWith('zoo', respondJson(`{"data":{"facts":${facts}}}`));

    const { data } = await graph.ask('{ facts }');

    expect(JSON.stringify(data)).toBe(`{"facts":${facts}}`);
  });
});
