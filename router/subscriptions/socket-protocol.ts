import type { IncomingMessage } from 'node:http';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { GraphQLError } from 'graphql';
import { CloseCode, makeServer } from 'graphql-ws';
import type { OperationResult, Server } from 'graphql-ws';
import { graphqlError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { TokenVerifier } from '../guard/access-tokens.ts';
import { observe } from './cancellable.ts';
import type { OperationParams, ResultStream, SubscriptionService } from './operations.ts';
import type { ClientSocket } from './socket-client.ts';

export interface SocketProtocolOptions {
  operations: SubscriptionService;
  tokens: TokenVerifier;
  schema: () => GraphQLSchema;
  /** Operations under way on one socket. */
  maxOperations: number;
  /** Where a client is that opens a socket. */
  addressOf: (request: IncomingMessage) => string | null;
  newRequestId: () => string;
  logger: Logger;
}

/** RFC 6455, section 7.4.1. */
const tryAgainLater = 1013;

/**
 * The protocol `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The token is in
 * `connectionParams`, as `Authorization: "Bearer …"` or as `accessToken`; a socket with one that is no good is closed
 * with 4403.
 */
export function createSocketProtocol(options: SocketProtocolOptions): Server<ClientSocket> {
  const { operations, tokens, schema, maxOperations, logger } = options;

  /** Counted until it is over, which for a mutation may be long after its client wants no more of it. */
  function begin(params: OperationParams, client: ClientSocket): ResultStream {
    const { session, underWay, request } = client;
    if (session === null) throw new Error('an operation came before the connection was let in');
    const sender = {
      ...session,
      requestId: options.newRequestId(),
      clientAddress: options.addressOf(request),
    };
    const results = observe(operations.run(params, sender), {
      ended() {
        underWay.delete(results);
      },
    });
    underWay.add(results);
    return results;
  }

  // Whichever kind of operation it is, it was begun when it came.
  const begun = (args: { contextValue?: unknown }) => args.contextValue as OperationResult;

  return makeServer<Record<string, unknown>, ClientSocket>({
    async onConnect({ connectionParams, extra: client }) {
      try {
        client.session = await tokens.verify(
          authorizationOf(connectionParams ?? {}) ?? client.request.headers.authorization,
        );
        return true;
      } catch (error) {
        const { code, message } = describe(error);
        if (code !== 'UNAUTHENTICATED') logger.warn({ err: error }, 'a socket could not be let in');
        client.close(code === 'UNAUTHENTICATED' ? CloseCode.Forbidden : tryAgainLater, message);
        return false;
      }
    },
    onSubscribe({ extra: client }, _id, payload) {
      if (client.underWay.size >= maxOperations) {
        const message = `A socket carries at most ${maxOperations} operations at a time.`;
        return [graphqlError('OPERATION_TOO_LARGE', message, { limit: 'socketOperations' })];
      }
      try {
        const { document } = operations.parse(payload);
        const { operationName } = payload;
        return { schema: schema(), document, operationName, contextValue: begin(payload, client) };
      } catch (error) {
        return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
      }
    },
    execute: begun,
    subscribe: begun,
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
    onError: (_context, _id, _payload, errors) => errors.map((error) => operations.formatError(error)),
  });
}

function authorizationOf(params: Record<string, unknown>): string | undefined {
  const header = params['Authorization'] ?? params['authorization'];
  if (typeof header === 'string') return header;
  const token = params['accessToken'];
  return typeof token === 'string' ? `Bearer ${token}` : undefined;
}

function describe(error: unknown): { code: unknown; message: string } {
  if (!(error instanceof GraphQLError)) return { code: undefined, message: 'Try again later.' };
  return { code: error.extensions['code'], message: error.message };
}
