import { MongoClient, type Collection, type Db, type Document, type IndexDescription } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { startMongoServer, type MongoServer } from '../../../dev/mongodb/server.ts';

/** The database under test, on the embedded server or a MongoDB server. */
export interface Target {
  client: MongoClient;
  db: Db;
}

const realUrl = process.env['MONGODB_URL'];

function suite(
  name: string,
  start: () => Promise<{ url: string; stop: () => Promise<void> }>,
  contract: (target: () => Target) => void,
): void {
  describe(name, () => {
    let target: Target | undefined;
    /** Fails every test: Vitest reports the tests of a failed `beforeAll` as skipped. */
    let refusal: unknown;
    let stop = (): Promise<void> => Promise.resolve();
    beforeAll(async () => {
      try {
        const server = await start();
        stop = server.stop;
        const client = await new MongoClient(server.url, { serverSelectionTimeoutMS: 10_000 }).connect();
        target = { client, db: client.db(`contract_${randomBytes(6).toString('hex')}`) };
      } catch (error) {
        refusal = error;
      }
    });
    afterAll(async () => {
      try {
        // A profiler that a failed test has left on would create the database again. Some servers have none.
        await target?.db.command({ profile: 0 }).catch(() => undefined);
        await target?.db.dropDatabase();
      } finally {
        await target?.client.close();
        await stop();
      }
    });
    contract(() => {
      if (!target) throw new Error('the server does not answer', { cause: refusal });
      return target;
    });
  });
}

/** Runs a contract on the embedded server, and on the MongoDB server at `MONGODB_URL`; without one reports NOT RUN. */
export function contract(name: string, body: (target: () => Target) => void): void {
  suite(
    `${name}, on the embedded server`,
    async () => {
      const server: MongoServer = await startMongoServer({ port: 0, unsortedSeed: 1 });
      return { url: server.url, stop: () => server.close() };
    },
    body,
  );
  if (realUrl === undefined) {
    describe.skip(`${name}, on a real MongoDB: NOT RUN (no MONGODB_URL)`, () => {
      body(() => {
        throw new Error('no MONGODB_URL');
      });
    });
  } else
    suite(
      `${name}, on a real MongoDB`,
      () => Promise.resolve({ url: realUrl, stop: () => Promise.resolve() }),
      body,
    );
}

/** Creates an index. (The driver deprecates `createIndex` with options in one argument.) */
export async function addIndex<T extends Document>(
  collection: Collection<T>,
  key: Record<string, 1 | -1>,
  options: Omit<IndexDescription, 'key'> = {},
): Promise<string | undefined> {
  const [name] = await collection.createIndexes([{ key, ...options }]);
  return name;
}
