import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import type { Logger } from '../log.ts';
import { logWaitingFor, retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { withoutCredentials } from './address.ts';

/** Waits while the server is unreachable. `prepareModels` creates collections and indexes. */
export async function connectMongo(options: {
  url: string;
  database: string;
  poolSize: number;
  logger: Logger;
  signal?: AbortSignal | undefined;
}): Promise<Connection> {
  const { url, database, poolSize, logger, signal } = options;
  const connect = () =>
    mongoose
      .createConnection(url, {
        dbName: database,
        maxPoolSize: poolSize,
        serverSelectionTimeoutMS: 2_000,
        autoIndex: false,
        autoCreate: false,
        bufferCommands: false,
      })
      .asPromise();
  const onRetry = logWaitingFor(`MongoDB at ${withoutCredentials(url)}`, logger);
  return retryUntilSuccess(connect, { onRetry, signal });
}

/** Idempotent. */
export async function prepareModels(connection: Connection): Promise<void> {
  await Promise.all(
    Object.values(connection.models).map(async (model) => {
      await model.createCollection();
      await model.createIndexes();
    }),
  );
}

export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11_000;
}
