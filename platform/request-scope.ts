import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line that is written on behalf of a request carries. */
export interface RequestScope {
  requestId: string;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Does something on behalf of a request: all that is logged meanwhile, however deep, carries its id. */
export function runWithRequestId<Result>(requestId: string, work: () => Result): Result {
  return scopes.run({ requestId }, work);
}

/** The request that is being served; nothing outside of any. */
export function requestScope(): RequestScope | Record<string, never> {
  return scopes.getStore() ?? {};
}
