import { once } from 'node:events';
import mongoose from 'mongoose';
import type { Connection, Schema } from 'mongoose';
import type { Logger } from '../log.ts';
import { maxWaitMs } from '../request-scope.ts';
import { createOutageLog } from '../resilience/outage-log.ts';
import { logWaitingFor, retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { withoutCredentials } from './address.ts';
import { watchHeartbeats } from './heartbeat-watchdog.ts';

/**
 * An acknowledged write survives the loss of a server: a majority has it in its journal. Reads that decide go to the
 * primary.
 * @see https://www.mongodb.com/docs/manual/reference/write-concern/
 */
const durability = {
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  readConcern: { level: 'local' },
  retryWrites: true,
  retryReads: true,
} as const;

/**
 * The driver's monitor finds a silent server after `connectTimeoutMS` + `heartbeatFrequencyMS`, and a new primary after
 * half a second while operations wait for one.
 * @see https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md
 */
const monitoring = { connectTimeoutMS: 3_000, heartbeatFrequencyMS: 2_000 } as const;

/** Of a heartbeat: it fails after `connectTimeoutMS` + `heartbeatFrequencyMS` of silence. */
const maxHeartbeatMs = 7_000;

/** Shorter than firewalls and load balancers remember an idle connection: a forgotten one answers nothing. */
const maxIdleTimeMS = 120_000;

export interface MongoOptions {
  url: string;
  database: string;
  poolSize: number;
  /** The wait of an operation for a primary; by default longer than an election. */
  selectionTimeoutMs?: number;
  logger: Logger;
  signal?: AbortSignal | undefined;
}

/** Waits while the server is unreachable. `prepareModels` creates collections and indexes. */
export async function connectMongo(options: MongoOptions): Promise<Connection> {
  const { url, logger, signal } = options;
  const onRetry = logWaitingFor(`MongoDB at ${withoutCredentials(url)}`, logger);
  return retryUntilSuccess(() => open(options), { onRetry, signal });
}

async function open({
  url,
  database,
  poolSize,
  selectionTimeoutMs = 30_000,
  logger,
  signal,
}: MongoOptions): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    ...durability,
    ...monitoring,
    dbName: database,
    maxPoolSize: poolSize,
    maxIdleTimeMS,
    serverSelectionTimeoutMS: selectionTimeoutMs,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  });
  connection.plugin(endReadsWithRequests);
  logOutages(connection, withoutCredentials(url), logger);
  watchHeartbeats(connection.getClient(), maxHeartbeatMs, logger);
  const connected = connection.asPromise();
  const settled = new AbortController();
  try {
    return await Promise.race([connected, rejectedOnAbort(signal, settled.signal)]);
  } catch (error) {
    connected.catch(() => undefined);
    void connection.close(true).catch(() => undefined);
    throw error;
  } finally {
    settled.abort();
  }
}

/**
 * The server ends a read at the deadline of its request. The driver's own limit of a whole operation, `timeoutMS`, has no effect
 * any more, and an aborted `signal` costs the connection. Writes have no limit: their effect would be unknown.
 */
function endReadsWithRequests(schema: Schema): void {
  schema.pre(['find', 'findOne', 'countDocuments'], function () {
    const limitMs = maxWaitMs();
    if (limitMs !== Infinity) this.maxTimeMS(Math.ceil(limitMs));
  });
  schema.pre('aggregate', function () {
    const limitMs = maxWaitMs();
    if (limitMs !== Infinity) this.option({ maxTimeMS: Math.ceil(limitMs) });
  });
}

/** The driver selects a server until its timeout, even after `close`. @param settled ends the wait */
async function rejectedOnAbort(signal: AbortSignal | undefined, settled: AbortSignal): Promise<never> {
  signal?.throwIfAborted();
  await once(signal ?? settled, 'abort', { signal: settled });
  throw new Error('The connection to MongoDB is no longer wanted.');
}

/** The driver reports changes only: a primary that is lost, and a primary that is found. */
function logOutages(connection: Connection, address: string, logger: Logger): void {
  const outage = createOutageLog(logger, {
    began: `MongoDB at ${address} is unreachable`,
    ended: `MongoDB at ${address} is reachable again`,
  });
  connection.getClient().on('topologyDescriptionChanged', ({ newDescription }) => {
    const servers = [...newDescription.servers.values()];
    if (servers.some(({ isWritable }) => isWritable)) outage.succeeded();
    else {
      const error = servers.find((server) => server.error !== null)?.error;
      if (error !== undefined) outage.failed(error);
    }
  });
}

export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11_000;
}

/** True for a violation of another unique index than `_id`'s. */
export function isDuplicateValue(error: unknown): boolean {
  if (!isDuplicateKey(error)) return false;
  const { keyPattern } = error as { keyPattern?: object };
  return keyPattern === undefined || !Object.hasOwn(keyPattern, '_id');
}
