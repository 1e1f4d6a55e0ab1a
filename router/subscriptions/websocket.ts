import type { Server } from 'node:http';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { graphqlError } from '../../platform/errors.ts';
import { serveSocket } from './socket-client.ts';
import { createSocketProtocol } from './socket-protocol.ts';
import type { SocketProtocolOptions } from './socket-protocol.ts';
import { refusalOf, refuseUpgrade } from './upgrades.ts';

export interface WebSocketOptions extends SocketProtocolOptions {
  server: Server;
  path: string;
  /** The origins whose pages may call, or `*` among them for any. The router's own may. */
  origins: readonly string[];
  maxMessageBytes: number;
}

/** RFC 6455, section 7.4.1. */
const goingAway = 1001;
/** How long a client may take to say goodbye. */
const goodbyeMs = 500;

/** GraphQL over WebSocket, on the connections of an HTTP server. */
export function serveWebSockets(options: WebSocketOptions): { close(): Promise<void> } {
  const { server, operations, maxMessageBytes, logger } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });
  const protocol = createSocketProtocol(options);

  server.on('upgrade', (request, socket, head) => {
    // Until there is a WebSocket, nobody else listens to what goes wrong with the connection.
    socket.on('error', () => {
      socket.destroy();
    });
    const refusal = refusalOf(request, options);
    if (refusal !== null) {
      const errors = [operations.formatError(graphqlError(refusal.code, refusal.message))];
      refuseUpgrade(socket, refusal, { errors });
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      serveSocket(accepted, request, { protocol, logger });
    });
  });

  return {
    async close() {
      const left = [...sockets.clients];
      for (const socket of left) socket.close(goingAway, 'Going away');
      const timer = setTimeout(() => {
        for (const socket of left) socket.terminate();
      }, goodbyeMs);
      await new Promise<void>((resolve) => {
        sockets.close(() => {
          resolve();
        });
      });
      clearTimeout(timer);
    },
  };
}
