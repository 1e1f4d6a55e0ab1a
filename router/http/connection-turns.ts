import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ClientAbort } from '../client-abort.ts';
import { turnOf } from '../guard/turns.ts';
import type { Turns } from '../guard/turns.ts';
import { RequestError } from './request-body.ts';

/** Aborts requests whose connection closes, and lets pipelined requests run in turns. */
export interface ConnectionTurns {
  /** Its abort fires when the connection closes. */
  begin(socket: Socket): ClientAbort;
  /**
   * Null for a request that may run at once. Otherwise it resolves in the connection's turn with all others, once an
   * earlier request of the connection has been sent, or when the connection closes.
   * @throws RequestError with status 429 if the connection has too many requests under way
   */
  turn(socket: Socket): Promise<void> | null;
  /** After its response, a request's abort no longer fires. */
  end(socket: Socket, abort: ClientAbort, response: ServerResponse): void;
}

export interface ConnectionTurnOptions {
  /** Requests of a connection that run at the same time. */
  maxRunning: number;
  /** Requests of a connection that run or wait. */
  maxPipelined: number;
  turns: Turns;
}

interface Connection {
  open: ClientAbort[];
  waiting: (() => void)[];
  refused: number;
}

/** Node.js reads 64 KB at once, in which there may be hundreds of requests. */
const maxRefused = 1_000;

/**
 * The responses to pipelined requests are sent in order, so that running all requests at once gains little. It would cost
 * the other clients the time of requests whose client has left.
 */
export function createConnectionTurns(options: ConnectionTurnOptions): ConnectionTurns {
  const { maxRunning, maxPipelined, turns } = options;
  const connections = new WeakMap<Socket, Connection>();

  function watch(socket: Socket): Connection {
    const connection: Connection = { open: [], waiting: [], refused: 0 };
    connections.set(socket, connection);
    // Node.js emits `close` only for the first response: those behind it have no socket yet.
    socket.once('close', () => {
      for (const abort of [...connection.open]) abort.abort();
      for (const wake of connection.waiting.splice(0)) wake();
    });
    return connection;
  }

  return {
    begin(socket) {
      const abort = new ClientAbort();
      if (socket.destroyed || socket.writableEnded) abort.abort();
      else (connections.get(socket) ?? watch(socket)).open.push(abort);
      return abort;
    },
    turn(socket) {
      const connection = connections.get(socket);
      if (connection === undefined) return null;
      const { open, waiting } = connection;
      if (open.length > maxPipelined) {
        connection.refused += 1;
        if (connection.refused > maxRefused) socket.destroy();
        throw tooManyPipelined(maxPipelined);
      }
      if (open.length === 1) return null;
      if (open.length <= maxRunning && waiting.length === 0) return turnOf(turns, socket);
      return new Promise<void>((resolve) => {
        waiting.push(resolve);
      }).then(() => turnOf(turns, socket));
    },
    end(socket, abort, response) {
      const connection = connections.get(socket);
      if (connection === undefined) return;
      const index = connection.open.indexOf(abort);
      if (index >= 0) connection.open.splice(index, 1);
      if (connection.waiting.length === 0) return;
      const wakeNext = () => connection.waiting.shift()?.();
      if (response.writableFinished) wakeNext();
      else response.once('finish', wakeNext);
    },
  };
}

function tooManyPipelined(maxPipelined: number): RequestError {
  const message = `Too many pipelined requests on this connection: expected at most ${maxPipelined} (LIMIT_PIPELINED_REQUESTS).`;
  return new RequestError(429, message, ['retry-after', '1']);
}
