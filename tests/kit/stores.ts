import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { startMongoServer } from '../../dev/mongodb/server.ts';
import { startRedis } from '../../dev/redis.ts';

/** The stores of a test file. */
export interface Stores {
  /** The MongoDB server of `MONGODB_URL`, or an embedded server in this process. */
  mongoUrl: string;
  /** A private Redis: streams, queues and channels have fixed names, so test files cannot share it. */
  redisUrl: string;
  /** Stops Redis and starts it empty at the same address. @param meanwhile runs while Redis is down */
  replaceRedis(meanwhile: () => Promise<void>): Promise<void>;
  /** A new database name; the database is dropped when the stores close. */
  uniqueDatabase(prefix: string): string;
  close(): Promise<void>;
}

/** Starts the stores of a test file on free ports. */
export async function startStores(): Promise<Stores> {
  const given = process.env['MONGODB_URL'];
  const databases: string[] = [];
  const [mongo, firstRedis] = await Promise.all([
    given === undefined || given === '' ? startEmbeddedMongo() : externalMongo(given, databases),
    startRedis(),
  ]);
  let redis = firstRedis;
  return {
    mongoUrl: mongo.url,
    redisUrl: redis.url,
    async replaceRedis(meanwhile) {
      await redis.close();
      await meanwhile();
      redis = await startRedis({ port: redis.port });
    },
    uniqueDatabase(prefix) {
      const database = uniqueDatabase(prefix);
      databases.push(database);
      return database;
    },
    async close() {
      await Promise.all([mongo.close(), redis.close()]);
    },
  };
}

/** With `MONGODB_UNSORTED_SEED`, results without a sort come in another order each time. */
function startEmbeddedMongo() {
  const seed = process.env['MONGODB_UNSORTED_SEED'];
  return startMongoServer({ port: 0, ...(seed === undefined ? {} : { unsortedSeed: Number(seed) }) });
}

/** A new database name. MongoDB accepts names of up to 63 bytes. */
export function uniqueDatabase(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}

/** A server that outlives the tests: closing drops only their databases. */
function externalMongo(url: string, databases: readonly string[]) {
  return { url, close: () => dropDatabases(url, databases) };
}

/** Drops databases on a shared server. */
export async function dropDatabases(url: string, databases: readonly string[]): Promise<void> {
  const connection = await mongoose.createConnection(url).asPromise();
  for (const database of databases) await connection.useDb(database).dropDatabase();
  await connection.close();
}
