import type { Caller, CallerSigner } from '../platform/identity.ts';
import type { ExecutionResult } from 'graphql';
import type { ClientAbortSignal } from './client-abort.ts';

/** What everything that serves one operation knows of it. */
export interface RouterContext {
  caller: Caller;
  requestId: string;
  /** The client's IP address, where it is known. */
  clientAddress: string | null;
  /** Aborts once nobody waits for the answer any more. */
  signal: ClientAbortSignal;
  /** The signed assertion of the caller for one subgraph, made once per operation; null where callers are not signed. */
  assertionFor(subgraph: string): Promise<string> | null;
  /** The result with errors that the graph returned: Apollo Server formats it when it calls its gateway. */
  executed: Promise<ExecutionResult> | null;
}

/** Makes the context of an operation, or of one execution of a subscription's. */
export type ContextFactory = (
  request: Pick<RouterContext, 'caller' | 'requestId' | 'clientAddress' | 'signal'>,
) => RouterContext;

/** @param signer null where callers are not signed */
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
