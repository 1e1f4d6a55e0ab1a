import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CloseCode } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Logger } from '../../platform/log.ts';
import type { VerifiedCaller } from '../guard/access-tokens.ts';
import type { Turns } from '../guard/turns.ts';
import type { BufferedBytes } from '../guard/buffered-bytes.ts';
import { writeQueueSize } from '../guard/unsent.ts';
import { createMessageRate } from './message-rate.ts';
import type { ResultStream } from './service.ts';
import { createSocketWriter } from './socket-writer.ts';

export interface ClientSocket {
  /** The client's IP address. */
  address: string | null;
  /** The `Authorization` header of the upgrade; null once it is verified. */
  authorization: string | null;
  /** Null until `connection_init` is accepted. */
  caller: VerifiedCaller | null;
  /** Includes cancelled mutations that still run. */
  inFlight: Set<ResultStream>;
  /** The weight of their messages: see `unitsOf`. */
  inFlightUnits: number;
  /** The size of the message that is being handled. */
  messageBytes: number;
  isOpen(): boolean;
  /** Called when the socket has closed. */
  released: (() => void) | null;
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
/** RFC 6455, section 7.4.1. */
const messageTooBig = 1009;

export interface ServeSocketOptions {
  protocol: Server<ClientSocket>;
  turns: Turns;
  addressOf: (request: IncomingMessage) => string | null;
  buffered: BufferedBytes;
  /** Until `connection_init` is accepted: the token is in it, as it is in a head over HTTP. */
  maxInitBytes: number;
  /** In ten seconds; see `createMessageRate`. */
  maxMessages: number;
  logger: Logger;
}

/** Passes messages in turns with all other connections, until the socket closes. */
export function serveSocket(
  socket: WebSocket,
  request: IncomingMessage,
  { protocol, turns, addressOf, buffered, maxInitBytes, maxMessages, logger }: ServeSocketOptions,
): void {
  const close = (code?: number, reason?: string) => {
    socket.close(code, reason === undefined ? reason : truncateReason(reason));
  };
  // The request itself is not kept: its headers may be large.
  const client: ClientSocket = {
    address: addressOf(request),
    authorization: request.headers.authorization ?? null,
    ...{ caller: null, inFlight: new Set(), inFlightUnits: 0, messageBytes: 0, released: null, close },
    isOpen: () => socket.readyState === WebSocket.OPEN,
  };
  const mayRead = () => !writer.isBehind() && turns.waiting(socket) < maxWaitingMessages;
  const writer = createSocketWriter({
    ...{ socket, buffered, connection: request.socket },
    progressed: () => {
      readWhile(socket, mayRead());
    },
  });
  const rate = createMessageRate(maxMessages);
  /** False once the socket is closing. */
  const isAllowed = ({ length }: Buffer) => {
    if (socket.readyState !== WebSocket.OPEN) return false;
    if (rate.received(length)) return true;
    close(
      CloseCode.TooManyInitialisationRequests,
      `RATE_LIMITED: expected at most ${maxMessages} messages in 10 seconds (LIMIT_SOCKET_MESSAGES)`,
    );
    return false;
  };
  // `ws` closes the socket with the close code of the violation.
  socket.on('error', (err) => {
    logger.debug({ err }, 'WebSocket protocol error');
  });
  socket.on('ping', (data) => {
    if (isAllowed(data)) writer.pong(data);
  });
  socket.on('pong', isAllowed);
  const receive = (data: Buffer, handle: (text: string) => Promise<void>) => {
    if (!isAllowed(data)) return;
    if (client.caller === null && data.length > maxInitBytes) {
      close(messageTooBig, `connection_init: expected at most ${maxInitBytes} bytes (LIMIT_HEADER_BYTES)`);
      return;
    }
    turns.take(socket, () => {
      readWhile(socket, mayRead());
      if (socket.readyState !== WebSocket.OPEN) return;
      client.messageBytes = data.length;
      handle(data.toString()).catch((err: unknown) => {
        logger.debug({ err }, 'invalid WebSocket message received');
        close(CloseCode.BadRequest, 'Invalid message received');
      });
    });
    readWhile(socket, mayRead());
  };
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => writer.send(text),
      close,
      onMessage(handle) {
        socket.on('message', (data: Buffer) => {
          receive(data, handle);
        });
      },
    },
    client,
  );
  const stopPings = startPings(socket, request.socket);
  socket.once('close', (code, reason) => {
    stopPings();
    turns.leave(socket);
    client.released?.();
    for (const results of client.inFlight) void results.return(undefined);
    void closed(code, reason.toString());
  });
}

/** Stops reading: the client's next messages then wait on its own side. */
function readWhile(socket: WebSocket, may: boolean): void {
  if (!may) socket.pause();
  else if (socket.isPaused) socket.resume();
}

function startPings(socket: WebSocket, connection: Socket): () => void {
  let isAlive = true;
  let queueSize = 0;
  let dueMs = performance.now() + pingMs;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const isLate = nowMs - dueMs > maxLateMs;
    dueMs = nowMs + pingMs;
    // A client that still reads a long message cannot read the ping behind it.
    const isReading = writeQueueSize(connection) !== queueSize;
    queueSize = writeQueueSize(connection);
    if (!isAlive && !isLate && !isReading) {
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
