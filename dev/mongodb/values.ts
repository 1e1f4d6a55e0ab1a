import { BSONRegExp, Double, Int32, Long, deserialize, serialize } from 'bson';
import { MongoError } from './errors.ts';

export type Doc = Record<string, unknown>;

/**
 * Documents exist in three forms. *Raw* BSON is stored, logged and answered, so that every type comes back as it was
 * written. *Plain* has JavaScript numbers: filters, index keys and pipelines read it. *Typed* keeps Int32, Double and
 * Long apart: updates and projections change it before it becomes raw again.
 */
export type Raw = Uint8Array;

/** https://www.mongodb.com/docs/manual/reference/limits/#mongodb-limit-BSON-Document-Size */
export const maxDocumentBytes = 16 * 1024 * 1024;

const plainOptions = { promoteBuffers: false, validation: { utf8: false } } as const;
const typedOptions = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;

export function decodePlain(raw: Raw): Doc {
  return deserialize(raw, plainOptions);
}

export function decodeTyped(raw: Raw): Doc {
  return deserialize(raw, typedOptions);
}

export function encodeDocument(doc: Doc): Raw {
  const raw = serialize(doc, { ignoreUndefined: true });
  assertSize(raw);
  return raw;
}

export function assertSize(raw: Raw): void {
  if (raw.length > maxDocumentBytes) {
    throw new MongoError(
      10334,
      `BSONObj size: ${raw.length} is invalid. Size must be between 0 and ${maxDocumentBytes}`,
    );
  }
}

/** True for an embedded document; false for an array, a date and the classes of BSON types. */
export function isDoc(value: unknown): value is Doc {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function bsonType(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('_bsontype' in value)) return undefined;
  return typeof value._bsontype === 'string' ? value._bsontype : undefined;
}

/** The plain form of a typed value. */
export function toPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) {
    const number = value.toNumber();
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value instanceof BSONRegExp) return new RegExp(value.pattern, value.options.replace(/[^ims]/g, ''));
  return isDoc(value) ? docToPlain(value) : value;
}

export function docToPlain(doc: Doc): Doc {
  const plain: Doc = {};
  for (const [key, value] of Object.entries(doc)) plain[key] = toPlain(value);
  return plain;
}

export function copyTyped<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyTyped) as T;
  if (!isDoc(value)) return value;
  const copy: Doc = {};
  for (const [key, entry] of Object.entries(value)) copy[key] = copyTyped(entry);
  return copy as T;
}

export function asNumber(value: unknown): number | undefined {
  const plain = toPlain(value);
  if (typeof plain === 'number') return plain;
  return plain instanceof Long ? plain.toNumber() : undefined;
}

const typeNames: Record<string, string> = {
  Int32: 'int',
  Double: 'double',
  Long: 'long',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  Binary: 'binData',
  BSONRegExp: 'regex',
  Timestamp: 'timestamp',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
};

/** The alias of a value's type: https://www.mongodb.com/docs/manual/reference/bson-types/ */
export function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  return typeNames[bsonType(value) ?? ''] ?? 'object';
}
