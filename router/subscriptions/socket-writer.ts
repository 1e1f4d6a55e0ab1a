import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { BufferedBytes } from '../guard/buffered-bytes.ts';

/** Sends messages to a client. */
export interface SocketWriter {
  /** Resolves when the message is sent, or when the socket closes. */
  send(text: string): Promise<void>;
  /** Answers a ping (RFC 6455, section 5.5.3), unless the client is behind. */
  pong(data: Buffer): void;
  /** True while the client does not read: it may not ask for more, because the replies would wait in memory. */
  isBehind(): boolean;
}

/** Above it, the client is behind. */
const maxUnsentBytes = 64 * 1_024;

export function createSocketWriter(options: {
  socket: WebSocket;
  connection: Socket;
  buffered: BufferedBytes;
  /** Called when the client falls behind or catches up. */
  progressed: () => void;
}): SocketWriter {
  const { socket, connection, buffered, progressed } = options;
  const isBehind = () => socket.bufferedAmount > maxUnsentBytes;
  return {
    isBehind,
    send(text) {
      return new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) {
          resolve();
          return;
        }
        let counted = 0;
        socket.send(text, () => {
          if (counted > 0) {
            buffered.remove(connection, counted);
            progressed();
          }
          resolve();
        });
        if (socket.bufferedAmount === 0) return;
        counted = Buffer.byteLength(text);
        buffered.add(connection, counted);
        progressed();
      });
    },
    pong(data) {
      if (socket.readyState === WebSocket.OPEN && !isBehind()) socket.pong(data, false);
    },
  };
}
