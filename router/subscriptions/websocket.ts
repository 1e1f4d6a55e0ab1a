import type { Server } from 'node:http';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { graphqlError } from '../../platform/errors.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Turns } from '../guard/turns.ts';
import { serveSocket } from './client-socket.ts';
import type { ServeSocketOptions } from './client-socket.ts';
import { checkUpgrade, refuseUpgrade } from './upgrades.ts';
import { createWebSocketProtocol } from './websocket-protocol.ts';
import type { WebSocketProtocolOptions } from './websocket-protocol.ts';

export interface WebSocketOptions extends WebSocketProtocolOptions, Omit<ServeSocketOptions, 'protocol'> {
  server: Server;
  path: string;
  /** `*` allows any. The router's own origin is always allowed. */
  origins: readonly string[];
  maxMessageBytes: number;
  turns: Turns;
}

/** RFC 6455, section 7.4.1. */
const goingAway = 1001;
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
    const refusal = checkUpgrade(request, options);
    if (refusal !== null) {
      const errors = [operations.formatError(graphqlError(refusal.code, refusal.message))];
      refuseUpgrade(socket, refusal, { errors });
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
