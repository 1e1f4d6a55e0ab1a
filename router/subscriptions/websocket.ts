import type { IncomingMessage, Server } from 'node:http';
import type { ExecutionArgs, FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { graphqlError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { Session, TokenVerifier } from '../identity.ts';
import type { OperationParams, Sender, StreamingOperations } from './operations.ts';

export interface WebSocketOptions {
  server: Server;
  path: string;
  operations: StreamingOperations;
  tokens: TokenVerifier;
  schema: () => GraphQLSchema;
  /** The largest message, in bytes. */
  messageLimitBytes: number;
  /** Operations under way on one socket. */
  operationLimit: number;
  /** Where a client is that opens a socket. */
  addressOf: (request: IncomingMessage) => string | null;
  newRequestId: () => string;
  logger: Logger;
}

/** Close codes: graphql-ws's own for whoever may not connect, and RFC 6455's (7.4.1). */
const forbidden = 4403;
const tryAgainLater = 1013;
/** How long a client may take to say goodbye. */
const goodbyeMs = 500;

interface SocketState {
  session?: Session;
  gone: AbortController;
}

/**
 * GraphQL over WebSocket, by the protocol `graphql-transport-ws`
 * (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The token is in `connectionParams`, as
 * `Authorization: "Bearer …"` or as `accessToken`; a socket with one that is no good is closed with 4403.
 */
export function serveWebSockets(options: WebSocketOptions): { close(): Promise<void> } {
  const { server, path, operations, tokens, schema, operationLimit, logger } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.messageLimitBytes });
  const states = new WeakMap<WebSocket, SocketState>();

  function stateOf(socket: WebSocket): SocketState {
    const known = states.get(socket);
    if (known !== undefined) return known;
    const state = { gone: new AbortController() };
    states.set(socket, state);
    return state;
  }

  const handler = useServer<Record<string, unknown>, { socket: WebSocket; request: IncomingMessage }>(
    {
      async onConnect({ connectionParams, extra: { socket, request } }) {
        try {
          stateOf(socket).session = await tokens.verify(
            authorizationOf(connectionParams ?? {}) ?? request.headers.authorization,
          );
          return true;
        } catch (error) {
          const { code, message } = describe(error);
          if (code !== 'UNAUTHENTICATED') logger.warn({ err: error }, 'a socket could not be let in');
          socket.close(code === 'UNAUTHENTICATED' ? forbidden : tryAgainLater, message);
          return false;
        }
      },
      onSubscribe({ subscriptions, extra: { socket, request } }, _id, payload) {
        if (Object.keys(subscriptions).length > operationLimit) {
          const message = `A socket carries at most ${operationLimit} operations at a time.`;
          return [graphqlError('OPERATION_TOO_LARGE', message, { limit: 'socketOperations' })];
        }
        const { session, gone } = stateOf(socket);
        if (session === undefined) throw new Error('an operation came before the connection was let in');
        try {
          const sender: Sender = {
            ...session,
            requestId: options.newRequestId(),
            clientAddress: options.addressOf(request),
            signal: gone.signal,
          };
          return {
            schema: schema(),
            document: operations.parse(payload.query),
            operationName: payload.operationName ?? null,
            variableValues: payload.variables ?? null,
            contextValue: { params: payload, sender },
          };
        } catch (error) {
          return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
        }
      },
      // Whichever kind of operation it is, one way runs them all.
      execute: run,
      subscribe: run,
      onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
      onError: (_context, _id, _payload, errors) => errors.map((error) => operations.formatted(error)),
      onClose({ extra: { socket } }) {
        stateOf(socket).gone.abort();
      },
      isProd: true,
    },
    sockets,
  );

  function run(args: ExecutionArgs) {
    const { params, sender } = args.contextValue as { params: OperationParams; sender: Sender };
    return operations.run(params, sender) as ReturnType<
      NonNullable<Parameters<typeof useServer>[0]['subscribe']>
    >;
  }

  server.on('upgrade', (request, socket, head) => {
    // Until there is a WebSocket, nobody else listens to what goes wrong with the connection.
    socket.on('error', () => {
      socket.destroy();
    });
    const isPath = URL.canParse(request.url ?? '/', 'http://router.invalid');
    if (!isPath || new URL(request.url ?? '/', 'http://router.invalid').pathname !== path) {
      const refusal = isPath ? '404 Not Found' : '400 Bad Request';
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      sockets.emit('connection', accepted, request);
    });
  });

  return {
    async close() {
      const left = [...sockets.clients];
      const timer = setTimeout(() => {
        for (const socket of left) socket.terminate();
      }, goodbyeMs);
      await handler.dispose();
      clearTimeout(timer);
    },
  };
}

function authorizationOf(params: Record<string, unknown>): string | undefined {
  const header = params['Authorization'] ?? params['authorization'];
  if (typeof header === 'string') return header;
  const token = params['accessToken'];
  return typeof token === 'string' ? `Bearer ${token}` : undefined;
}

/** A close reason is at most 123 bytes (RFC 6455, section 5.5). */
function describe(error: unknown): { code: unknown; message: string } {
  if (!(error instanceof GraphQLError)) return { code: undefined, message: 'Try again later.' };
  return { code: error.extensions['code'], message: error.message.slice(0, 120) };
}
