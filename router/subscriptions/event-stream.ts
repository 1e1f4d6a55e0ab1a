import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ExecutionArgs, GraphQLSchema } from 'graphql';
import { createHandler } from 'graphql-sse';
import type { Response as SseResponse } from 'graphql-sse';
import type { TokenVerifier } from '../identity.ts';
import type { OperationParams, Sender, StreamingOperations } from './operations.ts';

export interface EventStreamOptions {
  http: FastifyInstance;
  path: string;
  operations: StreamingOperations;
  tokens: TokenVerifier;
  schema: () => GraphQLSchema;
}

/** What belongs to one request: who sent it, and how far its answer has been written. */
interface Exchange {
  sender?: Sender;
  gone: AbortController;
  flow: Flow;
}

/**
 * GraphQL over server-sent events, by the protocol `graphql-sse` in its distinct connections mode
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md): one request, one operation, one stream of
 * results. The token is in the `Authorization` header. The protocol's other mode keeps streams in a process, where
 * another instance would look for them in vain.
 */
export function serveEventStreams({ http, path, operations, tokens, schema }: EventStreamOptions): void {
  const handler = createHandler<FastifyRequest, Exchange, { params: OperationParams; exchange: Exchange }>({
    async authenticate({ raw, context: exchange }) {
      try {
        const session = await tokens.verify(raw.headers.authorization);
        exchange.sender = {
          ...session,
          requestId: raw.id,
          clientAddress: raw.ip,
          signal: exchange.gone.signal,
        };
        return null;
      } catch (error) {
        return refusal(operations, error, 401);
      }
    },
    onSubscribe({ context: exchange }, params) {
      try {
        return {
          schema: schema(),
          document: operations.parse(params.query),
          operationName: params.operationName ?? null,
          variableValues: params.variables ?? null,
          contextValue: { params, exchange },
        };
      } catch (error) {
        return refusal(operations, error, 400);
      }
    },
    // Run validates, as for any transport.
    validate: () => [],
    execute: run,
    subscribe: run,
    async onNext({ exchange }) {
      // The handler would take results as fast as they come, and keep what the client does not read.
      await exchange.flow.queued();
    },
  });

  function run(args: ExecutionArgs) {
    const { params, exchange } = args.contextValue as { params: OperationParams; exchange: Exchange };
    if (exchange.sender === undefined) throw new Error('an operation came from nobody');
    return operations.run(params, exchange.sender) as never;
  }

  http.route({
    method: ['GET', 'POST'],
    url: path,
    async handler(request, reply) {
      const exchange: Exchange = { gone: new AbortController(), flow: createFlow() };
      reply.raw.once('close', () => {
        exchange.gone.abort();
        exchange.flow.end();
      });
      const [body, { status, statusText, headers }] = await handler({
        method: request.method,
        url: request.url,
        headers: { get: (name) => headerOf(request, name) },
        body: (request.body ?? null) as Record<PropertyKey, unknown> | null,
        raw: request,
        context: exchange,
      });
      const sent = Object.entries({ ...reply.getHeaders(), ...headers });
      reply.hijack();
      reply.raw.writeHead(
        status,
        statusText,
        Object.fromEntries(sent.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
      );
      if (body === null || typeof body === 'string') reply.raw.end(body);
      else await pump(body, reply.raw, exchange.flow);
    },
  });
}

/** Writes events as fast as the client reads them, until either side has had enough. */
async function pump(
  events: AsyncGenerator<string, void, undefined>,
  response: ServerResponse,
  flow: Flow,
): Promise<void> {
  const leave = () => void events.return();
  response.once('close', leave);
  if (response.destroyed) leave();
  for await (const event of events) {
    if (response.destroyed) break;
    if (!response.write(event)) {
      await drained(response);
    }
    if (event.startsWith('event: next')) flow.written();
  }
  response.off('close', leave);
  response.end();
}

/** Resolves once there is room for more, or nobody is left to read it. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}

/** Lets results through one by one: the next once the one before is written. */
interface Flow {
  /** Resolves once all that was queued before is written. */
  queued(): Promise<void>;
  written(): void;
  /** Nothing will be written any more. */
  end(): void;
}

function createFlow(): Flow {
  let ahead = 0;
  let ended = false;
  let proceed: () => void = () => undefined;
  return {
    async queued() {
      while (ahead > 0 && !ended) {
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
      }
      ahead += 1;
    },
    written() {
      ahead -= 1;
      proceed();
    },
    end() {
      ended = true;
      proceed();
    },
  };
}

/** The handler wants the event stream's media type alone, where clients may accept others besides. */
function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return name.toLowerCase() === 'accept' && text?.includes('text/event-stream') === true
    ? 'text/event-stream'
    : text;
}

function refusal(operations: StreamingOperations, error: unknown, status: number): SseResponse {
  const formatted = operations.formatted(error);
  const unavailable = formatted.extensions?.['code'] === 'SUBGRAPH_UNAVAILABLE';
  return [
    JSON.stringify({ errors: [formatted] }),
    {
      status: unavailable ? 503 : status,
      statusText: unavailable ? 'Service Unavailable' : status === 401 ? 'Unauthorized' : 'Bad Request',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    },
  ];
}
