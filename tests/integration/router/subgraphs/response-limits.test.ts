import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../kit/router.ts';
import { respondJson } from '../../../kit/faults.ts';
import { invalidResponse, useZoo } from '../../../kit/graphs/zoo.ts';

describe('limits of subgraph responses', () => {
  const graph = useZoo();

  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  it.each([
    ['a custom scalar', '{ facts count weather }', `{"facts":${deep},"count":1}`, { facts: null, count: 1 }],
    [
      'a list',
      '{ grid count weather }',
      `{"grid":[[1],${deep}],"count":1}`,
      { grid: [[1], [null]], count: 1 },
    ],
    ['entity references', '{ keepers { wage } weather }', `{"keepers":${deep}}`, { keepers: [null] }],
    [
      'a @requires selection',
      '{ keepers { name bonus } weather }',
      `{"keepers":[{"__typename":"Keeper","id":"1","name":"Ada","facts":${deep}}]}`,
      { keepers: [{ name: 'Ada', bonus: null }] },
    ],
  ])('%s nested 100,000 deep: no stack overflow', async (_name, query, data, expected) => {
    graph.respondWith('zoo', respondJson(`{"data":${data}}`));

    const answer = await graph.ask(query);

    expect(answer.status).toBe(200);
    expect(answer.data).toMatchObject({ ...expected, weather: 'fair' });
    expect(new Set(errorCodes(answer))).toEqual(new Set([invalidResponse]));
  });

  const many = 100_000;
  it.each<[string, string, unknown]>([
    ['errors', '{ count }', { data: { count: 1 }, errors: Array(many).fill({ message: 'Closed.' }) }],
    ['invalid values', '{ names }', { data: { names: Array(many).fill(1) } }],
    [
      'nulls for non-null items',
      '{ keepers { name } }',
      { data: { keepers: Array(many).fill({ name: null }) } },
    ],
  ])('%s: at most 1,000 errors reach the client', async (_name, query, body) => {
    graph.respondWith('zoo', respondJson(body));

    const answer = await graph.ask(query);

    expect(answer.status).toBe(200);
    expect(answer.errors).toHaveLength(1_000);
  });

  it('errors of thousands of entities are sorted in linear time', async () => {
    const count = 20_000;
    const ids = Array.from({ length: count }, (_, id) => ({ __typename: 'Keeper', id: String(id) }));
    graph.respondWith('zoo', respondJson({ data: { keepers: ids } }));
    const errors = ids.map((_, index) => ({ message: 'Closed.', path: ['_entities', index, 'wage'] }));
    graph.respondWith(
      'wages',
      respondJson({ data: { _entities: Array(count).fill({ wage: null }) }, errors }),
    );

    const started = performance.now();
    const answer = await graph.ask('{ keepers { wage } }');

    expect(answer.data?.['keepers']).toHaveLength(count);
    expect(answer.errors).toHaveLength(1_000);
    expect(answer.errors?.[999]?.path).toEqual(['keepers', 999, 'wage']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('a response sent byte by byte is read whole', async () => {
    graph.respondWith('zoo', (response) => {
      const bytes = [...Buffer.from('{"data":{"names":["Ädä","😀"]}}')];
      response.setHeader('content-type', 'application/json');
      const next = () => {
        const byte = bytes.shift();
        if (byte === undefined) response.end();
        else response.write(Buffer.from([byte]), () => setImmediate(next));
      };
      next();
    });

    expect((await graph.ask('{ names }')).data).toEqual({ names: ['Ädä', '😀'] });
  });

  it.each<[string, string, (response: ServerResponse) => void]>([
    [
      'sends headers only',
      'SUBGRAPH_TIMEOUT',
      (response) => {
        response.flushHeaders();
      },
    ],
    [
      'closes within its response',
      'SUBGRAPH_UNAVAILABLE',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"data":', () => response.socket?.destroy());
      },
    ],
    [
      'closes within a chunk',
      'SUBGRAPH_UNAVAILABLE',
      (response) => {
        response.write('{"data":{"count":1}}', () => response.socket?.destroy());
      },
    ],
    [
      'sends invalid HTTP',
      'SUBGRAPH_UNAVAILABLE',
      (response) => void response.socket?.end('SSH-2.0-OpenSSH_9.6 secret-host\r\n'),
    ],
    [
      'sends endless headers',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) => {
        const { socket } = response;
        socket?.write('HTTP/1.1 200 OK\r\n');
        const more = () => {
          if (socket?.destroyed === false) socket.write(`x-padding: ${'x'.repeat(1_000)}\r\n`, more);
        };
        more();
      },
    ],
  ])('a subgraph that %s: only its fields become null', async (_name, code, how) => {
    graph.respondWith('zoo', how);

    const answer = await graph.ask('{ count weather }');

    expect(answer.data).toEqual({ count: null, weather: 'fair' });
    expect(errorCodes(answer)).toEqual([code]);
    expect(JSON.stringify(answer)).not.toMatch(/secret-host|127\.0\.0\.1/);
  });
});

describe('an endless subgraph response', () => {
  const graph = useZoo({ SUBGRAPH_TIMEOUT_MS: '20000', SUBGRAPH_ANSWER_LIMIT_BYTES: String(1024 * 1024) });

  it('memory stays below the response size limit over repeated requests', async () => {
    const chunk = Buffer.alloc(64 * 1024, 0x20);
    graph.respondWith('zoo', (response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', more);
      };
      more();
    });
    const before = process.memoryUsage().rss;

    for (let round = 0; round < 25; round += 1) {
      const answers = await Promise.all(Array.from({ length: 4 }, () => graph.ask('{ count weather }')));
      expect(answers.flatMap(errorCodes)).toEqual(answers.map(() => invalidResponse));
    }
    // A hundred answers of 1 MB and more came, four at a time.
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});
