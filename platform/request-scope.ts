import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestScope {
  requestId: string;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Adds the request's id to all log lines of the work. */
export function runWithRequestId<Result>(requestId: string, work: () => Result): Result {
  return scopes.run({ requestId }, work);
}

/** Empty outside requests. */
export function requestScope(): RequestScope | Record<string, never> {
  return scopes.getStore() ?? {};
}
