import { isDeepStrictEqual } from 'node:util';
import mongoose from 'mongoose';
import type { Clock } from '../../../platform/clock.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { parseReservationsConfig } from '../../../subgraphs/reservations/config.ts';
import { startReservations } from '../../../subgraphs/reservations/app.ts';
import { catalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import type { CatalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import { startStores } from '../../kit/stores.ts';
import { createSubgraphClient, testCallers } from '../../kit/subgraph-client.ts';
import type { SubgraphClient } from '../../kit/subgraph-client.ts';

/** One operation of a database, as its profiler saw it. */
export interface ProfiledOperation {
  op: string;
  /** The collection. */
  collection: string;
  docsExamined: number;
}

export interface ReservationsUnderTest {
  client: SubgraphClient;
  /** The subgraph's own collections. */
  models: CatalogueModels;
  redisUrl: string;
  /** What it logged so far, as lines of JSON. */
  logged: readonly string[];
  /** What the catalogue's collections were asked meanwhile. */
  profiled: (work: () => Promise<void>) => Promise<ProfiledOperation[]>;
  close(): Promise<void>;
}

/** Starts the reservations subgraph, without its worker, on stores of its own. */
export async function startReservationsUnderTest(clock: Clock): Promise<ReservationsUnderTest> {
  const stores = await startStores();
  const dbName = stores.uniqueDatabase('reservations');
  const callers = await testCallers();
  const config = parseReservationsConfig({
    NODE_ENV: 'test',
    PORT: '0',
    MONGODB_URL: stores.mongoUrl,
    MONGODB_DATABASE: dbName,
    REDIS_URL: stores.redisUrl,
    TRUSTED_CALLERS: callers.setting,
    QUOTE_TTL_SECONDS: '600',
  });
  const logged: string[] = [];
  const logger = createLogger('reservations', config.LOG_LEVEL, { write: (line) => void logged.push(line) });
  const service = await startReservations({ config, logger, metrics: createMetrics('reservations'), clock });
  const connection = await mongoose.createConnection(stores.mongoUrl, { dbName }).asPromise();
  return {
    client: createSubgraphClient({ url: service.url, audience: 'reservations', signer: callers.router }),
    models: catalogueModels(connection),
    redisUrl: stores.redisUrl,
    logged,
    profiled: (work) => profiled(connection, work),
    async close() {
      await connection.close();
      await service.close();
      await stores.close();
    },
  };
}

const catalogue = ['hotels', 'roomTypes', 'roomMonths', 'flights', 'quotes'];
/** Only the relay asks for these, in its own time. */
const byRelay = { unpublished: true };

/** @see https://www.mongodb.com/docs/manual/reference/database-profiler/ */
async function profiled(
  { db }: mongoose.Connection,
  work: () => Promise<void>,
): Promise<ProfiledOperation[]> {
  if (db === undefined) throw new Error('not connected');
  const entries = db.collection<{
    op: string;
    ns: string;
    command: { filter?: object };
    docsExamined?: number;
  }>('system.profile');
  const before = await entries.countDocuments();
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  return (await entries.find().toArray())
    .slice(before)
    .filter(({ command }) => !isDeepStrictEqual(command.filter, byRelay))
    .map(({ op, ns, docsExamined }) => ({
      op,
      collection: ns.slice(db.databaseName.length + 1),
      docsExamined: docsExamined ?? 0,
    }))
    .filter(({ collection }) => catalogue.includes(collection));
}
