import { Long } from 'bson';
import { MongoError } from './errors.ts';
import { asNumber, maxDocumentBytes, type Doc, type Raw } from './values.ts';
import { encodeCursorReply } from './wire.ts';

/** https://www.mongodb.com/docs/manual/reference/method/cursor.noCursorTimeout/ */
const idleMs = 10 * 60 * 1000;
const defaultFirstBatch = 101;

interface Cursor {
  namespace: string;
  rest: readonly Raw[];
  at: number;
  usedAt: number;
}

/** Open cursors. Each holds the raw documents that its client has still to fetch. */
export class Cursors {
  private readonly open = new Map<string, Cursor>();
  private nextId = Math.floor(Math.random() * 2 ** 40);

  get size(): number {
    return this.open.size;
  }

  /** https://www.mongodb.com/docs/manual/reference/command/find/#output */
  first(
    namespace: string,
    documents: readonly Raw[],
    options: { batchSize?: unknown; singleBatch?: unknown },
  ): { reply: Raw; returned: number } {
    const batch = takeBatch(documents, 0, asNumber(options.batchSize) ?? defaultFirstBatch);
    const done = batch.length === documents.length || options.singleBatch === true;
    const id = done ? Long.ZERO : Long.fromNumber(++this.nextId);
    if (!done)
      this.open.set(id.toString(), { namespace, rest: documents, at: batch.length, usedAt: Date.now() });
    return {
      reply: encodeCursorReply('firstBatch', batch, { id, ns: namespace }, { ok: 1 }),
      returned: batch.length,
    };
  }

  next(id: string, namespace: string, batchSize: unknown): { reply: Raw; returned: number } {
    const cursor = this.open.get(id);
    if (cursor?.namespace !== namespace) throw new MongoError(43, `cursor id ${id} not found`);
    const batch = takeBatch(cursor.rest, cursor.at, asNumber(batchSize) ?? Infinity);
    cursor.at += batch.length;
    cursor.usedAt = Date.now();
    const done = cursor.at >= cursor.rest.length;
    if (done) this.open.delete(id);
    const reply = encodeCursorReply(
      'nextBatch',
      batch,
      { id: done ? Long.ZERO : Long.fromString(id), ns: namespace },
      { ok: 1 },
    );
    return { reply, returned: batch.length };
  }

  kill(ids: readonly string[]): Doc {
    const [killed, missing]: [Long[], Long[]] = [[], []];
    for (const id of ids) (this.open.delete(id) ? killed : missing).push(Long.fromString(id));
    return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  }

  sweep(now: number): void {
    for (const [id, { usedAt }] of this.open) if (now - usedAt > idleMs) this.open.delete(id);
  }
}

function takeBatch(documents: readonly Raw[], from: number, batchSize: number): Raw[] {
  const batch: Raw[] = [];
  let bytes = 0;
  for (
    let at = from;
    at < documents.length && batch.length < (batchSize === 0 && from > 0 ? Infinity : batchSize);
    at++
  ) {
    const document = documents[at];
    if (!document) break;
    bytes += document.length;
    if (batch.length > 0 && bytes > maxDocumentBytes) break;
    batch.push(document);
  }
  return batch;
}
