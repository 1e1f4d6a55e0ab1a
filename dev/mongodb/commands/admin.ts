import { Long } from 'bson';
import { MongoError } from '../errors.ts';
import { asNumber, maxDocumentBytes, type Doc } from '../values.ts';
import { maxMessageBytes } from '../wire.ts';
import type { Handler } from './call.ts';

/** Speaks as MongoDB 7.0 does. */
export const version = '7.0.0';
const maxWireVersion = 21;

/**
 * A standalone server: drivers then ask neither for transactions nor for retryable writes. No `topologyVersion`,
 * so that they poll instead of streaming. https://www.mongodb.com/docs/manual/reference/command/hello/
 */
export const hello: Handler = ({ name }) => ({
  ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true, helloOk: true }),
  maxBsonObjectSize: maxDocumentBytes,
  maxMessageSizeBytes: maxMessageBytes,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: 1,
  minWireVersion: 0,
  maxWireVersion,
  readOnly: false,
  ok: 1,
});

export const ok: Handler = () => ({ ok: 1 });

export const buildInfo: Handler = () => ({
  version,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'embedded',
  modules: ['embedded'],
  maxBsonObjectSize: maxDocumentBytes,
  ok: 1,
});

export const connectionStatus: Handler = () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
  ok: 1,
});

export const getParameter: Handler = ({ command, server }) => {
  const known: Doc = {
    ttlMonitorSleepSecs: server.ttlSleepSeconds,
    featureCompatibilityVersion: { version: '7.0' },
  };
  const asked =
    command['getParameter'] === '*' ? Object.keys(known) : Object.keys(command).filter((key) => key in known);
  if (asked.length === 0) throw new MongoError(72, 'no option found to get');
  return { ...Object.fromEntries(asked.map((key) => [key, known[key]])), ok: 1 };
};

/** https://www.mongodb.com/docs/manual/reference/parameters/#mongodb-parameter-param.ttlMonitorSleepSecs */
export const setParameter: Handler = ({ command, server }) => {
  const seconds = asNumber(command['ttlMonitorSleepSecs']);
  if (seconds === undefined || seconds <= 0)
    throw new MongoError(72, 'attempted to set unrecognized parameter');
  const was = server.ttlSleepSeconds;
  server.ttlSleepSeconds = seconds;
  return { was, ok: 1 };
};

/** https://www.mongodb.com/docs/manual/reference/command/profile/ */
export const profile: Handler = ({ command, server, database }) => {
  const level = asNumber(command['profile']);
  const was = server.profiler.level(database);
  if (level === 0 || level === 2) server.profiler.setLevel(database, level);
  else if (level !== -1) throw new MongoError(2, 'this server profiles at level 0 or 2 only');
  return { was, slowms: 100, sampleRate: 1, ok: 1 };
};

/** https://www.mongodb.com/docs/manual/reference/command/serverStatus/ */
export const serverStatus: Handler = ({ server }) => ({
  host: '127.0.0.1',
  version,
  process: 'mongod',
  pid: Long.fromNumber(process.pid),
  uptime: (Date.now() - server.startedAt) / 1000,
  localTime: new Date(),
  mem: { resident: Math.round(process.memoryUsage.rss() / 1024 / 1024) },
  opcounters: server.opcounters,
  metrics: {
    document: server.documents,
    queryExecutor: { scanned: server.scanned.keys, scannedObjects: server.scanned.documents },
    cursor: { open: { total: server.cursors.size } },
  },
  ok: 1,
});
