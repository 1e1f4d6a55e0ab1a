import type { Socket } from 'node:net';
import { ClientAbort } from '../client-abort.ts';

export interface ConnectionAborts {
  /** Its abort fires when the connection closes. */
  begin(socket: Socket): ClientAbort;
  /** After its response, a request's abort no longer fires. */
  end(socket: Socket, abort: ClientAbort): void;
}

/**
 * Aborts every pipelined request when the connection closes. Node.js emits `close` only for the first: the responses
 * behind it have no socket yet.
 */
export function createConnectionAborts(): ConnectionAborts {
  const inFlight = new WeakMap<Socket, ClientAbort[]>();

  function open(socket: Socket): ClientAbort[] {
    const aborts: ClientAbort[] = [];
    inFlight.set(socket, aborts);
    socket.once('close', () => {
      for (const abort of [...aborts]) abort.abort();
    });
    return aborts;
  }

  return {
    begin(socket) {
      const abort = new ClientAbort();
      if (socket.destroyed) abort.abort();
      else (inFlight.get(socket) ?? open(socket)).push(abort);
      return abort;
    },
    end(socket, abort) {
      const aborts = inFlight.get(socket) ?? [];
      const index = aborts.indexOf(abort);
      if (index >= 0) aborts.splice(index, 1);
    },
  };
}
