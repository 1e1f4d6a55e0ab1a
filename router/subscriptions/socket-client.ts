import type { IncomingMessage } from 'node:http';
import { CloseCode } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Logger } from '../../platform/log.ts';
import type { VerifiedCaller } from '../guard/access-tokens.ts';
import type { ResultStream } from './operations.ts';

/** Whoever is at the other end of a socket. */
export interface ClientSocket {
  request: IncomingMessage;
  /** Null until it is let in. */
  session: VerifiedCaller | null;
  /** Its operations, also those it wants no more of and that are not over yet. */
  underWay: Set<ResultStream>;
  close(code: number, reason: string): void;
}

/** How often a client is asked whether it is there; one that has not answered by the next time is gone. */
const pingMs = 12_000;

/** Carries messages between a socket and the protocol, until it closes. What it says that is none is its own fault. */
export function serveSocket(
  socket: WebSocket,
  request: IncomingMessage,
  { protocol, logger }: { protocol: Server<ClientSocket>; logger: Logger },
): void {
  const close = (code?: number, reason?: string) => {
    socket.close(code, reason === undefined ? reason : shortened(reason));
  };
  const client: ClientSocket = { request, session: null, underWay: new Set(), close };
  // It closes by itself then, with the code for what was wrong.
  socket.on('error', (err) => {
    logger.debug({ err }, 'a socket said what is none of its protocol');
  });
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => sent(socket, data),
      close,
      onMessage(hear) {
        socket.on('message', (data: Buffer) => {
          if (socket.readyState !== WebSocket.OPEN) return;
          hear(data.toString()).catch((err: unknown) => {
            logger.debug({ err }, 'a socket said what nobody could do anything with');
            close(CloseCode.BadRequest, 'Invalid message received');
          });
        });
      },
    },
    client,
  );
  const stop = keepAlive(socket);
  socket.once('close', (code, reason) => {
    stop();
    for (const results of client.underWay) void results.return(undefined);
    void closed(code, reason.toString());
  });
}

/** Resolves once it is on its way, or never will be: then the socket closes. */
function sent(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== WebSocket.OPEN) resolve();
    else {
      socket.send(data, () => {
        resolve();
      });
    }
  });
}

function keepAlive(socket: WebSocket): () => void {
  let isThere = true;
  socket.on('pong', () => {
    isThere = true;
  });
  const timer = setInterval(() => {
    if (!isThere) {
      socket.terminate();
      return;
    }
    isThere = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, pingMs);
  return () => {
    clearInterval(timer);
  };
}

/** A close reason is at most 123 bytes (RFC 6455, section 5.5). */
function shortened(reason: string): string {
  return Buffer.byteLength(reason) <= 123 ? reason : reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 123);
}
