import type { Connection, IndexDefinition, IndexOptions, Model, mongo } from 'mongoose';
import mongoose from 'mongoose';
import type { Logger } from '../log.ts';
import { logWaitingFor, retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { isOutage } from './outage.ts';

const { MongoServerError } = mongoose.mongo;

// https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
const indexOptionsConflict = 85;
/** LockTimeout, IndexBuildAborted and BackgroundOperationInProgressForNamespace. */
const passingCodes = new Set([24, 276, 12_587]);

export interface PreparationOptions {
  logger?: Logger;
  signal?: AbortSignal | undefined;
}

/** Creates the collections and indexes of all models. Idempotent. Waits while the server is unreachable. */
export async function prepareModels(connection: Connection, options: PreparationOptions = {}): Promise<void> {
  await Promise.all(Object.values(connection.models).map((model) => prepareModel(model, options)));
}

/** As `prepareModels`, for one model. */
export async function prepareModel<Row>(
  model: Model<Row>,
  { logger, signal }: PreparationOptions,
): Promise<void> {
  const subject = `the indexes of ${model.collection.collectionName}`;
  const onRetry = logger === undefined ? () => undefined : logWaitingFor(subject, logger);
  await retryUntilSuccess(() => createIndexes(model), { isRetryable, onRetry, signal });
}

async function createIndexes<Row>(model: Model<Row>): Promise<void> {
  await model.createCollection();
  for (const [keys, options] of model.schema.indexes()) {
    try {
      await createIndex(model, keys, options);
    } catch (error) {
      if (codeOf(error) !== indexOptionsConflict || options.expireAfterSeconds === undefined) throw error;
      await changeLifetime(model, keys, options.expireAfterSeconds);
      // Refused again if the stored index differs in other options too.
      await createIndex(model, keys, options);
    }
  }
}

async function createIndex<Row>(
  { collection }: Model<Row>,
  keys: IndexDefinition,
  options: IndexOptions,
): Promise<void> {
  await collection.createIndex(keys as Record<string, 1 | -1>, options as mongo.IndexOptions, {});
}

/** @see https://www.mongodb.com/docs/manual/reference/command/collMod/#change-expiration-value-for-indexes */
async function changeLifetime<Row>(
  { db, collection }: Model<Row>,
  keyPattern: IndexDefinition,
  expireAfterSeconds: unknown,
): Promise<void> {
  await db.db?.command({
    collMod: collection.collectionName,
    index: { keyPattern, expireAfterSeconds },
  });
}

function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return isOutage(error) || (code !== undefined && passingCodes.has(code));
}

function codeOf(error: unknown): number | undefined {
  return error instanceof MongoServerError && typeof error.code === 'number' ? error.code : undefined;
}
