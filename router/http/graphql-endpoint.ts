import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkKey } from '../../platform/http/client-network.ts';
import { lingerOnClose } from '../../platform/http/linger.ts';
import { requestIdHeader, requestIdOf } from '../../platform/http/server.ts';
import type { RequestMeter } from '../../platform/http/server.ts';
import type { Logger } from '../../platform/log.ts';
import type { Sender } from '../../platform/resilience/sender-turns.ts';
import type { ClientAbort } from '../client-abort.ts';
import type { ContextFactory } from '../context.ts';
import { formatError } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { TokenVerifier } from '../guard/access-tokens.ts';
import { checkDocumentText } from '../guard/document-text.ts';
import type { DocumentLimits } from '../guard/document-text.ts';
import { overloadRetrySeconds, routerOverloaded } from '../guard/operation-admission.ts';
import type { OperationAdmission } from '../guard/operation-admission.ts';
import type { BegunLoad, OperationLoads } from '../guard/operation-loads.ts';
import type { RateLimits, UsedQuotas } from '../guard/rate-limits.ts';
import type { Turns } from '../guard/turns.ts';
import type { OperationServer } from './apollo-server.ts';
import { compressResponse } from './compression.ts';
import { createConnectionTurns } from './connection-turns.ts';
import type { ConnectionTurns } from './connection-turns.ts';
import { createOperationAnswers } from './graphql-answer.ts';
import type { AnswerOperation, GraphqlAnswer } from './graphql-answer.ts';
import { documentTextIn, querystringOf } from './graphql-request.ts';
import { defaultResponseType, negotiateResponseType, prefersEventStream } from './media-types.ts';
import { asRequestError, readJsonBody, requestErrorToGraphql } from './request-body.ts';
import type { BodyLimits } from './request-body.ts';
import { checkRequest } from './request-check.ts';
import { challenge, responseHeaders } from './response-headers.ts';
import type { ResponseHeaderOptions } from './response-headers.ts';
import { createSandboxPage } from './sandbox-page.ts';
import type { SandboxPage } from './sandbox-page.ts';

export interface GraphqlEndpointOptions extends ResponseHeaderOptions, BodyLimits, OperationServer {
  path: string;
  admission: OperationAdmission;
  loads: OperationLoads;
  rateLimits: RateLimits;
  tokens: TokenVerifier;
  contextFor: ContextFactory;
  format: ErrorFormatter;
  measure: RequestMeter;
  logger: Logger;
  limits: DocumentLimits;
  /** False if the router serves no HTML pages. */
  pages: boolean;
  /** Requests of one connection that run or wait. */
  maxPipelined: number;
  addressOf: (request: IncomingMessage) => string | null;
  /** Of all connections, also WebSockets. */
  turns: Turns;
}

interface Endpoint extends Omit<GraphqlEndpointOptions, 'turns'> {
  turns: ConnectionTurns<Exchange>;
  sandbox: SandboxPage;
  answer: AnswerOperation;
  /** The body of every refusal under overload. */
  overloadedText: string;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  querystring: string;
  requestId: string;
  quotas: UsedQuotas;
}

/** The others of a connection wait for their turn. */
const maxRunningOfConnection = 10;

/**
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), directly from Node's server to Apollo's.
 * @returns a handler: true if it takes the request, false to leave it to another route
 */
export function createGraphqlEndpoint(
  options: GraphqlEndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { maxPipelined, turns } = options;
  const endpoint: Endpoint = {
    ...options,
    turns: createConnectionTurns<Exchange>({
      ...{ maxRunning: maxRunningOfConnection, maxPipelined, turns },
      start: (exchange, abort) => void serve(endpoint, exchange, abort),
    }),
    sandbox: createSandboxPage(),
    answer: createOperationAnswers(options),
    overloadedText: JSON.stringify({ errors: [formatError(options.format, routerOverloaded())] }),
  };
  return (request, response) => {
    const querystring = querystringOf(request.url ?? '', options.path);
    // With CORS origins, preflights are answered by @fastify/cors.
    if (querystring === null || (request.method === 'OPTIONS' && !options.origins.isEmpty)) return false;
    if (prefersEventStream(request.headers.accept)) return false;
    const quotas = { address: null, identity: null };
    const exchange = { request, response, querystring, requestId: requestIdOf(request), quotas };
    const refusal = endpoint.turns.begin(request.socket, exchange);
    if (refusal !== null) sendError(endpoint, exchange, refusal);
    return true;
  };
}

