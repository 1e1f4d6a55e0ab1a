import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkKey } from '../../platform/http/client-network.ts';
import { SenderTurns } from '../../platform/resilience/sender-turns.ts';
import type { OperationAdmission } from '../guard/operation-admission.ts';
import type { Turns } from '../guard/turns.ts';

/** Enough to accept some hundred connections. After it, a connection is read for each that is accepted. */
const maxAcceptingMs = 50;
/** Connections that begin to be read in an iteration of the event loop without a new one. */
const maxReadPerIteration = 2;

/**
 * Accepts the connections of a burst before it reads them; their networks then take turns. Node.js accepts one connection in
 * an iteration of its event loop (libuv 1.45, https://github.com/libuv/libuv/pull/3696). If an iteration also ran a client's
 * expensive requests, the connections of other clients would wait for as long. So an iteration that accepts a connection
 * begins little else, for the first 50 ms of a burst.
 */
export function readConnectionsInTurns(
  server: Server,
  { turns, admission }: { turns: Turns; admission: OperationAdmission },
): void {
  const waiting = new SenderTurns<Socket>();
  let isPlanned = false;
  let hasAccepted = false;
  /** The start of a burst, which ends once all its connections are read. */
  let beganMs = 0;
  const acceptsOnly = () => performance.now() - beganMs < maxAcceptingMs;

  function plan(): void {
    isPlanned = true;
    setImmediate(endIteration);
  }

  function endIteration(): void {
    isPlanned = false;
    if (!hasAccepted && waiting.size === 0) beganMs = performance.now();
    let left = hasAccepted ? 1 : maxReadPerIteration;
    if (hasAccepted && acceptsOnly()) left = 0;
    for (; left > 0; left -= 1) waiting.take((sockets) => sockets.shift())?.resume();
    if (hasAccepted || waiting.size > 0) plan();
    hasAccepted = false;
  }

  server.on('connection', (socket: Socket) => {
    hasAccepted = true;
    // The first of a burst, or the only one.
    if (!isPlanned) {
      beganMs = performance.now();
      plan();
      return;
    }
    if (acceptsOnly()) {
      turns.postpone();
      admission.shortenTurn();
    }
    waiting.add({ network: networkKey(socket.remoteAddress ?? null), identity: '' }, socket);
    // In this turn, Node.js's own handler has the socket resumed.
    process.nextTick(() => socket.pause());
  });
}
