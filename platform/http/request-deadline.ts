import type { IncomingMessage } from 'node:http';
import { callerHeader, claimedSender } from '../caller-assertions.ts';
import type { Sender } from '../resilience/sender-turns.ts';

/** The time for which the sender of a request still waits, in milliseconds: as `grpc-timeout`, without clocks that agree. */
export const timeoutHeader = 'x-request-timeout-ms';
/** RFC 9218. Routers send it with mutations, which are refused last under overload. */
export const priorityHeader = 'priority';
/** The default urgency is 3, the highest 0. */
export const urgentPriority = 'u=1';

/** Knows when a request has no waiting sender any more: its sender closed the connection, or its deadline has passed. */
export class RequestDeadline {
  readonly isUrgent: boolean;
  readonly #request: IncomingMessage;
  readonly #deadlineMs: number;

  constructor(request: IncomingMessage) {
    const { [timeoutHeader]: timeout, [priorityHeader]: priority } = request.headers;
    this.#request = request;
    this.#deadlineMs =
      typeof timeout === 'string' && /^\d{1,9}$/.test(timeout)
        ? performance.now() + Number(timeout)
        : Infinity;
    this.isUrgent = typeof priority === 'string' && /^u=[012]\b/.test(priority);
  }

  /** Read only for requests that wait. */
  get sender(): Sender {
    const { [callerHeader]: assertion } = this.#request.headers;
    return claimedSender(typeof assertion === 'string' ? assertion : undefined);
  }

  get isAbandoned(): boolean {
    return this.#request.socket.destroyed || this.remainingMs() <= 0;
  }

  /** Infinity for a request without a deadline. */
  remainingMs(): number {
    return this.#deadlineMs - performance.now();
  }
}
