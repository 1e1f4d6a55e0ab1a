import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { addEarlyHandler, createHttpServer, listen } from './server.ts';
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

async function untilEnded(socket: Socket): Promise<string> {
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(socket, 'close');
  return said;
}

describe('readiness', () => {
  it('is 503 and names the missing stores', async () => {
    const answer = await create({ missingDependencies: () => Promise.resolve(['MongoDB']) }).inject(
      '/health/ready',
    );
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'waiting', for: ['MongoDB'] });
  });

  it('is 503 once the process drains; liveness stays 200', async () => {
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

describe('the address of a client', () => {
  it('is known after an early reset of its connection', async () => {
    const server = create();
    const address = new Promise<string | undefined>((resolve) => {
      addEarlyHandler(server, ({ socket }) => {
        socket.on('error', () => undefined);
        socket.once('close', () => {
          resolve(socket.remoteAddress);
        });
        return true;
      });
    });
    const { port } = await listen(server, '127.0.0.1', 0);
    const client = connect(port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n', () => client.resetAndDestroy());
    expect(await address).toBe('127.0.0.1');
  });
});

describe('request timeout', () => {
  it('answers an incomplete request with 408, and lets an event stream run on', async () => {
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

describe('stalled responses', () => {
  /** Exceeds the socket buffers of both sides. */
  const large = Buffer.alloc(32 * 1_024 * 1_024, ' ');

  /** Sends requests and reads no response yet. */
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
    'closes a connection whose client reads nothing, with %i pipelined requests',
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

  it('sends a response to the end when its client reads slowly', async () => {
    const requestTimeoutMs = 500;
    const { client } = await askFor(create({ requestTimeoutMs }));
    let taken = 0;
    const since = performance.now();
    client.on('data', ({ length }: Buffer) => {
      taken += length;
      client.pause();
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

describe('listen', () => {
  it('logs the address once', async () => {
    const lines: string[] = [];
    const logger = createLogger('test', 'info', { write: (line) => lines.push(line) });
    const { url } = await listen(create({ logger }), '127.0.0.1', 0);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([`listening at ${url}`]);
  });
});
