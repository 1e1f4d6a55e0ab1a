import { errorReply, MongoError, notBuilt } from './errors.ts';
import { shellText } from './shell-text.ts';
import { asNumber, isDoc, type Doc } from './values.ts';

/**
 * Checks a read concern. All levels read alike, since no answer leaves before the log is on disk.
 * https://www.mongodb.com/docs/manual/reference/read-concern/
 */
export function assertReadConcern({ readConcern }: Doc): void {
  const level = isDoc(readConcern) ? (readConcern['level'] ?? 'local') : 'local';
  if (level === 'snapshot') throw notBuilt(115, 'Snapshot reads are not supported');
  if (!['local', 'available', 'majority', 'linearizable'].includes(level as string)) {
    throw new MongoError(
      2,
      `Enumeration value ${shellText(level)} for field 'readConcern.level' is not a valid value.`,
    );
  }
}

/**
 * The error of a write concern that a replica set of one cannot satisfy; the write itself is done. All others are
 * satisfied, and journalled, whenever a write is answered.
 * https://www.mongodb.com/docs/manual/reference/write-concern/
 */
export function writeConcernError({ writeConcern }: Doc): Doc | undefined {
  const w = isDoc(writeConcern) ? (writeConcern['w'] ?? 'majority') : 'majority';
  if (w === 'majority') return undefined;
  const members = asNumber(w);
  if (members !== undefined && members <= 1) return undefined;
  const error =
    members === undefined
      ? new MongoError(79, `No write concern mode named ${shellText(w)} found in replica set configuration`)
      : new MongoError(100, 'Not enough data-bearing nodes');
  const { ok: _, ...body } = errorReply(error);
  return body;
}
