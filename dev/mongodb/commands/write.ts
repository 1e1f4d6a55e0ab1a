import { ObjectId } from 'bson';
import type { Collection } from '../collection.ts';
import { MongoError, writeError } from '../errors.ts';
import { compileProjection } from '../projection.ts';
import { find, noEffort, parseSort } from '../query.ts';
import type { StoredDocument } from '../stored-document.ts';
import { updated, upserted, type Update } from '../update.ts';
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
import { collectionName, documentOf, refuseCollation, type Call, type Handler } from './call.ts';

/** Runs statements in order; an ordered batch stops at its first error. */
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

/** A copy of its own with `_id` in front, as MongoDB stores it. */
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
  call.server.documents.inserted += inserted;
  return withErrors({ n: inserted }, errors);
};

interface Target {
  filter: Doc;
  multi: boolean;
  hint: unknown;
  sort?: unknown;
}

function targets(
  call: Call,
  collection: Collection | undefined,
  { filter, multi, hint, sort }: Target,
): StoredDocument[] {
  const request = { filter, hint, sort: parseSort(sort), limit: multi ? undefined : 1 };
  return find(collection, request, call.effort).documents;
}

function updateOf(statement: Doc): Update {
  refuseCollation(statement['collation']);
  const typedFilter = documentOf(statement['q'] ?? statement['query'], 'q');
  return {
    filter: docToPlain(typedFilter),
    typedFilter,
    change: statement['u'] ?? statement['update'],
    arrayFilters: statement['arrayFilters'],
    multi: statement['multi'] === true,
  };
}

/** Profiles each statement of an update or delete by itself, as MongoDB does. */
function profiled(call: Call, op: 'update' | 'remove', statement: Doc, run: () => void): void {
  const whole = call.effort;
  call.effort = noEffort();
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
      effort: call.effort,
      returned: 0,
      millis,
    });
    whole.keysExamined += call.effort.keysExamined;
    whole.docsExamined += call.effort.docsExamined;
    call.effort = whole;
  }
}

function statementsOf(value: unknown): Doc[] {
  return Array.isArray(value) ? value.filter(isDoc) : [];
}

/** https://www.mongodb.com/docs/manual/reference/command/update/ */
export const update: Handler = (call) => {
  const name = collectionName(call);
  const { catalog, documents } = call.server;
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
          hint: statement['hint'],
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
  documents.updated += modified;
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
        refuseCollation(statement['collation']);
        const filter = docToPlain(documentOf(statement['q'], 'q'));
        for (const document of targets(call, collection, {
          filter,
          multi: asNumber(statement['limit']) !== 1,
          hint: statement['hint'],
        })) {
          collection?.remove(document);
          removed++;
        }
      });
    },
  );
  call.server.documents.deleted += removed;
  return withErrors({ n: removed }, errors);
};

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export const findAndModify: Handler = (call) => {
  const name = collectionName(call);
  const command = decodeTypedRequest(call.request);
  const change = updateOf(command);
  const remove = command['remove'] === true;
  const wantsNew = command['new'] === true;
  if (remove && (change.change !== undefined || wantsNew || command['upsert'] === true)) {
    throw new MongoError(
      9,
      'Cannot specify both an update and remove=true, nor new or upsert with remove=true',
    );
  }
  if (!remove && change.change === undefined)
    throw new MongoError(9, 'Either an update or remove=true must be specified');
  const project = compileProjection(command['fields'], change.filter);
  const answer = (document: StoredDocument | undefined): Doc | null =>
    document ? decodeTyped(project(document)) : null;
  const collection = call.server.catalog.find(call.database, name);
  const [found] = targets(call, collection, {
    filter: change.filter,
    multi: false,
    hint: command['hint'],
    sort: call.command['sort'],
  });
  if (remove) {
    if (found) collection?.remove(found);
    return { lastErrorObject: { n: found ? 1 : 0 }, value: answer(found), ok: 1 };
  }
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
