import { HeaderMap } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { overloaded } from '../../platform/errors.ts';
import type { Registry } from '../../platform/metrics.ts';
import { createAdmission } from '../../platform/resilience/admission.ts';
import type { Admission, AdmissionLimits } from '../../platform/resilience/admission.ts';
import type { Sender } from '../../platform/resilience/sender-turns.ts';
import type { ClientAbortSignal } from '../client-abort.ts';

/** The header `Retry-After` of a refusal. */
export const overloadRetrySeconds = '1';

/** Queries and mutations of all transports wait here before they are parsed. Mutations begin first. */
export interface OperationAdmission {
  /** @returns true if the operation begins now: call `leave` at its end */
  tryEnter(): boolean;
  /**
   * Waits for the beginning of an operation that could not enter.
   * @param sender senders take turns
   * @returns false if it was refused, or its client left
   */
  enter(text: string, signal: ClientAbortSignal, sender: Sender): Promise<boolean>;
  leave: Admission['leave'];
  shortenTurn: Admission['shortenTurn'];
  close: Admission['close'];
}

export function createOperationAdmission(limits: AdmissionLimits, metrics: Registry): OperationAdmission {
  const admission = createAdmission({ ...limits, name: 'operations', metrics, paced: true });
  return {
    tryEnter: () => admission.tryEnter(),
    enter: (text, signal, sender) =>
      admission.enter({
        sender,
        isUrgent: isMutation(text),
        get isAbandoned() {
          return signal.aborted;
        },
      }),
    leave: () => {
      admission.leave();
    },
    shortenTurn: () => {
      admission.shortenTurn();
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
