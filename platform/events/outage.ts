import mongoose from 'mongoose';

const { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError, MongoNotConnectedError } =
  mongoose.mongo;

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// Shutting down, or not primary:
// https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md
const mongoUnavailableCodes = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);
/** By ioredis, and by Redis: it loads, is a replica, is full, cannot persist, or runs a long script. */
const redisUnavailable =
  /^(Connection is closed|Command timed out|Command aborted|Ready check failed|Stream isn't writeable|LOADING|READONLY|MASTERDOWN|OOM|MISCONF|NOREPLICAS|BUSY )/;

/** True for errors of an unreachable store: a retry may succeed. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isMongoOutage(error)) return true;
  if (error.name === 'MaxRetriesPerRequestError' || redisUnavailable.test(error.message)) return true;
  if ('code' in error && typeof error.code === 'string' && networkCodes.has(error.code)) return true;
  return isOutage(error.cause);
}

function isMongoOutage(error: Error): boolean {
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return true;
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoNotConnectedError) return true;
  // The label of failovers and lost connections: https://www.mongodb.com/docs/manual/core/retryable-writes/
  if (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError')) return true;
  if (!(error instanceof MongoServerError)) return false;
  if (typeof error.code === 'number' && mongoUnavailableCodes.has(error.code)) return true;
  // A bulk write has a connection error as its response.
  const response: unknown = error.errorResponse;
  return response instanceof Error && response !== error && isOutage(response);
}
