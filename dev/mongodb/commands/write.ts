import { ObjectId } from 'bson';
import type { Collection } from '../collection.ts';
import { MongoError, writeError } from '../errors.ts';
import { compileProjection } from '../projection.ts';
import { find, noUsage, parseSort } from '../query.ts';
import type { StoredDocument } from '../stored-document.ts';
import { parseChange, updated, upserted, type Update } from '../update.ts';
import {
  asNumber,
  assertSize,
  decodeTyped,
  docToPlain,
  encodeDocument,
  isDoc,
  type Doc,
  type Raw,
} from '../values.ts';
import { decodeTypedRequest, rawDocuments } from '../wire.ts';
import { collectionName, documentOf, refuseOptions, type Call, type Handler } from './call.ts';

/** The effect of one statement of a write command. */
interface Effect {
  n: number;
  nModified: number;
  /** The id of an upserted document. */
  upserted?: unknown;
}

interface Effects {
  effects: (Effect & { index: number })[];
  /** Fields of the reply: the failed statements, and those that an earlier attempt had executed. */
  rest: Doc;
}

/** The stored effect of a retried statement. */
function storedEffect(stored: Doc): Effect {
  return {
    n: asNumber(stored['n']) ?? 0,
    nModified: asNumber(stored['nModified']) ?? 0,
    upserted: stored['upserted'],
  };
}

/** Runs statements in order, and stops an ordered batch at its first error. */
function eachStatement<T>(
  call: Call,
  statements: readonly T[],
  run: (statement: T, at: number) => Effect,
): Effects {
  const effects: Effects['effects'] = [];
  const writeErrors: Doc[] = [];
  const retriedStmtIds: number[] = [];
  const { retryableWrite, command } = call;
  const firstId = asNumber(command['stmtId']) ?? 0;
  if (statements.length === 0)
    throw new MongoError(16, 'Write batch sizes must be between 1 and 100000. Got 0 operations.');
  for (const [index, statement] of statements.entries()) {
    const id = firstId + index;
    const stored = retryableWrite?.resultOf(id);
    if (stored) {
      retriedStmtIds.push(id);
      effects.push({ index, ...storedEffect(stored) });
      continue;
    }
    try {
      const effect = run(statement, index);
      if (effect.nModified > 0 || effect.upserted !== undefined) retryableWrite?.executed(id, { ...effect });
      effects.push({ index, ...effect });
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      writeErrors.push(writeError(index, error));
      if (command['ordered'] !== false) break;
    }
  }
  return {
    effects,
    rest: {
      ...(writeErrors.length > 0 ? { writeErrors } : {}),
      ...(retriedStmtIds.length > 0 ? { retriedStmtIds } : {}),
      ok: 1,
    },
  };
}

function total(effects: readonly Effect[], count: 'n' | 'nModified'): number {
  return effects.reduce((sum, effect) => sum + effect[count], 0);
}

/** A retry could repeat half of a multi-document write: https://www.mongodb.com/docs/manual/core/retryable-writes/ */
function refuseRetryable(call: Call, option: 'multi=true' | 'limit=0'): void {
  if (call.retryableWrite) throw new MongoError(72, `Cannot use retryable writes with ${option}`);
}

/** A copy with `_id` as its first field, as MongoDB stores it. */
function storable(raw: Raw): Raw {
  assertSize(raw);
  const startsWithId = raw[5] === 0x5f && raw[6] === 0x69 && raw[7] === 0x64 && raw[8] === 0;
  if (startsWithId) {
    if (raw[4] === 0x04 || raw[4] === 0x0b)
      throw new MongoError(2, `The '_id' value cannot be of type ${raw[4] === 0x04 ? 'array' : 'regex'}`);
    return Uint8Array.prototype.slice.call(raw);
  }
  const doc = decodeTyped(raw);
  return encodeDocument({ _id: doc['_id'] ?? new ObjectId(), ...doc });
}

/** https://www.mongodb.com/docs/manual/reference/command/insert/ */
export const insert: Handler = (call) => {
  const collection = call.server.catalog.findOrCreate(call.database, collectionName(call));
  const { effects, rest } = eachStatement(call, rawDocuments(call.request, 'documents'), (raw) => {
    collection.insert(storable(raw));
    return { n: 1, nModified: 1 };
  });
  return { n: total(effects, 'n'), ...rest };
};

interface Target {
  filter: Doc;
  multi: boolean;
  sort?: unknown;
}

function targets(
  call: Call,
  collection: Collection | undefined,
  { filter, multi, sort }: Target,
): StoredDocument[] {
  const request = { filter, sort: parseSort(sort), limit: multi ? undefined : 1 };
  return find(collection, request, call.usage).documents;
}

function updateOf(statement: Doc): Update {
  refuseOptions(statement);
  const multi = statement['multi'] === true;
  const typedFilter = documentOf(statement['q'] ?? statement['query'], 'q');
  return {
    filter: docToPlain(typedFilter),
    typedFilter,
    change: parseChange(statement['u'] ?? statement['update'], multi),
    multi,
  };
}

/** Profiles a statement of an update or delete, as MongoDB does. */
function profiled(call: Call, op: 'update' | 'remove', statement: Doc, run: () => Effect): Effect {
  const whole = call.usage;
  call.usage = noUsage();
  const startedAt = performance.now();
  try {
    return run();
  } finally {
    const millis = Math.round(performance.now() - startedAt);
    const ns = `${call.database}.${collectionName(call)}`;
    call.server.profiler.record(call.database, {
      op,
      ns,
      command: statement,
      usage: call.usage,
      returned: 0,
      millis,
    });
    whole.keysExamined += call.usage.keysExamined;
    whole.docsExamined += call.usage.docsExamined;
    call.usage = whole;
  }
}

