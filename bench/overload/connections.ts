import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { HttpAnswer } from '../router/load/response.ts';

export interface Connection {
  socket: Socket;
  /** Called with the response to its request. */
  answered: ((answer: HttpAnswer) => void) | null;
  closed: (() => void) | null;
}

/** Persistent connections to a port of this machine, from many addresses. */
export interface Connections {
  /** An idle connection, or a new one. */
  take(): Connection;
  /** Takes it back for another request. */
  keep(connection: Connection): void;
  close(): void;
}

/** Linux has all of 127.0.0.0/8 as its own addresses; other systems have only the first. */
const addresses =
  process.platform === 'linux'
    ? Array.from({ length: 1_000 }, (_, at) => `127.0.${1 + Math.floor(at / 250)}.${1 + (at % 250)}`)
    : ['127.0.0.1'];

export function createConnections(
  port: number,
  createReader: () => { read(chunk: Buffer): HttpAnswer | null },
): Connections {
  /** In turns, so that no address has most of the requests. */
  const idle = new Set<Connection>();
  let opened = 0;

  function open(): Connection {
    const localAddress = addresses[opened % addresses.length] ?? '127.0.0.1';
    opened += 1;
    const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true });
    const reader = createReader();
    const connection: Connection = { socket, answered: null, closed: null };
    socket.on('data', (chunk) => {
      const answer = reader.read(chunk);
      if (answer !== null) connection.answered?.(answer);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      idle.delete(connection);
      connection.closed?.();
    });
    return connection;
  }

  return {
    take() {
      const [first] = idle;
      if (first === undefined) return open();
      idle.delete(first);
      return first;
    },
    keep(connection) {
      if (connection.socket.writable) idle.add(connection);
    },
    close() {
      for (const { socket } of idle) socket.destroy();
    },
  };
}
