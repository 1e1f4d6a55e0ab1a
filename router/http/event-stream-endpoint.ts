import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { answerType, unsaid } from './media-types.ts';
import { RequestRefused } from './request-body.ts';
import type { TokenVerifier } from '../guard/access-tokens.ts';
import type { Results, StreamingOperations } from '../subscriptions/operations.ts';
import { eventStreamType, readOperation } from './event-stream-request.ts';
import { writeEventStream } from '../subscriptions/event-stream-writer.ts';

export interface EventStreamOptions {
  http: FastifyInstance;
  path: string;
  operations: StreamingOperations;
  tokens: TokenVerifier;
  bodyLimitBytes: number;
  /** Whether the server is about to close: connections end with their answers then. */
  isClosing: () => boolean;
}

/**
 * GraphQL over server-sent events, by the protocol `graphql-sse` in its distinct connections mode: one request, one
 * operation, one stream of results. The token is in the `Authorization` header. The protocol's other mode keeps streams
 * in a process, where another instance would look for them in vain.
 */
export function serveEventStreams(options: EventStreamOptions): void {
  const { http, path, operations, tokens, isClosing } = options;

  /** Null where the client left before it had asked. */
  async function begin(request: FastifyRequest): Promise<Results | null> {
    const params = await readOperation(request.raw, options);
    if (params === null) return null;
    const session = await tokens.verify(request.headers.authorization);
    const { kind } = operations.parse(params);
    if (kind === OperationTypeNode.MUTATION && request.method !== 'POST') {
      throw new RequestRefused(405, 'A mutation is carried out by POST alone.', ['allow', 'POST']);
    }
    return operations.run(params, { ...session, requestId: request.id, clientAddress: request.ip });
  }

  async function refuse(
    error: unknown,
    { raw, headers }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const refused = error instanceof RequestRefused ? error : null;
    const fault =
      refused === null
        ? error
        : graphqlError(refused.status === 413 ? 'OPERATION_TOO_LARGE' : 'BAD_REQUEST', refused.message);
    const [name, value] = refused?.headers ?? [];
    if (name !== undefined) void reply.header(name, value);
    // What is left of the body is not read: nothing else can come over this connection.
    if (!raw.complete) void reply.header('connection', 'close');
    await reply
      .code(refused?.status ?? statusOf(error))
      .header('cache-control', 'no-store')
      .type((answerType(headers.accept) ?? unsaid).contentType)
      .send(JSON.stringify({ errors: [operations.formatted(fault)] }));
  }

  void http.register((scope, _options, done) => {
    // Bodies are read where it is decided what they may be.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, parsed) => {
      parsed(null);
    });
    scope.route({
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: path,
      async handler(request, reply) {
        let results: Results | null;
        try {
          results = await begin(request);
        } catch (error) {
          await refuse(error, request, reply);
          return;
        }
        reply.hijack();
        if (results === null) return;
        // The headers may have been sent long before.
        reply.raw.once('finish', () => {
          if (isClosing()) request.raw.socket.end();
        });
        // Whatever is in between is not to keep events until there are enough of them.
        const fixed = { 'content-type': eventStreamType, 'cache-control': 'no-store, no-transform' };
        reply.raw.writeHead(200, { ...reply.getHeaders(), ...fixed } as Record<string, string | string[]>);
        await writeEventStream(results, reply.raw);
      },
    });
    done();
  });
}

function statusOf(error: unknown): number {
  if (!(error instanceof GraphQLError)) return 500;
  const { http } = error.extensions as { http?: { status?: number } };
  return http?.status ?? 400;
}
