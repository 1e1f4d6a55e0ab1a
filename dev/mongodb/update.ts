import { ObjectId } from 'bson';
import { MongoError, notBuilt } from './errors.ts';
import { sameValue } from './key-string.ts';
import { isOperatorDoc } from './bounds.ts';
import { shellText } from './shell-text.ts';
import type { StoredDocument } from './stored-document.ts';
import { applyOperators } from './update-operators.ts';
import { Slot } from './update-path.ts';
import {
  bsonType,
  copyTyped,
  decodeTyped,
  encodeDocument,
  isDoc,
  toPlain,
  type Doc,
  type Raw,
} from './values.ts';

export interface Update {
  /** The plain filter. */
  filter: Doc;
  /** The typed filter: an upsert writes its equalities. */
  typedFilter: Doc;
  /** Operators or a replacement document, typed. */
  change: Doc;
  multi: boolean;
}

/**
 * Reads the change of an update statement.
 * @throws MongoError where it is not a document, or mixes operators and fields
 */
export function parseChange(change: unknown, multi: boolean): Doc {
  if (Array.isArray(change)) throw notBuilt(9, 'Unsupported update: an aggregation pipeline');
  if (!isDoc(change)) throw new MongoError(9, 'Update argument must be either an object or an array');
  if (hasOperators(change)) return change;
  if (multi) throw new MongoError(9, 'multi update is not supported for replacement-style update');
  const operator = Object.keys(change).find((name) => name.startsWith('$'));
  if (operator !== undefined)
    throw new MongoError(
      52,
      `The dollar ($) prefixed field '${operator}' in '${operator}' is not allowed in the context of an update's replacement document.`,
    );
  return change;
}

/** True for `{ $set: … }`, false for a replacement document. */
function hasOperators(change: Doc): boolean {
  return Object.keys(change)[0]?.startsWith('$') === true;
}

function applyChange(doc: Doc, { change }: Update, isInsert: boolean): Doc {
  if (!hasOperators(change))
    return '_id' in change || !('_id' in doc) ? change : { _id: doc['_id'], ...change };
  applyOperators(doc, change, isInsert);
  return doc;
}

/** The document after the update; undefined where nothing changes. */
export function updated(document: StoredDocument, update: Update): Raw | undefined {
  const before = decodeTyped(document.raw);
  const id = before['_id'];
  const after = applyChange(before, update, false);
  if (!sameValue(after['_id'], id)) {
    const message = hasOperators(update.change)
      ? `Performing an update on the path '_id' would modify the immutable field '_id'`
      : `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${shellText(toPlain(after['_id']))}`;
    throw new MongoError(66, message);
  }
  const raw = encodeDocument(idFirst(after));
  return Buffer.compare(raw, document.raw) === 0 ? undefined : raw;
}

function idFirst(doc: Doc): Doc {
  return Object.keys(doc)[0] === '_id' ? doc : { _id: doc['_id'], ...doc };
}

/** The fields that an upsert takes from its filter: https://www.mongodb.com/docs/manual/reference/method/db.collection.update/#upsert-with-operator-expressions */
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

/** The document that an upsert inserts without a match. */
export function upserted(update: Update): Doc {
  const base = equalities(update.typedFilter, {});
  const start = hasOperators(update.change) ? base : '_id' in base ? { _id: base['_id'] } : {};
  const doc = applyChange(start, update, true);
  if ('_id' in base && !sameValue(base['_id'], doc['_id'])) {
    throw new MongoError(66, `Performing an update on the path '_id' would modify the immutable field '_id'`);
  }
  return idFirst('_id' in doc ? doc : { _id: new ObjectId(), ...doc });
}
