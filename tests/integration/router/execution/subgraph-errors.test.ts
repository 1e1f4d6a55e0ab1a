import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../kit/router.ts';
import { resetConnection, respondJson } from '../../../kit/faults.ts';
import { errorPaths, useZoo } from '../../../kit/graphs/zoo.ts';

describe('malformed subgraph errors', () => {
  const graph = useZoo();

  it.each<[string, unknown, unknown]>([
    ['an index beyond the list', ['_entities', 7, 'wage'], undefined],
    ['a negative index', ['_entities', -1, 'wage'], undefined],
    ['an index of type string', ['_entities', '1', 'wage'], undefined],
    [
      'a place into nowhere',
      ['_entities', 1, 'wage', 'deep', 0, 'er'],
      ['keepers', 1, 'wage', 'deep', 0, 'er'],
    ],
    ['names on Object.prototype', ['_entities', 1, '__proto__', 'x'], ['keepers', 1, '__proto__', 'x']],
    ['path elements of wrong types', [{ a: 1 }, null, ['x']], undefined],
    ['a fractional index', ['_entities', 0.5], undefined],
    ['a string as the path', 'wage', undefined],
    ['a null path', null, undefined],
  ])('error path with %s: the error reaches the client', async (_name, path, expected) => {
    const error = { message: 'No wages on a Sunday.', path, extensions: { code: 'CLOSED' } };
    graph.respondWith(
      'wages',
      respondJson({ data: { _entities: [{ wage: 1 }, { wage: 2 }] }, errors: [error] }),
    );

    const answer = await graph.ask('{ keepers { wage } }');

    expect(answer.data).toEqual({ keepers: [{ wage: 1 }, { wage: 2 }] });
    expect(errorCodes(answer)).toEqual(['CLOSED']);
    expect(errorPaths(answer)).toEqual([expected]);
  });

  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  it.each<[string, string, string]>([
    ['null', 'null', 'INTERNAL_SERVER_ERROR'],
    ['a list', '[1]', 'INTERNAL_SERVER_ERROR'],
    ['an object as the code', '{"code":{"a":1}}', 'INTERNAL_SERVER_ERROR'],
    ['lists nested 100,000 deep', `{"code":"CLOSED","deep":${deep}}`, 'INTERNAL_SERVER_ERROR'],
    ['an invalid HTTP status', '{"code":"CLOSED","http":{"status":999999}}', 'CLOSED'],
    ['a valid HTTP status', '{"code":"CLOSED","http":{"status":503}}', 'CLOSED'],
    [
      'names on Object.prototype',
      '{"code":"CLOSED","__proto__":{"polluted":1},"toString":1,"toJSON":1}',
      'CLOSED',
    ],
    ['the name of a different subgraph', '{"code":"CLOSED","serviceName":"weather"}', 'CLOSED'],
    ['a limit, which only the router sets', '{"limit":"depth"}', 'INTERNAL_SERVER_ERROR'],
  ])('error extensions with %s: the client receives a stable code', async (_name, extensions, code) => {
    graph.respondWith(
      'zoo',
      respondJson(`{"data":{"count":1},"errors":[{"message":"Closed.","extensions":${extensions}}]}`),
    );

    const answer = await graph.ask('{ count weather }');

    expect([answer.status, errorCodes(answer)]).toEqual([200, [code]]);
    expect(answer.data).toEqual({ count: 1, weather: 'fair' });
    if (code === 'CLOSED') expect(answer.errors?.[0]?.extensions['serviceName']).toBe('zoo');
  });
});

describe('a failed entity fetch', () => {
  const graph = useZoo();
  const fails = [
    ['closes the connection', resetConnection, 'SUBGRAPH_UNAVAILABLE'],
    ['answers a list', respondJson([]), 'SUBGRAPH_INVALID_RESPONSE'],
  ] as const;

  it.each(fails)(
    'a subgraph that %s: each lost field of the client has an error',
    async (_how, responder, code) => {
      graph.respondWith(
        'zoo',
        respondJson({ data: { keeper: { __typename: 'Keeper', id: '1', name: 'Ada' } } }),
      );
      graph.respondWith('wages', responder);

      const answer = await graph.ask('{ keeper { id name pay: wage shifts } }');

      expect(answer.data).toEqual({ keeper: { id: '1', name: 'Ada', pay: null, shifts: null } });
      expect(errorPaths(answer)).toEqual([
        ['keeper', 'pay'],
        ['keeper', 'shifts'],
      ]);
      expect(errorCodes(answer)).toEqual([code, code]);
    },
  );

  it.each(fails)(
    'a subgraph that %s: entities at several places have a single error',
    async (_how, responder, code) => {
      graph.respondWith('wages', responder);

      const answer = await graph.ask('{ keepers { name wage } }');

      expect(errorPaths(answer)).toEqual([undefined]);
      expect(errorCodes(answer)).toEqual([code]);
    },
  );
});
