import type { Socket } from 'node:net';
import type { Logger } from '../../platform/log.ts';

/**
 * Counts the bytes that the router keeps for its connections: unsent responses and messages, and incomplete request
 * bodies. Above the limit it closes the connections that have been behind for the longest time: a client that reads and
 * sends is never behind for long.
 */
export interface BufferedBytes {
  add(socket: Socket, bytes: number): void;
  remove(socket: Socket, bytes: number): void;
}

/** At most one log line in this time. */
const logIntervalMs = 10_000;

export function createBufferedBytes(options: {
  maxBytes: number;
  logger: Logger;
  /** Called for each closed connection. */
  closed?: () => void;
}): BufferedBytes {
  const { maxBytes, logger, closed } = options;
  /** In the order in which the connections fell behind. */
  const bySocket = new Map<Socket, number>();
  const watched = new WeakSet<Socket>();
  let total = 0;
  let loggedAtMs = -Infinity;

  function forget(socket: Socket): void {
    total -= bySocket.get(socket) ?? 0;
    bySocket.delete(socket);
  }

  function closeLongestBehind(): void {
    for (const [socket, bytes] of bySocket) {
      // A single response above the limit is sent.
      if (total <= maxBytes || bySocket.size === 1) return;
      forget(socket);
      socket.destroy();
      closed?.();
      const nowMs = performance.now();
      if (nowMs - loggedAtMs < logIntervalMs) continue;
      loggedAtMs = nowMs;
      logger.warn(
        { bytes, maxBytes, setting: 'LIMIT_BUFFERED_BYTES' },
        'connection closed: too many bytes wait for slow clients',
      );
    }
  }

  return {
    add(socket, bytes) {
      if (socket.destroyed) return;
      if (!watched.has(socket)) {
        watched.add(socket);
        socket.once('close', () => {
          forget(socket);
        });
      }
      bySocket.set(socket, (bySocket.get(socket) ?? 0) + bytes);
      total += bytes;
      if (total > maxBytes) closeLongestBehind();
    },
    remove(socket, bytes) {
      const before = bySocket.get(socket);
      if (before === undefined) return;
      const removed = Math.min(bytes, before);
      total -= removed;
      if (removed === before) bySocket.delete(socket);
      else bySocket.set(socket, before - removed);
    },
  };
}
