import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { lingerOnClose } from '../../platform/http/linger.ts';
import type { TokenVerifier } from '../guard/access-tokens.ts';
import type { RateLimits, UsedQuotas } from '../guard/rate-limits.ts';
import { turnOf } from '../guard/turns.ts';
import type { Turns } from '../guard/turns.ts';
import { writeEventStream } from '../subscriptions/event-stream-writer.ts';
import type { OperationParams, ResultStream, SubscriptionService } from '../subscriptions/service.ts';
import { readStreamRequest } from './event-stream-request.ts';
import { defaultResponseType, eventStreamType, negotiateResponseType } from './media-types.ts';
import { asRequestError, RequestError, requestErrorToGraphql } from './request-body.ts';
import type { BodyLimits } from './request-body.ts';
import { challenge } from './response-headers.ts';

export interface EventStreamOptions extends BodyLimits {
  http: FastifyInstance;
  path: string;
  operations: SubscriptionService;
  tokens: TokenVerifier;
  turns: Turns;
  rateLimits: RateLimits;
  addressOf: (request: IncomingMessage) => string | null;
  isClosing: () => boolean;
}

/**
 * GraphQL over server-sent events, by the distinct connections mode of `graphql-sse`: one operation per request, and
 * its results as the response. An invalid operation is reported by an event, an invalid request by a status. The single
 * connection mode is not offered: requests to other instances would not find its streams.
 */
export function serveEventStreams(options: EventStreamOptions): void {
  void options.http.register((scope, _options, done) => {
    // readStreamRequest reads and checks the body itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, parsed) => {
      parsed(null);
    });
    scope.route({
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: options.path,
      handler: (request, reply) => serve(options, request, reply),
    });
    done();
  });
}

async function serve(
  options: EventStreamOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  await turnOf(options.turns, request.raw.socket);
  const quotas: UsedQuotas = { address: null, identity: null };
  const addQuotas = () => {
    const headers: string[] = [];
    options.rateLimits.addHeaders(quotas, headers);
    void reply.headers(joined(headers));
  };
  let results: ResultStream | null;
  try {
    refusePipelined(reply);
    results = await startOperation(options, request, quotas);
    addQuotas();
  } catch (error) {
    addQuotas();
    await sendError(options, request, reply, error);
    return;
  }
  reply.hijack();
  if (results === null) return;
  // Streams that began before the shutdown have no `connection: close` header.
  reply.raw.once('finish', () => {
    if (options.isClosing()) request.raw.socket.end();
  });
  // `no-transform` keeps proxies from compressing and buffering events.
  const fixed = { 'content-type': eventStreamType, 'cache-control': 'no-store, no-transform' };
  reply.raw.writeHead(200, { ...reply.getHeaders(), ...fixed } as Record<string, string | string[]>);
  await writeEventStream(results, reply.raw, options);
}

/** A stream behind another response would collect its events in memory, without an end if the other is a stream too. */
function refusePipelined({ raw }: FastifyReply): void {
  if (raw.socket !== null) return;
  const message = 'Event streams cannot be pipelined: send this request on a connection of its own.';
  throw new RequestError(400, message);
}

/** Null if the client closed its connection before the request was complete. */
async function startOperation(
  options: EventStreamOptions,
  request: FastifyRequest,
  quotas: UsedQuotas,
): Promise<ResultStream | null> {
  const { operations, tokens, addressOf, rateLimits } = options;
  const clientAddress = addressOf(request.raw);
  rateLimits.countAddress(clientAddress, quotas);
  const params = await readStreamRequest(request.raw, options);
  if (params === null) return null;
  const caller = await tokens.verify(request.headers.authorization);
  rateLimits.countCaller(caller.caller, quotas);
  const kind = kindOf(params, operations);
  if (kind === OperationTypeNode.MUTATION && request.method !== 'POST') {
    const message = `Method: expected POST for a mutation, got ${request.method}.`;
    throw new RequestError(405, message, ['allow', 'POST']);
  }
  return operations.run(params, { ...caller, requestId: request.id, clientAddress });
}

/** Null for an invalid document, which `run` reports by an event: a browser's `EventSource` cannot read a status. */
function kindOf(params: OperationParams, operations: SubscriptionService): OperationTypeNode | null {
  try {
    return operations.parse(params).kind;
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions.http === undefined) return null;
    throw error;
  }
}

async function sendError(
  { operations }: EventStreamOptions,
  { raw, headers }: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<void> {
  const requestError = asRequestError(error);
  void reply.headers(joined(requestError?.headers ?? []));
  // The rest of the body is not read, so the connection cannot carry another request.
  if (!raw.complete) {
    void reply.header('connection', 'close');
    lingerOnClose(raw.socket, raw);
  }
  const formatted = operations.formatError(
    requestError === null ? error : requestErrorToGraphql(requestError),
  );
  const status = requestError?.status ?? 500;
  if ((status === 429 || status === 503) && !reply.hasHeader('retry-after')) {
    void reply.header('retry-after', String(retryAfterSeconds));
  }
  if (status === 401) void reply.header('www-authenticate', challenge);
  await reply
    .code(status)
    .header('cache-control', 'no-store')
    .type((negotiateResponseType(headers.accept) ?? defaultResponseType).contentType)
    .send(JSON.stringify({ errors: [formatted] }));
}

const retryAfterSeconds = 5;

/** @param headers alternating names and values; values of one name are joined (RFC 9110, section 5.3) */
function joined(headers: readonly string[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    all[name] = all[name] === undefined ? value : `${all[name]}, ${value}`;
  }
  return all;
}
