import { BSONError, serialize } from 'bson';
import * as admin from './commands/admin.ts';
import type { Call, Handler, ServerState } from './commands/call.ts';
import * as catalog from './commands/catalog.ts';
import { explain } from './commands/explain.ts';
import * as read from './commands/read.ts';
import * as write from './commands/write.ts';
import { errorReply, MongoError, notBuilt } from './errors.ts';
import type { Operation } from './profiler.ts';
import { assertReadConcern, writeConcernError } from './concerns.ts';
import { noUsage } from './query.ts';
import type { Doc, Raw } from './values.ts';
import { decodeBody, type Request } from './wire.ts';

interface Command {
  run: Handler;
  /** The profiler's name for it. Absent for updates and deletes, which profile each statement. */
  op?: Operation['op'];
  /** A driver may send it with a transaction number and a write concern. */
  retryable?: boolean;
}

const commands: Record<string, Command> = {
  hello: { run: admin.hello },
  isMaster: { run: admin.hello },
  ismaster: { run: admin.hello },
  ping: { run: admin.ok },
  endSessions: { run: admin.ok },
  serverStatus: { run: admin.serverStatus },
  buildInfo: { run: admin.buildInfo },
  // The spelling of the Node.js driver.
  buildinfo: { run: admin.buildInfo },
  profile: { run: admin.profile },
  create: { run: catalog.create },
  drop: { run: catalog.drop },
  dropDatabase: { run: catalog.dropDatabase },
  createIndexes: { run: catalog.createIndexes },
  collMod: { run: catalog.collMod },
  dropIndexes: { run: catalog.dropIndexes },
  listCollections: { run: catalog.listCollections },
  listIndexes: { run: catalog.listIndexes },
  find: { run: read.findCommand, op: 'query' },
  getMore: { run: read.getMore, op: 'getmore' },
  killCursors: { run: read.killCursors },
  count: { run: read.count, op: 'command' },
  aggregate: { run: read.aggregateCommand, op: 'command' },
  explain: { run: explain },
  insert: { run: write.insert, op: 'insert', retryable: true },
  update: { run: write.update, retryable: true },
  delete: { run: write.deleteCommand, retryable: true },
  findAndModify: { run: write.findAndModify, op: 'command', retryable: true },
};

function refuseTransactions(command: Doc, name: string): void {
  if (
    command['startTransaction'] === true ||
    command['autocommit'] === false ||
    /^(commit|abort)Transaction$/.test(name)
  ) {
    throw notBuilt(263, 'Transactions are not supported');
  }
}

function retryableWriteOf(server: ServerState, command: Doc, name: string, allowed: boolean) {
  if (command['txnNumber'] !== undefined && !allowed) {
    throw new MongoError(
      50768,
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${name} is not a retryable write command.`,
    );
  }
  return server.catalog.retryableWrites.begin(command);
}

function profiledCommand({ command, name, request }: Call): Doc {
  if (name !== 'insert') return command;
  return Object.fromEntries(
    Object.entries(command).filter(([key]) => key !== 'documents' && !request.sequences.has(key)),
  );
}

function profile(call: Call, op: Operation['op'], startedAt: number): void {
  const { server, usage, database, name } = call;
  const target = name === 'getMore' ? call.command['collection'] : call.command[name];
  server.profiler.record(database, {
    op,
    ns: `${database}.${String(target)}`,
    command: profiledCommand(call),
    usage,
    returned: call.returned,
    millis: Math.round(performance.now() - startedAt),
  });
}

function run(call: Call, { run: handler, op }: Command): Doc | Raw {
  const startedAt = performance.now();
  try {
    return handler(call);
  } finally {
    call.retryableWrite?.end();
    call.server.catalog.commit();
    if (op) profile(call, op, startedAt);
  }
}

function answer(server: ServerState, request: Request): Doc | Raw {
  const command = decodeBody(request.body);
  const name = Object.keys(command)[0] ?? '';
  const database = typeof command['$db'] === 'string' ? command['$db'] : 'admin';
  refuseTransactions(command, name);
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!found) throw notBuilt(59, `no such command: '${name}'`);
  assertReadConcern(command);
  const retryableWrite = retryableWriteOf(server, command, name, found.retryable === true);
  const call = { server, database, name, command, request, usage: noUsage(), returned: 0, retryableWrite };
  const reply = run(call, found);
  const failed = writeConcernError(command);
  return failed && !(reply instanceof Uint8Array) ? { ...reply, writeConcernError: failed } : reply;
}

function toMongoError(error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  return new MongoError(
    BSONError.isBSONError(error) ? 22 : 1,
    error instanceof Error ? error.message : String(error),
  );
}

/**
 * Runs a command in one synchronous step, then waits for the log. Every answer waits, also that of a read or a refused
 * write: the documents that it shows or conflicts with may not be on disk yet.
 */
export async function dispatch(server: ServerState, request: Request): Promise<Raw> {
  let reply: Doc | Raw;
  try {
    reply = answer(server, request);
  } catch (error) {
    reply = errorReply(toMongoError(error));
  }
  await server.catalog.durable();
  return reply instanceof Uint8Array ? reply : serialize(reply, { ignoreUndefined: true });
}
