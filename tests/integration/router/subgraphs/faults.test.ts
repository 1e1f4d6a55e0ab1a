import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { untilCircuit } from '../../../kit/circuits.ts';
import { resetConnection, respondNever } from '../../../kit/faults.ts';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes } from '../../../kit/router.ts';

const joined = '{ everybody { name books { title } } }';
const peopleAlone = {
  everybody: [
    { name: 'Ada', books: null },
    { name: 'Grace', books: null },
  ],
};

describe('subgraph faults', () => {
  const graph = useLibrary({
    SUBGRAPH_TIMEOUT_MS: '1000',
    SUBGRAPH_ANSWER_LIMIT_BYTES: '20000',
  });

  beforeEach(() => untilCircuit(graph.router, 'books', 'closed'));

  it('a dead subgraph: its fields are null until it returns', async () => {
    await graph.books.stop();
    const without = await graph.router.ask(joined);
    await graph.books.start();
    await untilCircuit(graph.router, 'books', 'closed');
    const again = await graph.router.ask(joined);

    expect(without.data).toEqual(peopleAlone);
    expect(without.errors).toMatchObject([
      {
        message: 'The subgraph books is unavailable.',
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'books' },
      },
    ]);
    expect(again.errors).toBeUndefined();
  });

  it.each<[string, string, (response: ServerResponse) => void]>([
    ['never responds', 'SUBGRAPH_TIMEOUT', respondNever],
    [
      'stalls within its response',
      'SUBGRAPH_TIMEOUT',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":'),
    ],
    [
      'trickles bytes without end',
      'SUBGRAPH_TIMEOUT',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drops = setInterval(() => response.write(' '), 50);
        response.once('close', () => {
          clearInterval(drops);
        });
      },
    ],
    [
      'responds with HTML',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) => void response.setHeader('content-type', 'text/html').end('<h1>secret-host</h1>'),
    ],
    [
      'responds with truncated JSON',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) => void response.end('{"data":{"_ent'),
    ],
    ['responds with an empty body', 'SUBGRAPH_INVALID_RESPONSE', (response) => void response.end()],
    ['responds with a list', 'SUBGRAPH_INVALID_RESPONSE', (response) => void response.end('[1]')],
    [
      'responds with neither data nor errors',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) => void response.end('{}'),
    ],
    [
      'responds with malformed errors',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) => void response.end('{"errors":["secret-host"]}'),
    ],
    [
      'responds with status 500',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) => void response.writeHead(500).end('{"errors":[{"message":"secret-host"}]}'),
    ],
    [
      'responds with a validation error',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) =>
        void response.end(
          '{"errors":[{"message":"secret-host","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}',
        ),
    ],
    [
      'responds without end',
      'SUBGRAPH_INVALID_RESPONSE',
      (response) => {
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(1_000)));
          response.once('drain', more);
        };
        more();
      },
    ],
    ['closes the connection', 'SUBGRAPH_UNAVAILABLE', resetConnection],
  ])('a subgraph that %s: only its fields become null', async (_name, code, how) => {
    graph.books.respondWith(how);

    const answer = await graph.router.ask(joined);

    expect(errorCodes(answer)).toEqual([code]);
    expect(answer.data).toEqual(peopleAlone);
    expect(JSON.stringify(answer)).not.toContain('secret-host');
    expect(JSON.stringify(answer)).not.toContain('127.0.0.1');
  });

  it('errors without a code are masked with an id that the log has', async () => {
    const { errors } = await graph.router.ask('{ person(id: "1") { name rude } }');

    expect(errors).toMatchObject([
      { path: ['person', 'rude'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    const errorId = String(errors?.[0]?.extensions['errorId']);
    expect(graph.router.logs.some((line) => line.includes(errorId) && line.includes('hunter2'))).toBe(true);
  });

  it('errors with a code are passed on', async () => {
    const { data, errors } = await graph.router.ask('{ person(id: "1") { name coded } }');

    expect(data).toEqual({ person: { name: 'Ada', coded: null } });
    expect(errors).toMatchObject([
      {
        message: 'Not on a Sunday.',
        path: ['person', 'coded'],
        extensions: { code: 'CLOSED_ON_SUNDAYS', serviceName: 'people' },
      },
    ]);
  });
});
