import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../kit/router.ts';
import { respondJson } from '../../../kit/faults.ts';
import { errorPaths, useZoo } from '../../../kit/graphs/zoo.ts';

describe('a subgraph that answers with odd errors', () => {
  const graph = useZoo();

  it.each<[string, unknown, unknown]>([
    ['a place that is none', ['_entities', 7, 'wage'], undefined],
    ['a place before the first', ['_entities', -1, 'wage'], undefined],
    ['an index that is a text', ['_entities', '1', 'wage'], undefined],
    [
      'a place into nowhere',
      ['_entities', 1, 'wage', 'deep', 0, 'er'],
      ['keepers', 1, 'wage', 'deep', 0, 'er'],
    ],
    ['names that all objects inherit', ['_entities', 1, '__proto__', 'x'], ['keepers', 1, '__proto__', 'x']],
    ['things that are no path', [{ a: 1 }, null, ['x']], undefined],
    ['fractions', ['_entities', 0.5], undefined],
    ['a text', 'wage', undefined],
    ['nothing', null, undefined],
  ])('an error at %s reaches the client', async (_name, path, expected) => {
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
    ['a code that is an object', '{"code":{"a":1}}', 'INTERNAL_SERVER_ERROR'],
    ['lists 100,000 deep', `{"code":"CLOSED","deep":${deep}}`, 'INTERNAL_SERVER_ERROR'],
    ['a status of HTTP', '{"code":"CLOSED","http":{"status":999999}}', 'CLOSED'],
    ['another status of HTTP', '{"code":"CLOSED","http":{"status":503}}', 'CLOSED'],
    ['a prototype', '{"code":"CLOSED","__proto__":{"polluted":1},"toString":1,"toJSON":1}', 'CLOSED'],
    ['the name of another subgraph', '{"code":"CLOSED","serviceName":"weather"}', 'CLOSED'],
    ['what only the router says', '{"limit":"depth"}', 'INTERNAL_SERVER_ERROR'],
  ])('an error with %s in its extensions reaches the client with a code', async (_name, extensions, code) => {
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
