import type { Server } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { overloaded } from '../../platform/errors.ts';
import type { Registry } from '../../platform/metrics.ts';
import { createAdmission } from '../../platform/resilience/admission.ts';
import type { Admission, AdmissionLimits } from '../../platform/resilience/admission.ts';
import type { ClientAbortSignal } from '../client-abort.ts';

/** The header `Retry-After` of a refusal. */
export const overloadRetrySeconds = '1';

/** Queries and mutations of all transports wait here before they are parsed. Mutations begin first. */
export interface OperationAdmission {
  /** @returns true if the operation begins now: call `leave` at its end */
  tryEnter(): boolean;
  /**
   * Waits for the beginning of an operation that could not enter.
   * @returns false if it was refused, or its client left
   */
  enter(text: string, signal: ClientAbortSignal): Promise<boolean>;
  leave: Admission['leave'];
  /**
   * Begins a single operation in each turn of the event loop that accepts a connection. A turn accepts only one (libuv 1.45,
   * https://github.com/libuv/libuv/pull/3696): long turns would leave the others in the backlog until their clients leave.
   */
  watch(server: Server): void;
  close: Admission['close'];
}

export function createOperationAdmission(limits: AdmissionLimits, metrics: Registry): OperationAdmission {
  const admission = createAdmission({ ...limits, name: 'operations', metrics, paced: true });
  return {
    tryEnter: () => admission.tryEnter(),
    enter: (text, signal) =>
      admission.enter({
        isUrgent: isMutation(text),
        get isAbandoned() {
          return signal.aborted;
        },
      }),
    leave: () => {
      admission.leave();
    },
    watch(server) {
      server.on('connection', () => {
        admission.shortenTurn();
      });
    },
    close: () => admission.close(),
  };
}

export function routerOverloaded(): GraphQLError {
  const headers = new HeaderMap([['retry-after', overloadRetrySeconds]]);
  return overloaded('The router has more operations than it can answer in time. Try again.', {
    http: { status: 503, headers },
  });
}

/** The first definition decides: a queue has no time to parse. A persisted query without its text counts as a query. */
const mutationStart = /^(?:[\s,\ufeff]|#[^\n\r]*[\n\r])*mutation\b/;

export function isMutation(text: string): boolean {
  return mutationStart.test(text);
}
