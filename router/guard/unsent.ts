import type { Socket } from 'node:net';

/**
 * Bytes of the current write that the kernel has not taken yet. Node.js decides by the same figure that a socket is not
 * idle: it changes while the client reads, also during one long write.
 */
export function writeQueueSize(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { writeQueueSize?: number } | null };
  return handle?.writeQueueSize ?? 0;
}
