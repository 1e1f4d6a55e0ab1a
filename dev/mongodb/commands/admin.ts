import { ObjectId } from 'bson';
import { notBuilt } from '../errors.ts';
import { sessionTimeoutMinutes } from '../retryable-writes.ts';
import { asNumber, maxDocumentBytes } from '../values.ts';
import { maxMessageBytes } from '../wire.ts';
import type { Handler } from './call.ts';

/** This server behaves like this version of MongoDB. */
const version = '7.0.0';
const maxWireVersion = 21;

/** The server never changes its primary, so all its answers are of one election and one configuration. */
const electionId = new ObjectId('7fffffff0000000000000001');
const setVersion = 1;

/**
 * Answers as the primary of a replica set of one, so that drivers use retryable writes. Without a `topologyVersion`
 * they poll instead of streaming. https://www.mongodb.com/docs/manual/reference/command/hello/
 */
export const hello: Handler = ({ name, server: { address } }) => ({
  ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true, helloOk: true }),
  setName: 'embedded',
  setVersion,
  electionId,
  secondary: false,
  hosts: [address],
  primary: address,
  me: address,
  maxBsonObjectSize: maxDocumentBytes,
  maxMessageSizeBytes: maxMessageBytes,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: sessionTimeoutMinutes,
  connectionId: 1,
  minWireVersion: 0,
  maxWireVersion,
  readOnly: false,
  ok: 1,
});

export const ok: Handler = () => ({ ok: 1 });

/** Only the process id: readiness compares it. https://www.mongodb.com/docs/manual/reference/command/serverStatus/ */
export const serverStatus: Handler = () => ({ process: 'embedded', pid: process.pid, version, ok: 1 });

export const buildInfo: Handler = () => ({
  version,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'embedded',
  modules: ['embedded'],
  maxBsonObjectSize: maxDocumentBytes,
  ok: 1,
});

/** https://www.mongodb.com/docs/manual/reference/command/profile/ */
export const profile: Handler = ({ command, server, database }) => {
  const level = asNumber(command['profile']);
  const was = server.profiler.level(database);
  if (level === 0 || level === 2) server.profiler.setLevel(database, level);
  else if (level !== -1) throw notBuilt(2, `invalid profiling level ${String(level)}: expected 0 or 2`);
  return { was, slowms: 100, sampleRate: 1, ok: 1 };
};
