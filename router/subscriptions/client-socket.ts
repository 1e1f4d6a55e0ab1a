import type { IncomingMessage } from 'node:http';
import { CloseCode } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Logger } from '../../platform/log.ts';
import type { VerifiedCaller } from '../guard/access-tokens.ts';
import type { Turns } from '../guard/turns.ts';
import type { ResultStream } from './service.ts';

export interface ClientSocket {
  request: IncomingMessage;
  /** Null until `connection_init` is accepted. */
  caller: VerifiedCaller | null;
  /** Includes cancelled mutations that still run. */
  inFlight: Set<ResultStream>;
  close(code: number, reason: string): void;
}

/** A client without a pong by the next ping is disconnected. */
const pingMs = 12_000;
/** A timer that fires later than this shows that the router itself stood still: pongs may wait in its sockets. */
const maxLateMs = 1_000;
/** With so many messages waiting for their turns, the socket is not read. */
const maxWaitingMessages = 16;
/** RFC 6455, section 5.5. */
const maxCloseReasonBytes = 123;

/** Passes messages in turns with all other connections, until the socket closes. */
export function serveSocket(
  socket: WebSocket,
  request: IncomingMessage,
  { protocol, turns, logger }: { protocol: Server<ClientSocket>; turns: Turns; logger: Logger },
): void {
  const close = (code?: number, reason?: string) => {
    socket.close(code, reason === undefined ? reason : truncateReason(reason));
  };
  const client: ClientSocket = { request, caller: null, inFlight: new Set(), close };
  // `ws` closes the socket with the close code of the violation.
  socket.on('error', (err) => {
    logger.debug({ err }, 'WebSocket protocol error');
  });
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => send(socket, data),
      close,
      onMessage(handle) {
        passInTurns(socket, turns, (text) => {
          handle(text).catch((err: unknown) => {
            logger.debug({ err }, 'invalid WebSocket message received');
            close(CloseCode.BadRequest, 'Invalid message received');
          });
        });
      },
    },
    client,
  );
  const stopPings = startPings(socket);
  socket.once('close', (code, reason) => {
    stopPings();
    turns.leave(socket);
    for (const results of client.inFlight) void results.return(undefined);
    void closed(code, reason.toString());
  });
}

/** Passes messages in the order of their arrival. */
function passInTurns(socket: WebSocket, turns: Turns, pass: (text: string) => void): void {
  socket.on('message', (data: Buffer) => {
    turns.take(socket, () => {
      if (socket.isPaused && turns.waiting(socket) < maxWaitingMessages) socket.resume();
      if (socket.readyState === WebSocket.OPEN) pass(data.toString());
    });
    if (turns.waiting(socket) >= maxWaitingMessages) socket.pause();
  });
}

/** Resolves when the message is sent, or when the socket closes. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== WebSocket.OPEN) resolve();
    else {
      socket.send(data, () => {
        resolve();
      });
    }
  });
}

function startPings(socket: WebSocket): () => void {
  let isAlive = true;
  let dueMs = performance.now() + pingMs;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const isLate = nowMs - dueMs > maxLateMs;
    dueMs = nowMs + pingMs;
    if (!isAlive && !isLate) {
      socket.terminate();
      return;
    }
    isAlive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, pingMs);
  return () => {
    clearInterval(timer);
  };
}

function truncateReason(reason: string): string {
  return Buffer.byteLength(reason) <= maxCloseReasonBytes
    ? reason
    : reason.replace(/[^\x20-\x7e]/g, '?').slice(0, maxCloseReasonBytes);
}
