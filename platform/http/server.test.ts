import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
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
    missingDependencies: () => Promise.resolve([]),
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
    const answer = await create({ missingDependencies: () => Promise.resolve(['MongoDB']) }).inject(
      '/health/ready',
    );
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

describe('an answer', () => {
  /** More than systems keep for a connection. */
  const large = Buffer.alloc(32 * 1_024 * 1_024, ' ');

  /** A client that has asked for it and takes nothing of it yet. */
  async function askFor(server: FastifyInstance, count = 1) {
    let underWay = 0;
    server.get('/large', (request, reply) => {
      underWay += 1;
      request.raw.socket.once('close', () => (underWay -= 1));
      return reply.send(large);
    });
    const { port } = await listen(server, '127.0.0.1', 0);
    const client = connect(port, '127.0.0.1').pause();
    client.write('GET /large HTTP/1.1\r\nhost: test\r\n\r\n'.repeat(count));
    await vi.waitFor(() => {
      expect(underWay).toBeGreaterThan(0);
    });
    return { client, underWay: () => underWay };
  }

  it.each([1, 3])(
    'that is not taken is not kept for ever, nor what was asked after it: %i',
    async (count) => {
      const { client, underWay } = await askFor(create({ requestTimeoutMs: 100 }), count);

      await vi.waitFor(
        () => {
          expect(underWay()).toBe(0);
        },
        { timeout: 5_000 },
      );
      client.destroy();
    },
  );

  it('that is taken slowly is given whole', async () => {
    const requestTimeoutMs = 500;
    const { client } = await askFor(create({ requestTimeoutMs }));
    let taken = 0;
    const since = performance.now();
    client.on('data', ({ length }: Buffer) => {
      taken += length;
      client.pause();
      // All of it takes several times as long as it may lie there.
      const elapsed = performance.now() - since;
      setTimeout(() => client.resume(), (taken / large.length) * 4 * requestTimeoutMs - elapsed);
    });
    client.resume();
    await vi.waitFor(
      () => {
        expect(taken).toBeGreaterThan(large.length);
      },
      { timeout: 8_000 },
    );
    expect(performance.now() - since).toBeGreaterThan(3 * requestTimeoutMs);
    client.destroy();
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
