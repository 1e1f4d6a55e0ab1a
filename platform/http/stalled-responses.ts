import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The current response, as documented: https://nodejs.org/api/http.html#event-clienterror. */
export type RespondingSocket = Socket & { _httpMessage?: ServerResponse | null };

/**
 * Closes connections whose clients stop reading: their responses would stay in memory. Only complete responses count,
 * once no byte was sent for `patienceMs`: not slow resolvers or event streams. An interval checks them, so that
 * healthy responses cost nothing.
 */
export function closeStalledResponses(server: Server, patienceMs: number): void {
  const sockets = new Set<RespondingSocket>();
  server.on('connection', (socket: RespondingSocket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Node.js restarts a socket's timeout with every byte sent.
  server.on('timeout', (socket: RespondingSocket) => {
    if (isUnderWay(socket)) return;
    socket.destroy();
  });
  const look = () => {
    for (const socket of sockets) {
      const isWatched = socket.timeout !== undefined && socket.timeout > 0;
      if (!isWatched && socket._httpMessage?.writableEnded === true) socket.setTimeout(patienceMs);
    }
  };
  server.once('listening', () => {
    const looking = setInterval(look, patienceMs / 10).unref();
    server.once('close', () => {
      clearInterval(looking);
    });
  });
}

/** False between requests, when the timeout is the keep-alive's. */
function isUnderWay({ _httpMessage: answer }: RespondingSocket): boolean {
  return answer !== null && answer !== undefined && !answer.writableEnded;
}
