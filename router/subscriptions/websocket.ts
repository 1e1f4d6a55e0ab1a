import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { graphqlError } from '../../platform/errors.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { ClientLimits } from '../guard/client-limits.ts';
import type { Origins } from '../guard/origins.ts';
import type { Turns } from '../guard/turns.ts';
import { serveSocket } from './client-socket.ts';
import type { ServeSocketOptions } from './client-socket.ts';
import { checkUpgrade, refuseUpgrade } from './upgrades.ts';
import type { UpgradeRefusal } from './upgrades.ts';
import { createWebSocketProtocol } from './websocket-protocol.ts';
import type { WebSocketProtocolOptions } from './websocket-protocol.ts';

export interface WebSocketOptions extends WebSocketProtocolOptions, Omit<ServeSocketOptions, 'protocol'> {
  server: Server;
  path: string;
  origins: Origins;
  maxMessageBytes: number;
  /** Of sockets, by address and in all. */
  clientLimits: ClientLimits;
  /** The error for a connection that was not admitted. */
  refusalOf: (socket: Socket) => GraphQLError | null;
  turns: Turns;
}

/** RFC 6455, section 7.4.1. */
const goingAway = 1001;
const retryAfterSeconds = 5;
/** Limits the closing handshake at shutdown. */
const maxCloseMs = 500;
/** Limits the closing handshake with a client that does not answer. */
const closeTimeout = 2_000;
/** A client may split a message into fragments, or into packets, of a few bytes. */
const maxFragments = 1_024;

export function serveWebSockets(options: WebSocketOptions): Service {
  const { server, operations, maxMessageBytes } = options;
  const sockets = new WebSocketServer({
    ...{ noServer: true, handleProtocols, closeTimeout },
    maxPayload: maxMessageBytes,
    // A client that reads no pong would collect them in memory: serveSocket answers pings.
    autoPong: false,
    ...{ maxFragments, maxBufferedChunks: maxFragments },
  });
  const protocol = createWebSocketProtocol(options);

  server.on('upgrade', (request, socket, head) => {
    // Before the upgrade is complete, the server does not listen for connection errors.
    socket.on('error', () => {
      socket.destroy();
    });
    const refused = (refusal: Pick<UpgradeRefusal, 'status' | 'headers'>, error: GraphQLError) => {
      refuseUpgrade(socket, refusal, { errors: [operations.formatError(error)] });
    };
    const refusal = checkUpgrade(request, options);
    if (refusal !== null) {
      refused(refusal, graphqlError(refusal.code, refusal.message));
      return;
    }
    const error = admit(options, request, socket);
    if (error !== null) {
      refused(limitRefusal(error), error);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      serveSocket(accepted, request, { ...options, protocol });
    });
  });

  return {
    async close() {
      const open = [...sockets.clients];
      for (const socket of open) socket.close(goingAway, 'Going away');
      const timer = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, maxCloseMs);
      await new Promise<void>((resolve) => {
        sockets.close(() => {
          resolve();
        });
      });
      clearTimeout(timer);
    },
  };
}

function limitRefusal({ extensions }: GraphQLError): Pick<UpgradeRefusal, 'status' | 'headers'> {
  const { http, retryAfterMs } = extensions as { http?: { status?: number }; retryAfterMs?: number };
  const seconds = retryAfterMs === undefined ? retryAfterSeconds : Math.ceil(retryAfterMs / 1_000);
  return { status: http?.status ?? 503, headers: [`Retry-After: ${seconds}`] };
}

/** Counts the socket until it closes. @returns the error if there are too many */
function admit(
  { addressOf, clientLimits, rateLimits, refusalOf }: WebSocketOptions,
  request: IncomingMessage,
  socket: Duplex,
): GraphQLError | null {
  const refusal = refusalOf(request.socket);
  if (refusal !== null) return refusal;
  try {
    const address = addressOf(request);
    rateLimits.countAddress(address);
    socket.once('close', clientLimits.admit({ address }));
    return null;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
