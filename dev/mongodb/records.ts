import { deserialize, serialize } from 'bson';
import type { IndexSpec } from './collection-index.ts';
import type { SessionWrites } from './retryable-writes.ts';
import { asNumber, decodeTyped, type Doc, type Raw } from './values.ts';

/*
 * The payload of a log record is a put `[1][collection u32][document f64][BSON]`, a remove
 * `[2][collection u32][document f64]`, a change of the catalogue `[3][BSON]`, a batch of payloads
 * `[4]([length u32][payload])*`, or the results of a retryable write `[5][BSON]`. A put holds the client's BSON
 * unchanged, so replay decodes no document.
 */
const op = { put: 1, remove: 2, catalog: 3, batch: 4, session: 5 } as const;
export const documentRecordBytes = 13;

export type CatalogChange =
  | { do: 'create'; id: number; database: string; name: string; options: Doc }
  | { do: 'drop'; id: number }
  | { do: 'createIndex'; id: number; spec: IndexSpec }
  | { do: 'dropIndex'; id: number; name: string }
  | { do: 'setExpiry'; id: number; name: string; expireAfterSeconds: number };

type Change =
  /** Without `raw` the document is removed. */
  | { kind: 'document'; collection: number; document: number; raw?: Raw }
  | { kind: 'catalog'; change: CatalogChange }
  | { kind: 'session'; session: SessionWrites };

function documentRecord(kind: number, collection: number, document: number, raw?: Raw): Buffer {
  const record = Buffer.allocUnsafe(documentRecordBytes + (raw?.length ?? 0));
  record.writeUInt8(kind, 0);
  record.writeUInt32LE(collection, 1);
  record.writeDoubleLE(document, 5);
  if (raw) record.set(raw, documentRecordBytes);
  return record;
}

export function putRecord(collection: number, document: number, raw: Raw): Buffer {
  return documentRecord(op.put, collection, document, raw);
}

export function removeRecord(collection: number, document: number): Buffer {
  return documentRecord(op.remove, collection, document);
}

export function catalogRecord(change: CatalogChange): Buffer {
  return Buffer.concat([Buffer.from([op.catalog]), serialize(change)]);
}

export function sessionRecord(session: SessionWrites): Buffer {
  const results = [...session.results].map(([statement, result]) => ({ statement, result }));
  return Buffer.concat([
    Buffer.from([op.session]),
    serialize({ ...session, results }, { ignoreUndefined: true }),
  ]);
}

export function batchRecord(payloads: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from([op.batch])];
  for (const payload of payloads) {
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32LE(payload.length);
    parts.push(length, payload);
  }
  return Buffer.concat(parts);
}

/** Typed, since a result holds documents of the client. */
function sessionOf(raw: Raw): SessionWrites {
  const { id, txnNumber, atMs, results } = decodeTyped(raw);
  return {
    id: String(id),
    txnNumber: asNumber(txnNumber) ?? 0,
    atMs: asNumber(atMs) ?? 0,
    results: new Map(
      (results as { statement: unknown; result: Doc }[]).map((one) => [
        asNumber(one.statement) ?? 0,
        one.result,
      ]),
    ),
  };
}

/** False for bytes that cannot be a payload: a cheap test before the checksum. */
export function isPayload(bytes: Buffer): boolean {
  const isBson = (from: number) =>
    bytes.length >= from + 5 && bytes.readInt32LE(from) === bytes.length - from;
  const [kind = 0] = bytes;
  switch (kind) {
    case op.put:
      return isBson(documentRecordBytes);
    case op.remove:
      return bytes.length === documentRecordBytes;
    case op.catalog:
    case op.session:
      return isBson(1);
    case op.batch:
      return bytes.length > 5 && bytes.readUInt32LE(1) <= bytes.length - 5;
    default:
      return false;
  }
}

/** Reads a payload. @throws Error where its kind is unknown */
export function* changesOf(payload: Buffer): Generator<Change> {
  const [kind = 0] = payload;
  switch (kind) {
    case op.put: {
      // A copy, since a view would keep the whole file in memory.
      const raw = new Uint8Array(payload.subarray(documentRecordBytes));
      yield {
        kind: 'document',
        collection: payload.readUInt32LE(1),
        document: payload.readDoubleLE(5),
        raw,
      };
      return;
    }
    case op.remove:
      yield { kind: 'document', collection: payload.readUInt32LE(1), document: payload.readDoubleLE(5) };
      return;
    case op.catalog: {
      const change = deserialize(payload.subarray(1), { promoteBuffers: false }) as CatalogChange;
      yield { kind: 'catalog', change };
      return;
    }
    case op.batch:
      for (let at = 1; at < payload.length;) {
        const end = at + 4 + payload.readUInt32LE(at);
        yield* changesOf(payload.subarray(at + 4, end));
        at = end;
      }
      return;
    case op.session:
      yield { kind: 'session', session: sessionOf(payload.subarray(1)) };
      return;
    default:
      throw new Error(`a record of the unknown kind ${kind}`);
  }
}
