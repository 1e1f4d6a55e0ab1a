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

/** Runs statements in order, and stops an ordered batch at its first error. */
function eachStatement<T>(
  call: Call,
  statements: readonly T[],
  run: (statement: T, at: number) => void,
): Doc[] {
  const errors: Doc[] = [];
  if (statements.length === 0)
    throw new MongoError(16, 'Write batch sizes must be between 1 and 100000. Got 0 operations.');
  for (const [at, statement] of statements.entries()) {
    try {
      run(statement, at);
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      errors.push(writeError(at, error));
      if (call.command['ordered'] !== false) break;
    }
  }
  return errors;
}

function withErrors(reply: Doc, errors: Doc[]): Doc {
  return { ...reply, ...(errors.length > 0 ? { writeErrors: errors } : {}), ok: 1 };
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
  let inserted = 0;
  const errors = eachStatement(call, rawDocuments(call.request, 'documents'), (raw) => {
    collection.insert(storable(raw));
    inserted++;
  });
  return withErrors({ n: inserted }, errors);
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
function profiled(call: Call, op: 'update' | 'remove', statement: Doc, run: () => void): void {
  const whole = call.usage;
  call.usage = noUsage();
  const startedAt = performance.now();
  try {
    run();
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

/** https://www.mongodb.com/docs/manual/reference/command/update/ */
export const update: Handler = (call) => {
  const name = collectionName(call);
  const { catalog } = call.server;
  const upserts: Doc[] = [];
  let [matched, modified] = [0, 0];
  const errors = eachStatement(
    call,
    statementsOf(decodeTypedRequest(call.request)['updates']),
    (statement, at) => {
      profiled(call, 'update', statement, () => {
        const change = updateOf(statement);
        const collection = catalog.find(call.database, name);
        const hit = targets(call, collection, {
          filter: change.filter,
          multi: change.multi,
          sort: statement['sort'],
        });
        for (const document of hit) {
          const raw = updated(document, change);
          matched++;
          if (!raw) continue;
          collection?.replace(document, raw);
          modified++;
        }
        if (hit.length > 0 || statement['upsert'] !== true) return;
        const doc = upserted(change);
        catalog.findOrCreate(call.database, name).insert(encodeDocument(doc));
        matched++;
        upserts.push({ index: at, _id: doc['_id'] });
      });
    },
  );
  return withErrors(
    { n: matched, nModified: modified, ...(upserts.length > 0 ? { upserted: upserts } : {}) },
    errors,
  );
};

/** https://www.mongodb.com/docs/manual/reference/command/delete/ */
export const deleteCommand: Handler = (call) => {
  const collection = call.server.catalog.find(call.database, collectionName(call));
  let removed = 0;
  const errors = eachStatement(
    call,
    statementsOf(decodeTypedRequest(call.request)['deletes']),
    (statement) => {
      profiled(call, 'remove', statement, () => {
        refuseOptions(statement);
        const filter = docToPlain(documentOf(statement['q'], 'q'));
        for (const document of targets(call, collection, {
          filter,
          multi: asNumber(statement['limit']) !== 1,
        })) {
          collection?.remove(document);
          removed++;
        }
      });
    },
  );
  return withErrors({ n: removed }, errors);
};

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export const findAndModify: Handler = (call) => {
  const name = collectionName(call);
  const command = decodeTypedRequest(call.request);
  const remove = command['remove'] === true;
  const wantsNew = command['new'] === true;
  if (remove && (command['update'] !== undefined || wantsNew || command['upsert'] === true)) {
    throw new MongoError(
      9,
      'Cannot specify both an update and remove=true, nor new or upsert with remove=true',
    );
  }
  if (!remove && command['update'] === undefined)
    throw new MongoError(9, 'Either an update or remove=true must be specified');
  refuseOptions(command);
  const filter = docToPlain(documentOf(command['query'], 'query'));
  const project = compileProjection(command['fields']);
  const answer = (document: StoredDocument | undefined): Doc | null =>
    document ? decodeTyped(project(document)) : null;
  const collection = call.server.catalog.find(call.database, name);
  const [found] = targets(call, collection, {
    filter,
    multi: false,
    sort: call.command['sort'],
  });
  if (remove) {
    if (found) collection?.remove(found);
    return { lastErrorObject: { n: found ? 1 : 0 }, value: answer(found), ok: 1 };
  }
  const change = updateOf(command);
  if (found && collection) {
    const raw = updated(found, change);
    const now = raw ? collection.replace(found, raw) : found;
    return { lastErrorObject: { n: 1, updatedExisting: true }, value: answer(wantsNew ? now : found), ok: 1 };
  }
  if (command['upsert'] !== true)
    return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 };
  const doc = upserted(change);
  const inserted = call.server.catalog.findOrCreate(call.database, name).insert(encodeDocument(doc));
  const lastErrorObject = { n: 1, updatedExisting: false, upserted: doc['_id'] };
  return { lastErrorObject, value: wantsNew ? answer(inserted) : null, ok: 1 };
};
