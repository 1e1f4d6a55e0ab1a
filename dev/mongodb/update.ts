import { ObjectId } from 'bson';
import { Aggregator } from 'mingo/aggregator';
import { MongoError } from './errors.ts';
import { sameValue } from './key-string.ts';
import { compileFilter, mingoOptions, viaMingo } from './matcher.ts';
import { isOperatorDoc } from './bounds.ts';
import { matchedPosition } from './positional.ts';
import { shellText } from './shell-text.ts';
import type { StoredDocument } from './stored-document.ts';
import { applyOperators } from './update-operators.ts';
import { Slot } from './update-path.ts';
import {
  bsonType,
  copyTyped,
  decodeTyped,
  docToPlain,
  encodeDocument,
  isDoc,
  toPlain,
  type Doc,
  type Raw,
} from './values.ts';

export interface Update {
  /** The plain filter, and the typed one, whose equalities an upsert writes. */
  filter: Doc;
  typedFilter: Doc;
  /** Operators, a whole document, or a pipeline; typed. */
  change: unknown;
  arrayFilters: unknown;
  multi: boolean;
}

type Kind = 'operators' | 'replacement' | 'pipeline';

function kindOf({ change, multi }: Update): Kind {
  if (Array.isArray(change)) return 'pipeline';
  if (!isDoc(change)) throw new MongoError(9, 'Update argument must be either an object or an array');
  const names = Object.keys(change);
  if (names[0]?.startsWith('$') === true) return 'operators';
  if (multi) throw new MongoError(9, 'multi update is not supported for replacement-style update');
  const operator = names.find((name) => name.startsWith('$'));
  if (operator !== undefined)
    throw new MongoError(
      52,
      `The dollar ($) prefixed field '${operator}' in '${operator}' is not allowed in the context of an update's replacement document.`,
    );
  return 'replacement';
}

/** https://www.mongodb.com/docs/manual/reference/operator/update/positional-filtered/ */
function compileArrayFilters(filters: unknown): Map<string, (element: unknown) => boolean> {
  const compiled = new Map<string, (element: unknown) => boolean>();
  if (!Array.isArray(filters)) return compiled;
  for (const filter of filters) {
    const plain = isDoc(filter) ? docToPlain(filter) : {};
    const identifier = identifierOf(plain);
    if (identifier === undefined)
      throw new MongoError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
    if (compiled.has(identifier))
      throw new MongoError(
        9,
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    const matches = compileFilter(plain);
    compiled.set(identifier, (element) => matches({ [identifier]: element }));
  }
  return compiled;
}

function identifierOf(filter: Doc): string | undefined {
  for (const [key, value] of Object.entries(filter)) {
    if (!key.startsWith('$')) return key.split('.')[0];
    const inner: unknown = Array.isArray(value) ? value[0] : undefined;
    if (isDoc(inner)) return identifierOf(inner);
  }
  return undefined;
}

const pipelineStages = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']);

/** https://www.mongodb.com/docs/manual/tutorial/update-documents-with-aggregation-pipeline/ */
function applyPipeline(doc: Doc, pipeline: unknown[]): Doc {
  const stages = pipeline.map((stage) => docToPlain(isDoc(stage) ? stage : {}));
  const refused = stages.flatMap((stage) => Object.keys(stage)).find((name) => !pipelineStages.has(name));
  if (refused !== undefined)
    throw new MongoError(72, `${refused} is not allowed to be used within an update`);
  const [result] = viaMingo(() => new Aggregator(stages, mingoOptions).run<Doc>([docToPlain(doc)]));
  return retype(result, doc) as Doc;
}

/** mingo computes with plain numbers: what it left as it was gets its BSON type back. */
function retype(value: unknown, before: unknown): unknown {
  if (isDoc(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, retype(one, isDoc(before) ? before[key] : undefined)]),
    );
  if (Array.isArray(value))
    return value.map((one, at) => retype(one, Array.isArray(before) ? before[at] : undefined));
  return before !== undefined && toPlain(before) === value ? before : value;
}

function changed(doc: Doc, update: Update, matchedIn: Doc, inserting: boolean): Doc {
  switch (kindOf(update)) {
    case 'pipeline':
      return applyPipeline(doc, update.change as unknown[]);
    case 'replacement': {
      const replacement = update.change as Doc;
      return '_id' in replacement || !('_id' in doc) ? replacement : { _id: doc['_id'], ...replacement };
    }
    case 'operators':
      applyOperators(doc, update.change as Doc, {
        inserting,
        now: new Date(),
        matched: (path) => matchedPosition(update.filter, path, matchedIn),
        filters: compileArrayFilters(update.arrayFilters),
      });
      return doc;
  }
}

/** The document after the update, or undefined if that changes nothing. */
export function updated(document: StoredDocument, update: Update): Raw | undefined {
  const before = decodeTyped(document.raw);
  const id = before['_id'];
  const after = changed(before, update, document.plain, false);
  if (!sameValue(after['_id'], id)) {
    const message =
      kindOf(update) === 'replacement'
        ? `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${shellText(toPlain(after['_id']))}`
        : `Performing an update on the path '_id' would modify the immutable field '_id'`;
    throw new MongoError(66, message);
  }
  const raw = encodeDocument(idFirst(after));
  return Buffer.compare(raw, document.raw) === 0 ? undefined : raw;
}

function idFirst(doc: Doc): Doc {
  return Object.keys(doc)[0] === '_id' ? doc : { _id: doc['_id'], ...doc };
}

/** The fields an upsert takes from its filter: https://www.mongodb.com/docs/manual/reference/method/db.collection.update/#upsert-with-operator-expressions */
function equalities(filter: Doc, into: Doc): Doc {
  for (const [key, condition] of Object.entries(filter)) {
    if (key === '$and' && Array.isArray(condition)) {
      for (const part of condition) if (isDoc(part)) equalities(part, into);
    } else if (!key.startsWith('$')) {
      const value = isOperatorDoc(condition) ? condition['$eq'] : condition;
      if (value !== undefined && bsonType(value) !== 'BSONRegExp')
        new Slot(into, key.split('.')).set(copyTyped(value));
    }
  }
  return into;
}

/** The document an upsert inserts when nothing matched. */
export function upserted(update: Update): Doc {
  const base = equalities(update.typedFilter, {});
  const start = kindOf(update) === 'replacement' ? ('_id' in base ? { _id: base['_id'] } : {}) : base;
  const doc = changed(start, update, {}, true);
  if ('_id' in base && !sameValue(base['_id'], doc['_id'])) {
    throw new MongoError(66, `Performing an update on the path '_id' would modify the immutable field '_id'`);
  }
  return idFirst('_id' in doc ? doc : { _id: new ObjectId(), ...doc });
}
