import { AsyncLocalStorage } from 'node:async_hooks';

/** Fields of every log line that a request causes. */
export interface RequestScope {
  requestId: string;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs work for a request: log lines of it and of everything that it calls carry the request's id. */
export function runWithRequestId<Result>(requestId: string, work: () => Result): Result {
  return scopes.run({ requestId }, work);
}

/** Returns the fields of the current request; an empty object outside requests. */
export function requestScope(): RequestScope | Record<string, never> {
  return scopes.getStore() ?? {};
}
