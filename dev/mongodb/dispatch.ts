import { BSONError, serialize } from 'bson';
import * as admin from './commands/admin.ts';
import type { Call, Handler, ServerState } from './commands/call.ts';
import * as catalog from './commands/catalog.ts';
import { explain } from './commands/explain.ts';
import * as read from './commands/read.ts';
import * as write from './commands/write.ts';
import { errorReply, MongoError } from './errors.ts';
import type { Operation } from './profiler.ts';
import { noEffort } from './query.ts';
import type { Doc, Raw } from './values.ts';
import { decodeBody, type Request } from './wire.ts';

interface Command {
  run: Handler;
  /** What the profiler calls it; statements of updates and deletes are profiled one by one. */
  op?: Operation['op'];
  counter: keyof ServerState['opcounters'];
  /** Its answer waits until the log is on disk. */
  writes?: boolean;
}

function plain(run: Handler): Command {
  return { run, counter: 'command' };
}

function changing(run: Handler): Command {
  return { run, counter: 'command', writes: true };
}

const commands: Record<string, Command> = {
  hello: plain(admin.hello),
  isMaster: plain(admin.hello),
  ismaster: plain(admin.hello),
  ping: plain(admin.ok),
  endSessions: plain(admin.ok),
  buildInfo: plain(admin.buildInfo),
  buildinfo: plain(admin.buildInfo),
  connectionStatus: plain(admin.connectionStatus),
  getParameter: plain(admin.getParameter),
  setParameter: plain(admin.setParameter),
  profile: plain(admin.profile),
  serverStatus: plain(admin.serverStatus),
  create: changing(catalog.create),
  drop: changing(catalog.drop),
  dropDatabase: changing(catalog.dropDatabase),
  createIndexes: changing(catalog.createIndexes),
  dropIndexes: changing(catalog.dropIndexes),
  listCollections: plain(catalog.listCollections),
  listDatabases: plain(catalog.listDatabases),
  listIndexes: plain(catalog.listIndexes),
  find: { run: read.findCommand, op: 'query', counter: 'query' },
  getMore: { run: read.getMore, op: 'getmore', counter: 'getmore' },
  killCursors: plain(read.killCursors),
  count: { run: read.count, op: 'command', counter: 'command' },
  distinct: { run: read.distinct, op: 'command', counter: 'command' },
  aggregate: { run: read.aggregateCommand, op: 'command', counter: 'command' },
  explain: plain(explain),
  insert: { run: write.insert, op: 'insert', counter: 'insert', writes: true },
  update: { run: write.update, counter: 'update', writes: true },
  delete: { run: write.deleteCommand, counter: 'delete', writes: true },
  findAndModify: { run: write.findAndModify, op: 'command', counter: 'command', writes: true },
  findandmodify: { run: write.findAndModify, op: 'command', counter: 'command', writes: true },
};

function refuseTransactions(command: Doc, name: string): void {
  if (
    command['startTransaction'] === true ||
    command['autocommit'] === false ||
    /^(commit|abort)Transaction$/.test(name)
  ) {
    throw new MongoError(263, 'Transactions are not supported by this server');
  }
}

function profiledCommand({ command, name, request }: Call): Doc {
  if (name !== 'insert') return command;
  return Object.fromEntries(
    Object.entries(command).filter(([key]) => key !== 'documents' && !request.sequences.has(key)),
  );
}

function account(call: Call, { op, counter }: Command, startedAt: number): void {
  const { server, effort, database, name } = call;
  server.opcounters[counter]++;
  server.scanned.keys += effort.keysExamined;
  server.scanned.documents += effort.docsExamined;
  server.documents.returned += call.returned;
  if (!op) return;
  const target = name === 'getMore' ? call.command['collection'] : call.command[name];
  server.profiler.record(database, {
    op,
    ns: `${database}.${String(target)}`,
    command: profiledCommand(call),
    effort,
    returned: call.returned,
    millis: Math.round(performance.now() - startedAt),
  });
}

function run(call: Call): Doc | Raw {
  const command = Object.hasOwn(commands, call.name) ? commands[call.name] : undefined;
  refuseTransactions(call.command, call.name);
  if (!command) throw new MongoError(59, `no such command: '${call.name}'`);
  const startedAt = performance.now();
  try {
    return command.run(call);
  } finally {
    account(call, command, startedAt);
  }
}

function known(error: unknown): MongoError {
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
    reply = run({ server, database, name, command, request, effort: noEffort(), returned: 0 });
  } catch (error) {
    reply = errorReply(known(error));
  }
  // A refused write waits too: what it was refused for may not be on disk yet.
  if (commands[name]?.writes === true) await server.catalog.durable();
  return reply instanceof Uint8Array ? reply : serialize(reply, { ignoreUndefined: true });
}
