import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from '../log.ts';
import { runWithRequestId } from '../request-scope.ts';
import { createExpectationHandler, createClientErrorHandler } from './client-errors.ts';
import type { ClientError } from './client-errors.ts';
import { closeStalledResponses } from './stalled-responses.ts';

/** The header that carries a request's id from hop to hop, and back to the client. */
export const requestIdHeader = 'x-request-id';
const requestIdForm = /^[\w.-]{1,64}$/;

/** The id that a request came with, where it has the form of one, or a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers[requestIdHeader];
  return typeof given === 'string' && requestIdForm.test(given) ? given : randomUUID();
}

export interface HttpServerOptions {
  logger: Logger;
  metrics: Registry;
  bodyLimitBytes: number;
  /** Proxies whose word on a client's address is taken, as addresses or ranges; none where left out. */
  trustedProxies?: readonly string[];
  /** Whether the process can serve: what it waits for, or nothing. */
  missingDependencies: () => Promise<readonly string[]>;
  /** Aborts when the process is to end: it is not ready from then on. */
  signal?: AbortSignal | undefined;
  /**
   * How long a request may take to arrive, and its answer may lie there without anything of it being taken; to answer,
   * or to stream answers, may take any time.
   */
  requestTimeoutMs?: number;
  /** How long a connection that carries nothing is kept. */
  keepAliveMs?: number;
  /** Requests that a connection carries before it is closed; 0 for any number. */
  requestsPerConnection?: number;
  /** The largest headers of a request, its target included. */
  headerLimitBytes?: number;
  /** The answer to what is no request at all. */
  clientErrorBody?: (unreadable: ClientError) => object;
  /**
   * Whether what is logged on behalf of a request carries its id by itself. It makes every promise of the process cost
   * more; without it, whoever logs says the id.
   */
  requestScopes?: boolean;
}

/** Counts requests that were answered, and for how long they were waited for. */
export type RequestMeter = (
  answered: { method: string; route: string; status: string },
  elapsedSeconds: number,
) => void;

/**
 * The HTTP server that every process has: request ids, a log line and a latency for each request,
 * `/health/live`, `/health/ready` and `/metrics`.
 */
export function createHttpServer({
  logger,
  metrics,
  bodyLimitBytes,
  trustedProxies = [],
  missingDependencies,
  signal,
  requestTimeoutMs = 30_000,
  keepAliveMs = 72_000,
  requestsPerConnection = 0,
  headerLimitBytes = 16 * 1_024,
  clientErrorBody = ({ status, message }) => ({ statusCode: status, message }),
  requestScopes = true,
}: HttpServerOptions): FastifyInstance {
  const fastifyLogger: FastifyBaseLogger = logger;
  const server = Fastify({
    loggerInstance: fastifyLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    maxRequestsPerSocket: requestsPerConnection,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: requestTimeoutMs / 10,
      maxHeaderSize: headerLimitBytes,
    },
    clientErrorHandler: createClientErrorHandler({ requestTimeoutMs, headerLimitBytes }, clientErrorBody),
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: requestIdOf,
  });
  measureRequests(server, createRequestMeter(metrics), requestScopes);
  endConnectionsOnClose(server);
  closeStalledResponses(server.server, requestTimeoutMs);
  server.server.on('checkExpectation', createExpectationHandler(clientErrorBody));

  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    if (signal?.aborted === true) return reply.code(503).send({ status: 'stopping' });
    const missing = await missingDependencies();
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
  const isClosing = closingOf(server);
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing()) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Whether the server has begun to close. */
export function closingOf(server: FastifyInstance): () => boolean {
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  return () => closing;
}

/** One meter for all that a process answers over HTTP: a second one for the same metrics is the first. */
export function createRequestMeter(metrics: Registry): RequestMeter {
  const labelNames = ['method', 'route', 'status'];
  const requests =
    (metrics.getSingleMetric('http_requests_total') as Counter | undefined) ??
    new Counter({
      name: 'http_requests_total',
      help: 'HTTP requests answered.',
      labelNames,
      registers: [metrics],
    });
  const latency =
    (metrics.getSingleMetric('http_request_duration_seconds') as Histogram | undefined) ??
    new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from a request to the end of its answer.',
      labelNames,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [metrics],
    });
  return (labels, elapsedSeconds) => {
    requests.inc(labels);
    latency.observe(labels, elapsedSeconds);
  };
}

function measureRequests(server: FastifyInstance, measure: RequestMeter, requestScopes: boolean): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    if (requestScopes) runWithRequestId(request.id, done);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    measure(labels, reply.elapsedTime / 1_000);
    request.log.debug({ ...labels, elapsedMs: Math.round(reply.elapsedTime) }, 'request');
    done();
  });
}

/**
 * Lets a listener answer requests before the server's own routes see them: none of what these do for each is done then.
 * @param answer whether it takes the request
 */
export function addEarlyHandler(
  { server }: FastifyInstance,
  answer: (...exchange: Parameters<RequestListener>) => boolean,
): void {
  const others = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (answer(request, response)) return;
    for (const other of others) other(request, response);
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
