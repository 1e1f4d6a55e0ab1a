import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from '../log.ts';
import { onBehalfOf } from '../request-scope.ts';

/** The header that carries a request's id from hop to hop, and back to the client. */
export const requestIdHeader = 'x-request-id';
const requestIdForm = /^[\w.-]{1,64}$/;

export interface HttpServerOptions {
  logger: Logger;
  metrics: Registry;
  bodyLimitBytes: number;
  /** Proxies whose word on a client's address is taken, as addresses or ranges; none where left out. */
  trustedProxies?: readonly string[];
  /** Whether the process can serve: what it waits for, or nothing. */
  waitingFor: () => Promise<readonly string[]>;
  /** Aborts when the process is to end: it is not ready from then on. */
  signal?: AbortSignal | undefined;
  /** How long a request may take to arrive; its answer, or stream of answers, may take any time. */
  requestTimeoutMs?: number;
}

/**
 * The HTTP server that every process has: request ids, a log line and a latency for each request,
 * `/health/live`, `/health/ready` and `/metrics`.
 */
export function createHttpServer({
  logger,
  metrics,
  bodyLimitBytes,
  trustedProxies = [],
  waitingFor,
  signal,
  requestTimeoutMs = 30_000,
}: HttpServerOptions): FastifyInstance {
  const fastifyLogger: FastifyBaseLogger = logger;
  const server = Fastify({
    loggerInstance: fastifyLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: requestTimeoutMs / 10 },
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: (request) => {
      const given = request.headers[requestIdHeader];
      return typeof given === 'string' && requestIdForm.test(given) ? given : randomUUID();
    },
  });
  measureRequests(server, metrics);
  endConnectionsOnClose(server);

  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    if (signal?.aborted === true) return reply.code(503).send({ status: 'stopping' });
    const missing = await waitingFor();
    if (missing.length > 0) return reply.code(503).send({ status: 'waiting', for: missing });
    return { status: 'ok' };
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
  return server;
}

/** Answers that leave while the server closes end their connections: kept alive, they would keep it from its end. */
function endConnectionsOnClose(server: FastifyInstance): void {
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
}

function measureRequests(server: FastifyInstance, metrics: Registry): void {
  const labelNames = ['method', 'route', 'status'];
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'HTTP requests answered.',
    labelNames,
    registers: [metrics],
  });
  const latency = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    onBehalfOf(request.id, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    requests.inc(labels);
    latency.observe(labels, reply.elapsedTime / 1_000);
    request.log.debug({ ...labels, elapsedMs: Math.round(reply.elapsedTime) }, 'request');
    done();
  });
}

/** Listens, and says where: in the log, and to the caller. */
export async function listen(
  server: FastifyInstance,
  host: string,
  port: number,
): Promise<{ url: string; port: number }> {
  await server.listen({ host, port, listenTextResolver: (address) => `listening at ${address}` });
  const { port: bound } = server.server.address() as AddressInfo;
  return { url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound}`, port: bound };
}
