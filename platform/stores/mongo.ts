import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import type { Logger } from '../log.ts';
import { logWaitingFor, retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { withoutCredentials } from './address.ts';

/**
 * Connects to a subgraph's own database, waiting for the server where it is not up yet.
 * Models are declared on the connection; nothing is built or indexed until `prepareModels`.
 * @param options.url the server, as a MongoDB connection string
 * @param options.database the database's name
 */
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

/** Creates what the models on a connection declare: their collections and indexes. Repeating it is fine. */
export async function prepareModels(connection: Connection): Promise<void> {
  await Promise.all(
    Object.values(connection.models).map(async (model) => {
      await model.createCollection();
      await model.createIndexes();
    }),
  );
}

/** Whether a write was refused because its `_id`, or another unique key, is taken. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11_000;
}
