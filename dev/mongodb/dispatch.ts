import { BSONError, serialize } from 'bson';
import * as admin from './commands/admin.ts';
import type { Call, Handler, ServerState } from './commands/call.ts';
import * as catalog from './commands/catalog.ts';
import { explain } from './commands/explain.ts';
import * as read from './commands/read.ts';
import * as write from './commands/write.ts';
import { errorReply, MongoError, notBuilt } from './errors.ts';
import type { Operation } from './profiler.ts';
import { noUsage } from './query.ts';
import type { Doc, Raw } from './values.ts';
import { decodeBody, type Request } from './wire.ts';

interface Command {
  run: Handler;
  /** The profiler's name for it. Absent for updates and deletes, which profile each statement. */
  op?: Operation['op'];
  /** The answer waits until the log is on disk. */
  writes?: boolean;
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
  create: { run: catalog.create, writes: true },
  drop: { run: catalog.drop, writes: true },
  dropDatabase: { run: catalog.dropDatabase, writes: true },
  createIndexes: { run: catalog.createIndexes, writes: true },
  dropIndexes: { run: catalog.dropIndexes, writes: true },
  listCollections: { run: catalog.listCollections },
  listIndexes: { run: catalog.listIndexes },
  find: { run: read.findCommand, op: 'query' },
  getMore: { run: read.getMore, op: 'getmore' },
  killCursors: { run: read.killCursors },
  count: { run: read.count, op: 'command' },
  aggregate: { run: read.aggregateCommand, op: 'command' },
  explain: { run: explain },
  insert: { run: write.insert, op: 'insert', writes: true },
  update: { run: write.update, writes: true },
  delete: { run: write.deleteCommand, writes: true },
  findAndModify: { run: write.findAndModify, op: 'command', writes: true },
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

function run(call: Call): Doc | Raw {
  const command = Object.hasOwn(commands, call.name) ? commands[call.name] : undefined;
  refuseTransactions(call.command, call.name);
  if (!command) throw notBuilt(59, `no such command: '${call.name}'`);
  const startedAt = performance.now();
  try {
    return command.run(call);
  } finally {
    if (command.op) profile(call, command.op, startedAt);
  }
}

function toMongoError(error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  return new MongoError(
    BSONError.isBSONError(error) ? 22 : 1,
    error instanceof Error ? error.message : String(error),
  );
}

/** Runs a command in one synchronous step, then waits for the log if it may have written. */
export async function dispatch(server: ServerState, request: Request): Promise<Raw> {
  let name = '';
  let reply: Doc | Raw;
  try {
    const command = decodeBody(request.body);
    name = Object.keys(command)[0] ?? '';
    const database = typeof command['$db'] === 'string' ? command['$db'] : 'admin';
    reply = run({ server, database, name, command, request, usage: noUsage(), returned: 0 });
  } catch (error) {
    reply = errorReply(toMongoError(error));
  }
  // A refused write waits too: the document that it conflicts with may not be on disk yet.
  if (commands[name]?.writes === true) await server.catalog.durable();
  return reply instanceof Uint8Array ? reply : serialize(reply, { ignoreUndefined: true });
}
