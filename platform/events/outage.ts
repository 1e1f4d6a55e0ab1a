import mongoose from 'mongoose';

const { MongoError, MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError } = mongoose.mongo;

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);
const redisIsAway =
  /^(Connection is closed|Command timed out|Stream isn't writeable|LOADING|READONLY|MASTERDOWN)/;

/**
 * Whether an error says that a store is away, and nothing about what was asked of it: the same may work a moment later,
 * and an event that met it is not to blame.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isMongoOutage(error)) return true;
  if (error.name === 'MaxRetriesPerRequestError' || redisIsAway.test(error.message)) return true;
  if ('code' in error && typeof error.code === 'string' && networkCodes.has(error.code)) return true;
  return isOutage(error.cause);
}

function isMongoOutage(error: Error): boolean {
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return true;
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoNotConnectedError) return true;
  // https://www.mongodb.com/docs/manual/core/retryable-writes/: failovers and lost connections bear this label.
  return error instanceof MongoError && error.hasErrorLabel('RetryableWriteError');
}
