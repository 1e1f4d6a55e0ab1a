import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { ApolloServer, GraphQLRequest, HTTPGraphQLResponse } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { requestIdHeader, requestIdOf } from '../../platform/http/server.ts';
import type { RequestMeter } from '../../platform/http/server.ts';
import type { Logger } from '../../platform/log.ts';
import type { ContextFactory, RouterContext } from '../context.ts';
import { createDeparture } from '../departure.ts';
import { formatThrown } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { TokenVerifier } from '../identity.ts';
import { compressed } from './compression.ts';
import { cannotBeForged, preflightProof } from './forgery.ts';
import { softenForPlainJson } from './plain-json.ts';
import { readJsonBody, RequestRefused } from './request-body.ts';

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

/**
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), straight from Node's server to Apollo's.
 * @returns a listener that takes GET and POST of its path, and says whether it did
 */
export function createGraphqlEndpoint(
  options: GraphqlEndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { path, apollo, tokens, contextFor, format, measure, logger, addressOf } = options;
  /** The media types of answers, by what requests said that they accept. */
  const contentTypes = new Map<string, string>();
  const texts = new WeakMap<object, string>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const requestId = requestIdOf(request);
    const departure = createDeparture();
    response.once('close', () => {
      if (!response.writableFinished) departure.leave();
    });
    const { method = '', headers } = request;
    if (headers.host !== undefined && noHost.test(headers.host)) {
      throw new RequestRefused(400, 'The Host header is none (RFC 9112, section 3.2).');
    }
    const body = method === 'POST' ? await readJsonBody(request, options.bodyLimitBytes) : undefined;
    if (body === null && departure.aborted) return;
    const found = await execute(request, body, async () => {
      const { caller } = await tokens.verify(headers.authorization);
      return contextFor({ caller, requestId, clientAddress: addressOf(request), signal: departure });
    });
    await send(found, request, response, requestId);
    finished(request, response, started);
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
    request: IncomingMessage,
    body: unknown,
    context: () => Promise<RouterContext>,
  ): Promise<HTTPGraphQLResponse> {
    const { accept } = request.headers;
    const known = accept === undefined ? plainType : contentTypes.get(accept);
    const operation = known === undefined ? null : operationIn(body);
    if (known === undefined || operation === null) return executeHttp(request, body, context);
    let contextValue: RouterContext;
    try {
      contextValue = await context();
    } catch {
      return executeHttp(request, body, context);
    }
    const response = await apollo.executeOperation(operation, { contextValue });
    softenForPlainJson(accept, response);
    const { http } = response;
    if (response.body.kind !== 'single') throw new Error('nobody asked for an answer in parts');
    const string = textOf(response.body.singleResult);
    http.headers.set('content-type', known);
    return { ...http, body: { kind: 'complete', string } };
  }

  /** What Apollo Server makes of the whole request; it remembers what it made of `Accept`. */
  async function executeHttp(
    request: IncomingMessage,
    body: unknown,
    context: () => Promise<RouterContext>,
  ): Promise<HTTPGraphQLResponse> {
    const found = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: httpRequest(request, path, body),
      context,
    });
    const { accept } = request.headers;
    const type = found.headers.get('content-type');
    if (accept !== undefined && type !== undefined && found.status === undefined && body !== undefined) {
      if (contentTypes.size >= rememberedTypes) contentTypes.clear();
      contentTypes.set(accept, type);
    }
    return found;
  }

  async function send(
    { status = 200, headers, body }: HTTPGraphQLResponse,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    if (body.kind === 'chunked') throw new Error('nobody asked for an answer in parts');
    const sent = fixedHeaders(request, requestId);
    for (const [name, value] of headers) sent.push(name, value);
    const compression = compressed(body.string, request.headers['accept-encoding']);
    if (compression === null) {
      write(response, status, sent, body.string, Buffer.byteLength(body.string));
      return;
    }
    const { encoding, bytes } = await compression;
    sent.push('content-encoding', encoding, 'vary', 'accept-encoding');
    write(response, status, sent, bytes, bytes.length);
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.headersSent || response.destroyed) return;
    const requestId = requestIdOf(request);
    let status = 500;
    let fault = error;
    if (error instanceof RequestRefused) {
      ({ status } = error);
      fault = graphqlError(status === 413 ? 'OPERATION_TOO_LARGE' : 'BAD_REQUEST', error.message);
    } else logger.error({ err: error, requestId }, 'a request could not be answered');
    const text = JSON.stringify({ errors: [formatThrown(format, fault)] });
    const sent = fixedHeaders(request, requestId);
    sent.push('content-type', 'application/json; charset=utf-8');
    // What is left of the body is not read: nothing else can come over this connection.
    if (!request.complete) sent.push('connection', 'close');
    write(response, status, sent, text, Buffer.byteLength(text));
    finished(request, response, performance.now());
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

  function finished(request: IncomingMessage, response: ServerResponse, started: number): void {
    const { method = '' } = request;
    const elapsedMs = performance.now() - started;
    measure({ method, route: path, status: String(response.statusCode) }, elapsedMs / 1_000);
  }

  return (request, response) => {
    const { url = '', method } = request;
    if (method !== 'POST' && method !== 'GET') return false;
    if (!url.startsWith(path) || (url.length > path.length && url[path.length] !== '?')) return false;
    answer(request, response).catch((error: unknown) => {
      refuse(request, response, error);
    });
    return true;
  };
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

/** The media type for who does not say which one it accepts. */
const plainType = 'application/json; charset=utf-8';
/** Clients choose what they say that they accept. */
const rememberedTypes = 500;

/** The operation in a body of JSON; null where there is anything about it that wants a closer look. */
function operationIn(body: unknown): GraphQLRequest | null {
  if (!isObject(body)) return null;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || query === '') return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== undefined && variables !== null && !isObject(variables)) return null;
  if (extensions !== undefined && extensions !== null) return null;
  return {
    query,
    ...(typeof operationName === 'string' ? { operationName } : {}),
    ...(isObject(variables) ? { variables } : {}),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The request as Apollo Server reads it. Of the headers, only what it goes by is copied. */
function httpRequest({ method = '', url = '', headers }: IncomingMessage, path: string, body: unknown) {
  const read = new HeaderMap();
  for (const name of readHeaders) {
    const value = headers[name];
    if (value !== undefined) read.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (!read.has(preflightProof) && cannotBeForged(headers)) read.set(preflightProof, 'not a browser');
  return { method, headers: read, search: url.slice(path.length), body };
}

/** What is in no name or address of a host (RFC 3986, section 3.2). */
const noHost = /[^\w.:~!$&'()*+,;=%[\]-]/;

/** What Apollo Server goes by: media types, and the headers that prove a preflight. */
const readHeaders = ['content-type', 'accept', preflightProof, 'x-apollo-operation-name'];
