import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { requestIdHeader, requestIdOf } from '../../platform/http/server.ts';
import type { RequestMeter } from '../../platform/http/server.ts';
import type { Logger } from '../../platform/log.ts';
import type { ContextFactory, RouterContext } from '../context.ts';
import { formatThrown } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { TokenVerifier } from '../guard/access-tokens.ts';
import { compressed } from './compression.ts';
import { createConnectionAborts } from './connection-aborts.ts';
import { httpRequest, operationIn, searchOf } from './graphql-request.ts';
import { answerType, unsaid } from './media-types.ts';
import type { AnswerType } from './media-types.ts';
import { readJsonBody, RequestRefused } from './request-body.ts';
import { settleStatus } from './http-status.ts';

export interface GraphqlEndpointOptions {
  path: string;
  apollo: ApolloServer<RouterContext>;
  tokens: TokenVerifier;
  contextFor: ContextFactory;
  format: ErrorFormatter;
  measure: RequestMeter;
  logger: Logger;
  bodyLimitBytes: number;
  /** Whether results may be of several requests. */
  share: boolean;
  addressOf: (request: IncomingMessage) => string | null;
  /** The origins whose pages may call, or `*` among them for any. */
  origins: readonly string[];
  /** Whether the server is about to close: connections end with their answers then. */
  isClosing: () => boolean;
}

/** A request that is being answered. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** The query of its target. */
  search: string;
  requestId: string;
}

/**
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), straight from Node's server to Apollo's.
 * @returns a listener that takes what comes to its path, and says whether it did
 */