async function serve(endpoint: Endpoint, exchange: Exchange, abort: ClientAbort): Promise<void> {
  const { tokens, contextFor, addressOf, turns, admission, loads, limits, rateLimits } = endpoint;
  const { request, response, querystring, requestId, quotas } = exchange;
  const { method = '', headers, socket } = request;
  const started = performance.now();
  let hasEntered = false;
  let load: BegunLoad | null = null;
  const clientAddress = addressOf(request);
  try {
    rateLimits.countAddress(clientAddress, quotas);
    const type = checkRequest(request, endpoint.pages);
    const body = method === 'POST' ? await readJsonBody(request, endpoint) : null;
    // The client closed its connection before the body was complete.
    if (body === undefined) return;
    const arrivedMs = performance.now();
    const text = documentTextIn(querystring, body);
    hasEntered =
      admission.tryEnter() || (await admission.enter(text, abort, senderOf(exchange, clientAddress)));
    const begun = hasEntered ? loads.begin(text) : null;
    if (begun === null) {
      if (!hasLeft(abort)) sendOverloaded(endpoint, exchange);
      return;
    }
    load = begun;
    const answer = await endpoint.answer({ request, querystring, type, body }, async () => {
      checkDocumentText(text, limits);
      const { caller } = await tokens.verify(headers.authorization);
      rateLimits.countCaller(caller, quotas);
      return contextFor({ caller, requestId, clientAddress, signal: abort, arrivedMs, load: begun });
    });
    if (hasLeft(abort)) return;
    const sending = send(endpoint, exchange, answer);
    if (sending !== null) await sending;
  } catch (error) {
    if (sendError(endpoint, exchange, error) === 'closing') turns.closes(socket);
  } finally {
    load?.end();
    if (hasEntered) admission.leave();
    turns.end(socket, abort, response);
  }
  if (!response.headersSent) return;
  const elapsedSeconds = (performance.now() - started) / 1_000;
  endpoint.measure({ method, route: endpoint.path, status: String(response.statusCode) }, elapsedSeconds);
}

/** The user is not known yet: the token counts instead, for turns among the clients of its network only. */
function senderOf({ request }: Exchange, clientAddress: string | null): Sender {
  return { network: networkKey(clientAddress), identity: request.headers.authorization ?? '' };
}

/** A function, because the type checker takes a property for constant. */
function hasLeft({ aborted }: ClientAbort): boolean {
  return aborted;
}

/** Returns null if it has sent the result, which spares uncompressed responses a microtask. */
function send(
  endpoint: Endpoint,
  exchange: Exchange,
  { status, headers, text, isPage }: GraphqlAnswer,
): Promise<void> | null {
  const { request, requestId, quotas } = exchange;
  if (isPage) return sendPage(endpoint, exchange, text);
  const sent = responseHeaders(endpoint, request, requestId);
  endpoint.rateLimits.addHeaders(quotas, sent);
  for (const [name, value] of headers) sent.push(name, value);
  if (status === 401) sent.push('www-authenticate', challenge);
  const compression = compressResponse(text, request.headers['accept-encoding']);
  if (compression === null) {
    write(endpoint, exchange, status, sent, text);
    return null;
  }
  return compression.then(({ encoding, bytes }) => {
    sent.push('content-encoding', encoding, 'vary', 'accept-encoding');
    write(endpoint, exchange, status, sent, bytes);
  });
}

/** Sends the shared bytes of Apollo's page in place of a new rendering. */
async function sendPage({ sandbox }: Endpoint, exchange: Exchange, html: string): Promise<void> {
  const { request, response, requestId } = exchange;
  const { status, headers, body } = (await sandbox(html)).answer(request);
  response.writeHead(status, { ...headers, [requestIdHeader]: requestId });
  response.end(body);
}

/** @returns `closing` if the connection closes after the response */
function sendError(endpoint: Endpoint, exchange: Exchange, error: unknown): 'closing' | 'open' {
  const { request, response, requestId, quotas } = exchange;
  if (response.headersSent || response.destroyed) return 'open';
  const { format, logger } = endpoint;
  const requestError = asRequestError(error);
  if (requestError === null) logger.error({ err: error, requestId }, 'request failed');
  const graphqlError = requestError === null ? error : requestErrorToGraphql(requestError);
  const text = JSON.stringify({ errors: [formatError(format, graphqlError)] });
  const sent = responseHeaders(endpoint, request, requestId);
  endpoint.rateLimits.addHeaders(quotas, sent);
  sent.push(...(requestError?.headers ?? []));
  sent.push(
    'content-type',
    (negotiateResponseType(request.headers.accept) ?? defaultResponseType).contentType,
  );
  const status = requestError?.status ?? 500;
  // The rest of the body is not read, so the connection cannot carry another request.
  const closes = !request.complete || status === 429;
  if (closes) {
    if (!endpoint.isClosing()) sent.push('connection', 'close');
    lingerOnClose(request.socket, request);
  }
  write(endpoint, exchange, status, sent, text);
  return closes ? 'closing' : 'open';
}

/** Creates no error: under overload, most requests come here. */
function sendOverloaded(endpoint: Endpoint, exchange: Exchange): void {
  const { request, requestId, quotas } = exchange;
  const sent = responseHeaders(endpoint, request, requestId);
  endpoint.rateLimits.addHeaders(quotas, sent);
  const { contentType } = negotiateResponseType(request.headers.accept) ?? defaultResponseType;
  sent.push('retry-after', overloadRetrySeconds, 'content-type', contentType);
  write(endpoint, exchange, 503, sent, endpoint.overloadedText);
}

function write(
  { buffered }: Endpoint,
  { request: { socket }, response }: Exchange,
  status: number,
  headers: string[],
  body: string | Buffer,
): void {
  headers.push('content-length', String(Buffer.byteLength(body)));
  response.writeHead(status, headers);
  response.end(body);
  const unsent = response.writableLength;
  if (unsent === 0) return;
  buffered.add(socket, unsent);
  response.once('finish', () => {
    buffered.remove(socket, unsent);
  });
}
