import type { Socket } from 'node:net';
import { createDeparture } from './client-abort.ts';
import type { DepartureController } from './client-abort.ts';

/** Tells who asks over a connection that it is gone. */
export interface Connections {
  /** The departure of one request's client. */
  begin(socket: Socket): DepartureController;
  /** Nobody waits for that request any more: it is answered. */
  end(socket: Socket, departure: DepartureController): void;
}

/**
 * Of several requests that came over a connection at once, Node tells only the one whose turn it is that the connection
 * is gone: the others' responses have no connection yet.
 */
export function createConnections(): Connections {
  const underWay = new WeakMap<Socket, DepartureController[]>();

  function open(socket: Socket): DepartureController[] {
    const departures: DepartureController[] = [];
    underWay.set(socket, departures);
    socket.once('close', () => {
      for (const departure of [...departures]) departure.leave();
    });
    return departures;
  }

  return {
    begin(socket) {
      const departure = createDeparture();
      if (socket.destroyed) departure.leave();
      else (underWay.get(socket) ?? open(socket)).push(departure);
      return departure;
    },
    end(socket, departure) {
      const departures = underWay.get(socket) ?? [];
      const index = departures.indexOf(departure);
      if (index >= 0) departures.splice(index, 1);
    },
  };
}
