import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Then a client that still sends is cut off, and may miss the response. */
const maxLingerMs = 5_000;
const maxLingerBytes = 16 * 1_024 ** 2;
const checkIntervalMs = 100;

const prepared = new WeakSet<Socket>();

/**
 * Call this before an early response with `Connection: close`. When the response is sent, the server closes only its own
 * side, and reads and discards the rest of the request: closing a socket with unread data resets the connection, and the
 * client loses the response (RFC 9112, section 9.6).
 * @param request null for invalid HTTP, whose end is unknown
 */
export function lingerOnClose(socket: Socket, request: IncomingMessage | null): void {
  if (prepared.has(socket)) return;
  prepared.add(socket);
  const closeAtOnce = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    socket.destroySoon = closeAtOnce;
    if (socket.destroyed || request?.readableEnded === true) closeAtOnce();
    else linger(socket, request);
  };
}

function linger(socket: Socket, request: IncomingMessage | null): void {
  const lastByte = socket.bytesRead + maxLingerBytes;
  const untilMs = performance.now() + maxLingerMs;
  const checking = setInterval(() => {
    if (socket.bytesRead > lastByte || performance.now() > untilMs) socket.destroy();
  }, checkIntervalMs);
  socket.once('close', () => {
    clearInterval(checking);
  });
  request?.once('end', () => {
    socket.destroySoon();
  });
  socket.end();
  if (request === null) socket.resume();
  else request.resume();
}
