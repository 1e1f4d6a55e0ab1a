import type { FormattedExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { GraphQLError } from 'graphql';
import { CloseCode, makeServer } from 'graphql-ws';
import type { OperationResult, Server } from 'graphql-ws';
import { graphqlError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { TokenVerifier } from '../guard/access-tokens.ts';
import type { ClientLimits } from '../guard/client-limits.ts';
import type { RateLimits } from '../guard/rate-limits.ts';
import { observe } from './cancellable.ts';
import type { ClientSocket } from './client-socket.ts';
import { unitsOf } from './message-rate.ts';
import type { OperationParams, ResultStream, SubscriptionService } from './service.ts';

export interface WebSocketProtocolOptions {
  operations: SubscriptionService;
  tokens: TokenVerifier;
  rateLimits: RateLimits;
  schema: () => GraphQLSchema;
  /** In flight, per socket. */
  maxOperations: number;
  /** Of sockets, by user. */
  userLimits: ClientLimits;
  newRequestId: () => string;
  logger: Logger;
}

/** RFC 6455, section 7.4.1. */
const tryAgainLater = 1013;

/**
 * `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). `connectionParams` has the
 * token, as `Authorization: "Bearer …"` or as `accessToken`. An invalid token closes the socket with 4403.
 */
export function createWebSocketProtocol(options: WebSocketProtocolOptions): Server<ClientSocket> {
  const { operations, schema, maxOperations } = options;
  // onSubscribe has started the operation, of any type.
  const startedResults = (args: { contextValue?: unknown }) => args.contextValue as OperationResult;
  return makeServer<Record<string, unknown>, ClientSocket>({
    onConnect(context) {
      const { connectionParams = {}, extra: client } = context;
      // graphql-ws would keep them as long as the socket is open.
      Object.assign(context, { connectionParams: undefined });
      return authenticate(options, client, connectionParams);
    },
    onSubscribe({ extra: client }, _id, payload) {
      // A single operation is allowed at any length.
      if (client.inFlight.size > 0 && client.inFlightUnits + unitsOf(client.messageBytes) > maxOperations) {
        const message = `Too many operations in flight on this WebSocket: expected at most ${maxOperations}, one for each 4 KB of a message (LIMIT_SOCKET_OPERATIONS).`;
        return [graphqlError('OPERATION_TOO_LARGE', message, { limit: 'socketOperations' })];
      }
      try {
        options.rateLimits.countAddress(client.address);
        if (client.caller !== null) options.rateLimits.countCaller(client.caller.caller);
        const { document } = operations.parse(payload);
        const { operationName } = payload;
        return {
          ...{ schema: schema(), document, operationName },
          contextValue: startOperation(options, client, payload),
        };
      } catch (error) {
        return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
      }
    },
    execute: startedResults,
    subscribe: startedResults,
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
    onError: (_context, _id, _payload, errors) =>
      errors.flatMap((error) =>
        error.originalError instanceof NotExecuted
          ? error.originalError.errors
          : operations.formatError(error),
      ),
  });
}

async function authenticate(
  { tokens, userLimits, logger }: WebSocketProtocolOptions,
  client: ClientSocket,
  params: Record<string, unknown>,
): Promise<boolean> {
  try {
    const verified = await tokens.verify(authorizationIn(params) ?? client.authorization ?? undefined);
    client.authorization = null;
    if (!client.isOpen()) return false;
    const { caller } = verified;
    client.released = userLimits.admit(caller.kind === 'user' ? { userId: caller.userId } : {});
    client.caller = verified;
    return true;
  } catch (error) {
    const { code, message } = describe(error);
    if (code === 'TOO_MANY_CONNECTIONS') {
      client.close(CloseCode.TooManyInitialisationRequests, message);
      return false;
    }
    if (code !== 'UNAUTHENTICATED') logger.warn({ err: error }, 'WebSocket authentication failed');
    client.close(code === 'UNAUTHENTICATED' ? CloseCode.Forbidden : tryAgainLater, message);
    return false;
  }
}

/** A mutation stays in flight until it has run, even if the client completes it earlier. */
function startOperation(
  { operations, newRequestId }: WebSocketProtocolOptions,
  client: ClientSocket,
  params: OperationParams,
): ResultStream {
  const { caller, inFlight, address } = client;
  if (caller === null) throw new Error('Expected connection_init before the first operation.');
  const sender = { ...caller, requestId: newRequestId(), clientAddress: address };
  const units = unitsOf(client.messageBytes);
  const running = operations.run(params, sender);
  const results = observe(rejectUnlessExecuted(running), {
    cancelled() {
      void running.return(undefined);
    },
    ended() {
      if (inFlight.delete(results)) client.inFlightUnits -= units;
    },
  });
  inFlight.add(results);
  client.inFlightUnits += units;
  return results;
}

/** Becomes the `error` message of an operation that was not executed. */
class NotExecuted extends Error {
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super('The operation was not executed.');
    this.errors = errors;
  }
}

/** Rejects with `NotExecuted` instead of a result without `data`. */
async function* rejectUnlessExecuted(results: ResultStream): ResultStream {
  for await (const result of results) {
    if (result.data === undefined) throw new NotExecuted(result.errors ?? []);
    yield result;
  }
  return undefined;
}

function authorizationIn(params: Record<string, unknown>): string | undefined {
  const header = params['Authorization'] ?? params['authorization'];
  if (typeof header === 'string') return header;
  const token = params['accessToken'];
  return typeof token === 'string' ? `Bearer ${token}` : undefined;
}

function describe(error: unknown): { code: unknown; message: string } {
  if (!(error instanceof GraphQLError)) return { code: undefined, message: 'Try again later.' };
  return { code: error.extensions['code'], message: error.message };
}
