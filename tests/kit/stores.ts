import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { startMongoServer } from '../../dev/mongodb/server.ts';
import { startRedis } from '../../dev/redis.ts';

/** The stores of one test file. */
export interface Stores {
  /** A MongoDB server: the one in `MONGODB_URL`, or else an embedded one, in memory, in this process. */
  mongoUrl: string;
  /** A Redis of its own: streams, queues and channels have fixed names, so no two files could share one. */
  redisUrl: string;
  /** Ends Redis and starts an empty one at the same address. @param meanwhile what is done while there is none */
  replaceRedis(meanwhile: () => Promise<void>): Promise<void>;
  /** A name for a database that no other test uses; it is dropped when the stores close. */
  uniqueDatabase(prefix: string): string;
  close(): Promise<void>;
}

/** Starts the stores that a test file needs, on free ports; nothing of them is left once closed. */
export async function startStores(): Promise<Stores> {
  const given = process.env['MONGODB_URL'];
  const databases: string[] = [];
  const [mongo, firstRedis] = await Promise.all([
    given === undefined || given === '' ? startMongoServer({ port: 0 }) : notOurs(given, databases),
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

/** A database name that no other test uses; MongoDB takes names of up to 63 bytes. */
export function uniqueDatabase(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}

/** A server that was running before the tests and runs on after them, less the databases they made. */
function notOurs(url: string, databases: readonly string[]) {
  return { url, close: () => dropDatabases(url, databases) };
}

/** Removes what tests made on a server that others use too. */
export async function dropDatabases(url: string, databases: readonly string[]): Promise<void> {
  const connection = await mongoose.createConnection(url).asPromise();
  for (const database of databases) await connection.useDb(database).dropDatabase();
  await connection.close();
}
