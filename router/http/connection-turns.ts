import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ClientAbort } from '../client-abort.ts';
import type { Turns } from '../guard/turns.ts';
import { RequestError } from './request-body.ts';

/** Aborts requests whose connection closes, and lets pipelined requests begin in turns. */
export interface ConnectionTurns<Request> {
  /**
   * Starts a request at once if it is the only one of its connection. A pipelined one starts in the connection's turn with
   * all others, or never, if the connection closes before.
   * @returns the error of a request above the limit: it is the connection's last
   */
  begin(socket: Socket, request: Request): RequestError | null;
  /** Drops the requests behind one whose response closes the connection. */
  closes(socket: Socket): void;
  /** After its response, a request's abort no longer fires. */
  end(socket: Socket, abort: ClientAbort, response: ServerResponse): void;
}

export interface ConnectionTurnOptions<Request> {
  /** Starts a request. The abort fires when the connection closes. */
  start: (request: Request, abort: ClientAbort) => void;
  /** Requests of a connection that run at the same time. */
  maxRunning: number;
  /** Requests of a connection that run or wait. */
  maxPipelined: number;
  turns: Turns;
}

/** Of a closing connection: then it is closed at once. A single read of 64 KB may bring hundreds. */
const maxDropped = 1_000;

/**
 * The responses to pipelined requests are sent in order, so that running all requests at once gains little. It would cost
 * the other clients the time of requests whose client has left.
 *
 * A connection that pipelines is read again in its turn: Node.js parses up to 2 MB of it at once otherwise, which are
 * thousands of requests.
 */
export function createConnectionTurns<Request>(
  options: ConnectionTurnOptions<Request>,
): ConnectionTurns<Request> {
  const { maxPipelined } = options;
  const connections = new WeakMap<Socket, Connection<Request>>();
  return {
    begin(socket, request) {
      if (socket.destroyed || socket.writableEnded) return null;
      let connection = connections.get(socket);
      if (connection === undefined) {
        connection = new Connection(socket, options);
        connections.set(socket, connection);
      }
      if (connection.isClosing) connection.drop();
      else if (connection.count === 0) connection.start(request);
      else if (connection.count < maxPipelined) connection.wait(request);
      else {
        connection.isClosing = true;
        return tooManyPipelined(maxPipelined);
      }
      return null;
    },
    closes(socket) {
      connections.get(socket)?.close();
    },
    end(socket, abort, response) {
      connections.get(socket)?.end(abort, response);
    },
  };
}

/** A class, because there is one for each connection, also of a client that sends a single request. */
class Connection<Request> {
  isClosing = false;
  readonly #socket: Socket;
  readonly #options: ConnectionTurnOptions<Request>;
  /** Of the requests that run. */
  readonly #aborts: ClientAbort[] = [];
  readonly #waiting: Request[] = [];
  /** Of the waiting requests, those that have a turn. */
  #turns = 0;
  #isPaused = false;
  #dropped = 0;

  constructor(socket: Socket, options: ConnectionTurnOptions<Request>) {
    this.#socket = socket;
    this.#options = options;
    // Node.js emits `close` only for the first response: those behind it have no socket yet.
    socket.once('close', () => {
      this.#waiting.length = 0;
      options.turns.leave(socket);
      for (const abort of [...this.#aborts]) abort.abort();
    });
  }

  get count(): number {
    return this.#aborts.length + this.#waiting.length;
  }

  start(request: Request): void {
    const abort = new ClientAbort();
    this.#aborts.push(abort);
    this.#options.start(request, abort);
  }

  wait(request: Request): void {
    this.#readInTurn();
    this.#waiting.push(request);
    this.#takeTurns();
  }

  close(): void {
    this.isClosing = true;
    this.#waiting.length = 0;
  }

  drop(): void {
    this.#readInTurn();
    this.#dropped += 1;
    if (this.#dropped > maxDropped) this.#socket.destroy();
  }

  end(abort: ClientAbort, response: ServerResponse): void {
    const index = this.#aborts.indexOf(abort);
    if (index >= 0) this.#aborts.splice(index, 1);
    if (this.#waiting.length === 0) return;
    const takeTurns = () => {
      this.#takeTurns();
    };
    if (response.writableFinished) takeTurns();
    else response.once('finish', takeTurns);
  }

  #takeTurns(): void {
    const { turns, maxRunning } = this.#options;
    while (this.#turns < this.#waiting.length && this.#aborts.length + this.#turns < maxRunning) {
      this.#turns += 1;
      turns.wait(this.#socket, () => {
        this.#turns -= 1;
        const request = this.#waiting.shift();
        if (request !== undefined) this.start(request);
      });
    }
  }

  #readInTurn(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
    this.#options.turns.wait(this.#socket, () => {
      this.#isPaused = false;
      this.#socket.resume();
    });
  }
}

function tooManyPipelined(maxPipelined: number): RequestError {
  const message = `Too many pipelined requests on this connection, which closes: expected at most ${maxPipelined} (LIMIT_PIPELINED_REQUESTS).`;
  return new RequestError(429, message, ['retry-after', '1']);
}
