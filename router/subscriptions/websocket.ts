import type { Server } from 'node:http';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { graphqlError } from '../../platform/errors.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Turns } from '../guard/turns.ts';
import { serveSocket } from './client-socket.ts';
import { checkUpgrade, refuseUpgrade } from './upgrades.ts';
import { createWebSocketProtocol } from './websocket-protocol.ts';
import type { WebSocketProtocolOptions } from './websocket-protocol.ts';

export interface WebSocketOptions extends WebSocketProtocolOptions {
  server: Server;
  path: string;
  /** `*` allows any. The router's own origin is always allowed. */
  origins: readonly string[];
  maxMessageBytes: number;
  turns: Turns;
}

/** RFC 6455, section 7.4.1. */
const goingAway = 1001;
/** Limits the closing handshake. */
const maxCloseMs = 500;

export function serveWebSockets(options: WebSocketOptions): Service {
  const { server, operations, maxMessageBytes, turns, logger } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });
  const protocol = createWebSocketProtocol(options);

  server.on('upgrade', (request, socket, head) => {
    // Before the upgrade is complete, the server does not listen for connection errors.
    socket.on('error', () => {
      socket.destroy();
    });
    const refusal = checkUpgrade(request, options);
    if (refusal !== null) {
      const errors = [operations.formatError(graphqlError(refusal.code, refusal.message))];
      refuseUpgrade(socket, refusal, { errors });
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      serveSocket(accepted, request, { protocol, turns, logger });
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
