import type { CallerSigner } from '../platform/caller-assertions.ts';
import type { Caller } from '../platform/identity.ts';
import { networkKey } from '../platform/http/client-network.ts';
import type { Sender } from '../platform/resilience/sender-turns.ts';
import type { ExecutionResult } from 'graphql';
import type { ClientAbortSignal } from './client-abort.ts';

export interface RouterContext {
  /** By `performance.now()`, after admission: the duration in metrics begins here. */
  startedMs: number;
  caller: Caller;
  requestId: string;
  /** The client's IP address; null if it is unknown. */
  clientAddress: string | null;
  signal: ClientAbortSignal;
  /** By `performance.now()`, when the whole request was read: all data of its answer are read later. */
  arrivedMs: number;
  /** Signs the caller's assertion for one request to a subgraph; null if CALLER_KEY is not set. */
  assertionFor(subgraph: string, body: string): string | null;
  /** The result with errors that the graph returned: Apollo Server formats it when it calls its gateway. */
  executed: Promise<ExecutionResult> | null;
  /** Counts the operation at its subgraphs; null for operations of WebSockets and event streams. */
  load: OperationLoad | null;
}

export interface OperationLoad {
  /** The operation sends a request to the subgraph. */
  uses(subgraph: string): void;
  answered(subgraph: string): void;
  /** The subgraph was overloaded. */
  refused(subgraph: string): void;
}

/** The user, or the network of the client's address, for whom an operation is planned. */
export function requesterOf({
  caller,
  clientAddress,
  signal,
}: Pick<RouterContext, 'caller' | 'clientAddress' | 'signal'>): {
  requester: string;
  signal: ClientAbortSignal;
} {
  if (caller.kind === 'user') return { requester: `user ${caller.userId}`, signal };
  return { requester: networkKey(clientAddress), signal };
}

/** For the turns of admission. */
export function senderOf({ caller, clientAddress }: Pick<RouterContext, 'caller' | 'clientAddress'>): Sender {
  return { network: networkKey(clientAddress), identity: caller.kind === 'user' ? caller.userId : '' };
}

/** Creates the context of an operation, or of a subscription's event. */
export type ContextFactory = (
  request: Pick<RouterContext, 'caller' | 'requestId' | 'clientAddress' | 'signal' | 'arrivedMs'> & {
    load?: OperationLoad;
  },
) => RouterContext;

/** @param signer null if CALLER_KEY is not set */
export function createContextFactory(signer: CallerSigner | null): ContextFactory {
  return ({ caller, requestId, clientAddress, signal, arrivedMs, load = null }) => ({
    startedMs: performance.now(),
    caller,
    requestId,
    clientAddress,
    signal,
    arrivedMs,
    load,
    executed: null,
    assertionFor: (subgraph, body) =>
      signer?.sign(caller, subgraph, { requestId, body, clientAddress }) ?? null,
  });
}
