import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Node's own way to know whose turn it is (https://nodejs.org/api/http.html#event-clienterror). */
export type RespondingSocket = Socket & { _httpMessage?: ServerResponse | null };

/**
 * Ends connections whose clients do not take their answers, which would be held for ever. An answer counts that is
 * complete, and of which nothing has left for so long; one that takes its time, or a stream of them, does not. It is
 * looked for from time to time, so that answers that are taken cost nothing.
 */
export function closeStalledResponses(server: Server, patienceMs: number): void {
  const sockets = new Set<RespondingSocket>();
  server.on('connection', (socket: RespondingSocket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Node knows what has left of what was written, and does not let a socket time out whose client reads on.
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

/** Whether a request is being answered. Between two of them, it is the keep-alive that times out. */
function isUnderWay({ _httpMessage: answer }: RespondingSocket): boolean {
  return answer !== null && answer !== undefined && !answer.writableEnded;
}
