import type { Caller, CallerSigner } from '../platform/identity.ts';
import type { ExecutionResult } from 'graphql';
import type { ClientAbortSignal } from './client-abort.ts';

export interface RouterContext {
  caller: Caller;
  requestId: string;
  /** The client's IP address; null if it is unknown. */
  clientAddress: string | null;
  signal: ClientAbortSignal;
  /** Signs the caller's assertion for one subgraph, once per operation; null if CALLER_KEY is not set. */
  assertionFor(subgraph: string): Promise<string> | null;
  /** The result with errors that the graph returned: Apollo Server formats it when it calls its gateway. */
  executed: Promise<ExecutionResult> | null;
}

/** Creates the context of an operation, or of a subscription's event. */
export type ContextFactory = (
  request: Pick<RouterContext, 'caller' | 'requestId' | 'clientAddress' | 'signal'>,
) => RouterContext;

/** @param signer null if CALLER_KEY is not set */
export function createContextFactory(signer: CallerSigner | null): ContextFactory {
  return (request) => {
    const { caller, requestId, clientAddress } = request;
    const assertions = new Map<string, Promise<string>>();
    return {
      ...request,
      executed: null,
      assertionFor(subgraph) {
        if (signer === null) return null;
        const signed = assertions.get(subgraph) ?? signer.sign(caller, subgraph, requestId, clientAddress);
        assertions.set(subgraph, signed);
        return signed;
      },
    };
  };
}
