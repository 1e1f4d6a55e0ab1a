import { crc32 } from 'node:zlib';
import { isPayload } from './records.ts';

const headerBytes = 8;

/** A record: `[length][crc32][payload]`, little endian. */
export function frame(payload: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + payload.length);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(crc32(payload), 4);
  record.set(payload, headerBytes);
  return record;
}

/** The payload of the record at `at`; undefined where there is no whole record. */
function payloadAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + headerBytes > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at);
  const start = at + headerBytes;
  if (start + length > bytes.length) return undefined;
  const payload = bytes.subarray(start, start + length);
  return isPayload(payload) && crc32(payload) === bytes.readUInt32LE(at + 4) ? payload : undefined;
}

/** A damaged log. The server does not start on it: it would lose committed data. */
export class CorruptLogError extends Error {
  override readonly name = 'CorruptLogError';

  constructor(path: string, at: number, reason: string) {
    super(
      `${path} is damaged at offset ${at}: ${reason}. The server does not start, since it would lose committed data. ` +
        `Restore the file from a copy. Or, to lose all records from there on, cut it: truncate -s ${at} ${path}`,
    );
  }
}

/**
 * Applies the records of a log. The last may be torn: the process ended while it wrote. A damaged record with a whole
 * record behind it is no torn write, even where its damaged length reaches beyond the end of the file.
 * @returns the length of the intact part
 * @throws CorruptLogError
 */
export function replay(path: string, bytes: Buffer, apply: (payload: Buffer) => void): number {
  let at = 0;
  for (;;) {
    const payload = payloadAt(bytes, at);
    if (!payload) break;
    try {
      apply(payload);
    } catch (error) {
      throw new CorruptLogError(path, at, error instanceof Error ? error.message : String(error));
    }
    at += headerBytes + payload.length;
  }
  for (let next = at + 1; next + headerBytes < bytes.length; next++) {
    if (payloadAt(bytes, next)) {
      throw new CorruptLogError(
        path,
        at,
        `the record there is broken, and a whole record follows at ${next}`,
      );
    }
  }
  return at;
}