export function createGraphqlEndpoint(
  options: GraphqlEndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { path, apollo, tokens, contextFor, format, measure, logger, addressOf } = options;
  const texts = new WeakMap<object, string>();
  const aborts = createConnectionAborts();

  async function answer(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const started = performance.now();
    const requestId = requestIdOf(request);
    const abort = aborts.begin(request.socket);
    const exchange: Exchange = { request, response, search, requestId };
    const { method = '', headers } = request;
    try {
      const type = expectUsable(request);
      const body = method === 'POST' ? await readJsonBody(request, options.bodyLimitBytes) : null;
      // Nobody waits for an answer to half a request.
      if (body === undefined) return;
      const found = await execute(exchange, type, body, async () => {
        const { caller } = await tokens.verify(headers.authorization);
        return contextFor({ caller, requestId, clientAddress: addressOf(request), signal: abort });
      });
      if (abort.aborted) return;
      const sending = send(found, exchange);
      if (sending !== null) await sending;
    } catch (error) {
      refuse(error, exchange);
    } finally {
      aborts.end(request.socket, abort);
    }
    if (!response.headersSent) return;
    const elapsedSeconds = (performance.now() - started) / 1_000;
    measure({ method, route: path, status: String(response.statusCode) }, elapsedSeconds);
  }

  /** A result that several requests share is written once for all of them. */
  function textOf({ errors, data, extensions }: FormattedExecutionResult): string {
    const shared = options.share && errors === undefined && typeof data === 'object' ? data : null;
    let text = shared === null ? undefined : texts.get(shared);
    if (text === undefined) {
      text = `${JSON.stringify({ errors, data, extensions })}\n`;
      if (shared !== null) texts.set(shared, text);
    }
    return text;
  }

  async function execute(
    { request, search }: Exchange,
    type: AnswerType | null,
    body: unknown,
    context: () => Promise<RouterContext>,
  ): Promise<HTTPGraphQLResponse> {
    const whole = (contextGiven: () => Promise<RouterContext>) => {
      const httpGraphQLRequest = httpRequest(request, search, body);
      return apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: contextGiven });
    };
    const operation = operationIn(body);
    if (type === null || operation === null) return whole(context);
    let contextValue: RouterContext;
    try {
      contextValue = await context();
    } catch (error) {
      // Apollo Server gives form to what is wrong with a token as well.
      return whole(() => {
        throw error;
      });
    }
    const response = await apollo.executeOperation(operation, { contextValue });
    const { http } = response;
    if (response.body.kind !== 'single') throw new Error('nobody asked for an answer in parts');
    if (response.body.singleResult.errors !== undefined) settleStatus(type, response);
    const string = textOf(response.body.singleResult);
    http.headers.set('content-type', type.contentType);
    return { ...http, body: { kind: 'complete', string } };
  }

  /** Null where it is done already: what is not compressed is waited for by nobody. */
  function send(
    { status = 200, headers, body }: HTTPGraphQLResponse,
    { request, response, requestId }: Exchange,
  ): Promise<void> | null {
    if (body.kind === 'chunked') throw new Error('nobody asked for an answer in parts');
    const sent = fixedHeaders(request, requestId);
    for (const [name, value] of headers) sent.push(name, value);
    const compression = compressed(body.string, request.headers['accept-encoding']);
    if (compression === null) {
      write(response, status, sent, body.string, Buffer.byteLength(body.string));
      return null;
    }
    return compression.then(({ encoding, bytes }) => {
      sent.push('content-encoding', encoding, 'vary', 'accept-encoding');
      write(response, status, sent, bytes, bytes.length);
    });
  }

  function refuse(error: unknown, { request, response, requestId }: Exchange): void {
    if (response.headersSent || response.destroyed) return;
    const refused = error instanceof RequestRefused ? error : null;
    let fault = error;
    if (refused === null) logger.error({ err: error, requestId }, 'a request could not be answered');
    else
      fault = graphqlError(refused.status === 413 ? 'OPERATION_TOO_LARGE' : 'BAD_REQUEST', refused.message);
    const text = JSON.stringify({ errors: [formatThrown(format, fault)] });
    const sent = fixedHeaders(request, requestId);
    sent.push(...(refused?.headers ?? []));
    sent.push('content-type', (answerType(request.headers.accept) ?? unsaid).contentType);
    // What is left of the body is not read: nothing else can come over this connection.
    if (!request.complete && !options.isClosing()) sent.push('connection', 'close');
    write(response, refused?.status ?? 500, sent, text, Buffer.byteLength(text));
  }

  /** The headers of all answers. */
  function fixedHeaders({ headers: { origin } }: IncomingMessage, requestId: string): string[] {
    const sent = [requestIdHeader, requestId, 'cache-control', 'no-store'];
    if (options.isClosing()) sent.push('connection', 'close');
    if (options.origins.length === 0) return sent;
    const any = options.origins.includes('*');
    if (!any) sent.push('vary', 'Origin');
    if (any || (origin !== undefined && options.origins.includes(origin))) {
      sent.push('access-control-allow-origin', any ? '*' : (origin ?? ''));
      sent.push('access-control-expose-headers', requestIdHeader);
    }
    return sent;
  }

  return (request, response) => {
    const search = searchOf(request.url ?? '', path);
    // Who may call from a browser is said elsewhere.
    if (search === null || (request.method === 'OPTIONS' && options.origins.length > 0)) return false;
    void answer(request, response, search);
    return true;
  };
}

/**
 * The media type of its answer; null where who asks would rather have a page to look at, which Apollo Server gives.
 * @throws RequestRefused with status 400, 405 or 406
 */
function expectUsable({ method = '', headers }: IncomingMessage): AnswerType | null {
  if (headers.host !== undefined && noHost.test(headers.host)) {
    throw new RequestRefused(400, 'The Host header is none (RFC 9112, section 3.2).');
  }
  if (method !== 'POST' && method !== 'GET') {
    const message = `GraphQL is asked for by GET and POST, not by ${method}.`;
    throw new RequestRefused(405, message, ['allow', 'GET, POST']);
  }
  const type = answerType(headers.accept);
  if (type === null && (method === 'POST' || !pages.test(headers.accept ?? ''))) {
    throw new RequestRefused(406, notAcceptable);
  }
  return type;
}

function write(
  response: ServerResponse,
  status: number,
  headers: string[],
  body: string | Buffer,
  bytes: number,
): void {
  headers.push('content-length', String(bytes));
  response.writeHead(status, headers);
  response.end(body);
}

/** What is in no name or address of a host (RFC 3986, section 3.2). */
const noHost = /[^\w.:~!$&'()*+,;=%[\]-]/;

const pages = /text\/(?:html|\*)/i;
const notAcceptable =
  'Accept: expected application/json or application/graphql-response+json, in UTF-8, among the media types.';
