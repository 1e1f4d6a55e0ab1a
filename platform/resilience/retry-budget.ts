/** Limits the retries of requests to one peer to a part of its requests: retries must not finish off a dying peer. */
export interface RetryBudget {
  /** For each request that is not a retry. */
  deposit(): void;
  /** For each retry. @returns false if it would exceed the budget */
  withdraw(): boolean;
}

const retriesPerRequest = 0.2;
/** For a peer that is asked rarely. */
const initialRetries = 10;
/** About as many as the connections that break when a busy peer dies. */
const maxRetries = 100;

/**
 * A token bucket: at most 20 % of the requests, and ten more. It has no clock.
 * @see https://finagle.github.io/blog/2016/02/08/retry-budgets
 */
export function createRetryBudget(): RetryBudget {
  let retries = initialRetries;
  return {
    deposit() {
      retries = Math.min(maxRetries, retries + retriesPerRequest);
    },
    withdraw() {
      if (retries < 1) return false;
      retries -= 1;
      return true;
    },
  };
}
