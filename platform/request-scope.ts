import { AsyncLocalStorage } from 'node:async_hooks';

interface RequestScope {
  requestId: string;
  isAbandoned: () => boolean;
  maxWaitMs: () => number;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Adds the request's id to all log lines of the work. */
export function runWithRequestId<Result>(requestId: string, work: () => Result): Result {
  return scopes.run({ requestId, isAbandoned: () => false, maxWaitMs: () => Infinity }, work);
}

/** A new object, because pino adds the line's other fields to it. Empty outside requests. */
export function requestLogFields(): { requestId?: string } {
  const scope = scopes.getStore();
  return scope === undefined ? {} : { requestId: scope.requestId };
}

/** Lets the rest of the current request stop at its next call of a store. For queries: a mutation runs to its end. */
export function abandonRequestIf(isAbandoned: () => boolean): void {
  const scope = scopes.getStore();
  if (scope !== undefined) scope.isAbandoned = isAbandoned;
}

/** True if the current request is a query whose sender no longer waits. */
export function isRequestAbandoned(): boolean {
  return scopes.getStore()?.isAbandoned() === true;
}

/** Limits each wait of the current request for a store. */
export function limitWaits(maxWaitMs: () => number): void {
  const scope = scopes.getStore();
  if (scope !== undefined) scope.maxWaitMs = maxWaitMs;
}

/** The longest wait of the current request for a store, by its deadline; Infinity without one, and outside requests. */
export function maxWaitMs(): number {
  return scopes.getStore()?.maxWaitMs() ?? Infinity;
}
