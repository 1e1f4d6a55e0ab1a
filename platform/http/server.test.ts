import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { createHttpServer, listen } from './server.ts';
import type { HttpServerOptions } from './server.ts';

const servers: FastifyInstance[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function create(options: Partial<HttpServerOptions> = {}): FastifyInstance {
  const server = createHttpServer({
    logger: createLogger('test', 'silent'),
    metrics: createMetrics('test'),
    bodyLimitBytes: 1_024,
    waitingFor: () => Promise.resolve([]),
    ...options,
  });
  servers.push(server);
  return server;
}

/** What a server says on a connection until it ends it. */
async function untilEnded(socket: Socket): Promise<string> {
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(socket, 'close');
  return said;
}

describe('readiness', () => {
  it('says what the process waits for', async () => {
    const answer = await create({ waitingFor: () => Promise.resolve(['MongoDB']) }).inject('/health/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'waiting', for: ['MongoDB'] });
  });

  it('ends as soon as the process is to end, while it lives on', async () => {
    const stopping = new AbortController();
    const server = create({ signal: stopping.signal });
    expect((await server.inject('/health/ready')).statusCode).toBe(200);
    stopping.abort();
    const answer = await server.inject('/health/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'stopping' });
    expect((await server.inject('/health/live')).statusCode).toBe(200);
  });
});

describe('a request', () => {
  it('that does not arrive in time is refused; a stream of answers may take any time', async () => {
    const server = create({ requestTimeoutMs: 100 });
    const events = new PassThrough();
    events.write('data: first\n\n');
    server.get('/stream', (_request, reply) => reply.type('text/event-stream').send(events));
    server.post('/', () => ({ received: true }));
    const { url, port } = await listen(server, '127.0.0.1', 0);

    const stream = await fetch(`${url}/stream`);
    const slow = connect(port, '127.0.0.1');
    const answer = untilEnded(slow);
    slow.write(
      'POST / HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);

    events.end('data: still here\n\n');
    expect(await stream.text()).toBe('data: first\n\ndata: still here\n\n');
  });
});

describe('a server', () => {
  it('says once where it listens', async () => {
    const lines: string[] = [];
    const logger = createLogger('test', 'info', { write: (line) => lines.push(line) });
    const { url } = await listen(create({ logger }), '127.0.0.1', 0);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([`listening at ${url}`]);
  });
});
