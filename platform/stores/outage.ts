import { CircuitOpenError } from '../resilience/circuit-breaker.ts';

/** A store did not answer within the caller's deadline. */
export class StoreTimeoutError extends Error {
  override readonly name = 'StoreTimeoutError';

  constructor(store: string, timeoutMs: number) {
    super(`Expected ${store} to answer within ${timeoutMs} ms.`);
  }
}

/** Classes of the MongoDB driver and of Mongoose, by name: the router has no reason to load them. */
const mongoOutages = [
  'MongoNetworkError',
  'MongoNotConnectedError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
];
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// Unreachable, shutting down, not primary, or too slow; 64: no majority within the write concern's time.
// https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md
const mongoUnavailableCodes = new Set([
  6, 7, 50, 64, 89, 91, 134, 189, 262, 9_001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);
/** By ioredis, and by Redis: it loads, is a replica, is full, cannot persist, or runs a long script. */
const redisUnavailable =
  /^(Connection is closed|Command timed out|Command aborted|Ready check failed|Stream isn't writeable|LOADING|READONLY|MASTERDOWN|OOM|MISCONF|NOREPLICAS|BUSY )/;

/** True for errors of an unreachable store: a retry may succeed. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof StoreTimeoutError || error instanceof CircuitOpenError) return true;
  if (isMongoOutage(error)) return true;
  if (error.name === 'MaxRetriesPerRequestError' || redisUnavailable.test(error.message)) return true;
  if ('code' in error && typeof error.code === 'string' && networkCodes.has(error.code)) return true;
  return isOutage(error.cause);
}

function isMongoOutage(error: Error): boolean {
  const classes = classNames(error);
  if (mongoOutages.some((name) => classes.includes(name))) return true;
  if (!classes.includes('MongoError')) return false;
  const { code, errorLabels, errorResponse } = error as {
    code?: unknown;
    errorLabels?: readonly string[];
    errorResponse?: unknown;
  };
  // The label of failovers and lost connections: https://www.mongodb.com/docs/manual/core/retryable-writes/
  if (errorLabels?.includes('RetryableWriteError') === true) return true;
  if (typeof code === 'number' && mongoUnavailableCodes.has(code)) return true;
  // A bulk write has a connection error as its response.
  return errorResponse instanceof Error && errorResponse !== error && isOutage(errorResponse);
}

/** The error's class and its ancestors. */
function classNames(error: Error): string[] {
  const names: string[] = [];
  for (
    let type: unknown = Object.getPrototypeOf(error);
    type instanceof Object;
    type = Object.getPrototypeOf(type)
  ) {
    names.push(type.constructor.name);
  }
  return names;
}