function statementsOf(value: unknown): Doc[] {
  return Array.isArray(value) ? value.filter(isDoc) : [];
}

function runUpdate(call: Call, statement: Doc): Effect {
  const { catalog } = call.server;
  const name = collectionName(call);
  const change = updateOf(statement);
  if (change.multi) refuseRetryable(call, 'multi=true');
  const collection = catalog.find(call.database, name);
  const { filter, multi } = change;
  const hit = targets(call, collection, { filter, multi, sort: statement['sort'] });
  let nModified = 0;
  for (const document of hit) {
    const raw = updated(document, change);
    if (!raw) continue;
    collection?.replace(document, raw);
    nModified++;
  }
  if (hit.length > 0 || statement['upsert'] !== true) return { n: hit.length, nModified };
  const doc = upserted(change);
  catalog.findOrCreate(call.database, name).insert(encodeDocument(doc));
  return { n: 1, nModified, upserted: doc['_id'] };
}

/** https://www.mongodb.com/docs/manual/reference/command/update/ */
export const update: Handler = (call) => {
  const { effects, rest } = eachStatement(
    call,
    statementsOf(decodeTypedRequest(call.request)['updates']),
    (statement) => profiled(call, 'update', statement, () => runUpdate(call, statement)),
  );
  const upserts = effects
    .filter((effect) => effect.upserted !== undefined)
    .map(({ index, upserted: _id }) => ({ index, _id }));
  return {
    n: total(effects, 'n'),
    nModified: total(effects, 'nModified'),
    ...(upserts.length > 0 ? { upserted: upserts } : {}),
    ...rest,
  };
};

function runDelete(call: Call, statement: Doc): Effect {
  refuseOptions(statement);
  const collection = call.server.catalog.find(call.database, collectionName(call));
  const filter = docToPlain(documentOf(statement['q'], 'q'));
  const multi = asNumber(statement['limit']) !== 1;
  if (multi) refuseRetryable(call, 'limit=0');
  const hit = targets(call, collection, { filter, multi });
  for (const document of hit) collection?.remove(document);
  return { n: hit.length, nModified: hit.length };
}

/** https://www.mongodb.com/docs/manual/reference/command/delete/ */
export const deleteCommand: Handler = (call) => {
  const { effects, rest } = eachStatement(
    call,
    statementsOf(decodeTypedRequest(call.request)['deletes']),
    (statement) => profiled(call, 'remove', statement, () => runDelete(call, statement)),
  );
  return { n: total(effects, 'n'), ...rest };
};

function parseFindAndModify(command: Doc): { remove: boolean; wantsNew: boolean; upsert: boolean } {
  const remove = command['remove'] === true;
  const wantsNew = command['new'] === true;
  const upsert = command['upsert'] === true;
  if (remove && (command['update'] !== undefined || wantsNew || upsert)) {
    throw new MongoError(
      9,
      'Cannot specify both an update and remove=true, nor new or upsert with remove=true',
    );
  }
  if (!remove && command['update'] === undefined)
    throw new MongoError(9, 'Either an update or remove=true must be specified');
  refuseOptions(command);
  return { remove, wantsNew, upsert };
}

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export const findAndModify: Handler = (call) => {
  const id = asNumber(call.command['stmtId']) ?? 0;
  const stored = call.retryableWrite?.resultOf(id);
  if (stored) return { ...stored, retriedStmtId: id };
  const { reply, wrote } = runFindAndModify(call, decodeTypedRequest(call.request));
  if (wrote) call.retryableWrite?.executed(id, reply);
  return reply;
};

function runFindAndModify(call: Call, command: Doc): { reply: Doc; wrote: boolean } {
  const { remove, wantsNew, upsert } = parseFindAndModify(command);
  const name = collectionName(call);
  const filter = docToPlain(documentOf(command['query'], 'query'));
  const project = compileProjection(command['fields']);
  const answer = (lastErrorObject: Doc, document: StoredDocument | undefined): Doc => ({
    lastErrorObject,
    value: document ? decodeTyped(project(document)) : null,
    ok: 1,
  });
  const collection = call.server.catalog.find(call.database, name);
  const [found] = targets(call, collection, { filter, multi: false, sort: call.command['sort'] });
  if (remove) {
    if (found) collection?.remove(found);
    return { reply: answer({ n: found ? 1 : 0 }, found), wrote: found !== undefined };
  }
  const change = updateOf(command);
  if (found && collection) {
    const raw = updated(found, change);
    const now = raw ? collection.replace(found, raw) : found;
    const reply = answer({ n: 1, updatedExisting: true }, wantsNew ? now : found);
    return { reply, wrote: raw !== undefined };
  }
  if (!upsert) return { reply: answer({ n: 0, updatedExisting: false }, undefined), wrote: false };
  const doc = upserted(change);
  const inserted = call.server.catalog.findOrCreate(call.database, name).insert(encodeDocument(doc));
  const lastErrorObject = { n: 1, updatedExisting: false, upserted: doc['_id'] };
  return { reply: answer(lastErrorObject, wantsNew ? inserted : undefined), wrote: true };
}
