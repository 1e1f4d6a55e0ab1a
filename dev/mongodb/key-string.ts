import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import { bsonType } from './values.ts';

/*
 * Encodes values as strings that sort under `<` in MongoDB's comparison order
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/), like KeyString in MongoDB's source.
 * Indexes, sorts, ranges and equality share this comparison. A compound key is the concatenation of its fields: no
 * encoding is a prefix of another, so keys with equal leading fields share a leading string.
 * All characters are bytes (0-255); `highKey` sorts after every continuation.
 */

export const highKey = '\uffff';

export const tags = {
  minKey: 0x01,
  emptyArray: 0x0f,
  null: 0x14,
  number: 0x1e,
  string: 0x3c,
  object: 0x46,
  array: 0x50,
  binary: 0x5a,
  objectId: 0x64,
  boolean: 0x6e,
  date: 0x78,
  timestamp: 0x82,
  regex: 0x8c,
  maxKey: 0xf0,
} as const;

/** The value that an index holds for an empty array: https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/ */
export const emptyArray = Symbol('empty array');

let scratch = Buffer.allocUnsafe(4096);
let length = 0;

function reserve(bytes: number): void {
  if (length + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe((length + bytes) * 2);
  scratch.copy(larger, 0, 0, length);
  scratch = larger;
}

function writeByte(byte: number): void {
  reserve(1);
  scratch[length++] = byte;
}

function writeBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  scratch.set(bytes, length);
  length += bytes.length;
}

/** UTF-8 ended by 00 01. A NUL becomes 00 FF, which sorts after the end and before all other characters. */
function writeString(text: string): void {
  const safe = text.includes('\0') ? text.split('\0') : undefined;
  for (const [at, part] of (safe ?? [text]).entries()) {
    reserve(part.length * 3 + 4);
    if (at > 0) {
      scratch[length++] = 0x00;
      scratch[length++] = 0xff;
    }
    length += scratch.write(part, length, 'utf8');
  }
  reserve(2);
  scratch[length++] = 0x00;
  scratch[length++] = 0x01;
}

/**
 * A double in bytes that sort like its value.
 * @param distance the exact value minus the double, for an int64 beyond 2^53
 */
function writeNumber(value: number, distance = 0): void {
  reserve(10);
  const start = length;
  scratch.writeDoubleBE(value === 0 ? 0 : value, start);
  const first = scratch[start] ?? 0;
  if (Number.isNaN(value)) scratch.fill(0, start, start + 8);
  else if (first & 0x80) for (let at = start; at < start + 8; at++) scratch[at] = ~(scratch[at] ?? 0);
  else scratch[start] = first | 0x80;
  scratch.writeUInt16BE(0x8000 + distance, start + 8);
  length += 10;
}

function writeLong(value: Long): void {
  const rounded = value.toNumber();
  writeNumber(
    rounded,
    Number.isSafeInteger(rounded) ? 0 : value.subtract(Long.fromNumber(rounded)).toNumber(),
  );
}

function writeObject(value: object): void {
  if (Array.isArray(value)) {
    writeByte(tags.array);
    for (const element of value) writeValue(element);
    writeByte(0);
  } else if (value instanceof Date) {
    writeByte(tags.date);
    writeNumber(value.getTime());
  } else if (value instanceof RegExp) {
    writeByte(tags.regex);
    writeString(value.source);
    writeString(value.flags);
  } else if (bsonType(value) === undefined) {
    writeByte(tags.object);
    for (const [name, field] of Object.entries(value)) {
      const start = length;
      writeValue(field);
      const encoded = Buffer.from(scratch.subarray(start, length));
      length = start;
      writeByte(encoded[0] ?? 0);
      writeString(name);
      writeBytes(encoded);
    }
    writeByte(0);
  } else writeBsonType(value);
}

function writeBsonType(value: object): void {
  if (value instanceof Int32 || value instanceof Double) {
    writeByte(tags.number);
    writeNumber(value.value);
  } else if (value instanceof Timestamp) {
    writeByte(tags.timestamp);
    writeBytes(Buffer.from(value.toBigInt().toString(16).padStart(16, '0'), 'hex'));
  } else if (value instanceof Long) {
    writeByte(tags.number);
    writeLong(value);
  } else if (value instanceof Decimal128) {
    writeByte(tags.number);
    writeNumber(Number(value.toString()));
  } else if (value instanceof ObjectId) {
    writeByte(tags.objectId);
    writeBytes(value.id);
  } else if (value instanceof Binary) {
    writeByte(tags.binary);
    reserve(5);
    length = scratch.writeUInt32BE(value.position, length);
    writeByte(value.sub_type);
    writeBytes(value.buffer.subarray(0, value.position));
  } else if (value instanceof BSONRegExp) {
    writeByte(tags.regex);
    writeString(value.pattern);
    writeString(value.options);
  } else if (bsonType(value) === 'MinKey') writeByte(tags.minKey);
  else if (bsonType(value) === 'MaxKey') writeByte(tags.maxKey);
  else {
    writeByte(tags.object);
    writeString(JSON.stringify(value));
  }
}

function writeValue(value: unknown): void {
  if (value === undefined || value === null) writeByte(tags.null);
  else if (value === emptyArray) writeByte(tags.emptyArray);
  else if (typeof value === 'string') {
    writeByte(tags.string);
    writeString(value);
  } else if (typeof value === 'number') {
    writeByte(tags.number);
    writeNumber(value);
  } else if (typeof value === 'boolean') {
    writeByte(tags.boolean);
    writeByte(value ? 1 : 0);
  } else if (typeof value === 'object') writeObject(value);
}

/** The sortable string of a value. A missing value counts as null, as in MongoDB's indexes. */
export function encodeValue(value: unknown): string {
  length = 0;
  writeValue(value);
  return scratch.toString('latin1', 0, length);
}

/** The sortable string of a compound key, with complemented bytes for descending fields. `suffix` breaks ties. */
export function encodeKey(
  values: readonly unknown[],
  descending: readonly boolean[],
  suffix?: number,
): string {
  length = 0;
  for (let at = 0; at < values.length; at++) {
    const start = length;
    writeValue(values[at]);
    if (descending[at] === true) for (let i = start; i < length; i++) scratch[i] = ~(scratch[i] ?? 0);
  }
  if (suffix !== undefined) {
    reserve(6);
    length = scratch.writeUIntBE(suffix, length, 6);
  }
  return scratch.toString('latin1', 0, length);
}

/** The descending form of a bound that may end in `highKey`. */
export function complement(bound: string): string {
  const open = bound.endsWith(highKey);
  const bytes = Buffer.from(open ? bound.slice(0, -1) : bound, 'latin1');
  for (let at = 0; at < bytes.length; at++) bytes[at] = ~(bytes[at] ?? 0);
  return bytes.toString('latin1') + (open ? '' : highKey);
}

/** MongoDB's comparison of two values of any type. */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right || 0;
  const a = encodeValue(left);
  const b = encodeValue(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sameValue(left: unknown, right: unknown): boolean {
  return left === right || encodeValue(left) === encodeValue(right);
}
