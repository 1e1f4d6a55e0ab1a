import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import { preview } from '../errors.ts';
import { hotCounter, hotHistogram } from '../hot-metrics.ts';
import type { Logger } from '../log.ts';
import { runWithRequestId } from '../request-scope.ts';
import { createExpectationHandler, createClientErrorHandler } from './client-errors.ts';
import type { ClientError } from './client-errors.ts';
import { hasSeveralHosts, severalHosts } from './host-header.ts';
import { closeStalledResponses } from './stalled-responses.ts';

/** Sent on every hop, and to the client. */
export const requestIdHeader = 'x-request-id';
const requestIdForm = /^[\w.-]{1,64}$/;

/** Returns a well-formed id of the client, otherwise a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers[requestIdHeader];
  return typeof given === 'string' && requestIdForm.test(given) ? given : randomUUID();
}

export interface HttpServerOptions {
  logger: Logger;
  metrics: Registry;
  bodyLimitBytes: number;
  /** Addresses or ranges whose `X-Forwarded-For` is trusted. */
  trustedProxies?: readonly string[];
  /** The setting INSTANCE_ID: readiness answers with it. */
  instanceId?: string | undefined;
  /** Names the unreachable stores: with any, the process is not ready. */
  missingDependencies: () => Promise<readonly string[]>;
  /** Aborts when the drain begins: the process is then not ready. */
  signal?: AbortSignal | undefined;
  /** Limits the arrival of a request, and the wait of a complete response for its reader. */
  requestTimeoutMs?: number;
  keepAliveMs?: number;
  /** Then the connection is closed; 0 sets no limit. */
  requestsPerConnection?: number;
  /** Includes the URL. */
  headerLimitBytes?: number;
  /** The body for an invalid HTTP request. */
  clientErrorBody?: (error: ClientError) => object;
  /** Log lines get the request's id by AsyncLocalStorage, which slows down every promise. */
  requestScopes?: boolean;
}

export type RequestMeter = (
  answered: { method: string; route: string; status: string },
  elapsedSeconds: number,
) => void;

/** Creates a server with request ids, request logs and durations, `/health/live` and `/health/ready`. */
export function createHttpServer({
  logger,
  metrics,
  bodyLimitBytes,
  trustedProxies = [],
  instanceId: instance,
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
    // Fastify raises its own error for a path with invalid percent-encoding.
    frameworkErrors: (_error, request, reply) => {
      const message = `Invalid URL: expected valid percent-encoding, got ${preview(request.url)}.`;
      void (reply as FastifyReply).code(400).send(clientErrorBody({ status: 400, message }));
    },
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: requestIdOf,
  });
  // Node.js keeps the address that it reads here, so that it is known after an early reset too.
  server.server.on('connection', ({ remoteAddress: _kept }) => undefined);
  measureRequests(server, createRequestMeter(metrics), { requestScopes, errorBody: clientErrorBody });
  endConnectionsOnClose(server);
  closeStalledResponses(server.server, requestTimeoutMs);
  server.server.on('checkExpectation', createExpectationHandler(clientErrorBody));

  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    if (signal?.aborted === true) return reply.code(503).send({ status: 'stopping', instance });
    const missing = await missingDependencies();
    if (missing.length > 0) return reply.code(503).send({ status: 'waiting', for: missing, instance });
    return { status: 'ok', instance };
  });
  return server;
}

/** Responses during the drain close their connections, so that the server can end. */
function endConnectionsOnClose(server: FastifyInstance): void {
  const phase = phaseOf(server);
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (phase() === 'draining') void reply.header('connection', 'close');
    done(null, payload);
  });
}

export type ServerPhase = 'serving' | 'draining';

/** `draining` begins with the server's close. */
export function phaseOf(server: FastifyInstance): () => ServerPhase {
  let phase: ServerPhase = 'serving';
  server.addHook('preClose', (done) => {
    phase = 'draining';
    done();
  });
  return () => phase;
}

/** Returns the registry's metrics, and creates them first if missing. */
export function createRequestMeter(metrics: Registry): RequestMeter {
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = hotCounter({
    metrics,
    name: 'http_requests_total',
    help: 'HTTP responses sent.',
    labelNames,
  });
  const latency = hotHistogram({
    metrics,
    name: 'http_request_duration_seconds',
    help: 'Time from the start of an HTTP request to the end of its response, in seconds.',
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  return (labels, elapsedSeconds) => {
    requests.inc(labels);
    latency.observe(labels, elapsedSeconds);
  };
}

function measureRequests(
  server: FastifyInstance,
  measure: RequestMeter,
  { requestScopes, errorBody }: { requestScopes: boolean; errorBody: (error: ClientError) => object },
): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    if (hasSeveralHosts(request.raw)) {
      void reply.code(400).send(errorBody({ status: 400, message: severalHosts }));
    } else if (requestScopes) runWithRequestId(request.id, done);
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
 * Adds a hot path without Fastify's hooks.
 * @param answer returns false to leave a request to Fastify
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

export async function listen(
  server: FastifyInstance,
  host: string,
  port: number,
): Promise<{ url: string; port: number }> {
  await server.listen({ host, port, listenTextResolver: (address) => `listening at ${address}` });
  const { port: bound } = server.server.address() as AddressInfo;
  return { url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound}`, port: bound };
}
