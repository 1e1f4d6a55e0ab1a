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
// A server that shuts down, or is not (yet) the one to write to:
// https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md
const mongoStandsDown = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);
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
  if (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError')) return true;
  if (!(error instanceof MongoServerError)) return false;
  if (typeof error.code === 'number' && mongoStandsDown.has(error.code)) return true;
  // A bulk write makes a server's error of whatever kept it from being sent, and keeps that error as the response.
  const response: unknown = error.errorResponse;
  return response instanceof Error && response !== error && isOutage(response);
}
