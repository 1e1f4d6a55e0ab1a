import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  write,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import type { Logger } from './logger.ts';

const writeAsync = promisify(write);
const syncAsync = promisify(fdatasync);

const headerBytes = 8;
const compactSliceBytes = 1024 * 1024;

export interface LogOptions {
  directory: string;
  logger: Logger;
  /** The smallest log to compact. */
  compactAboveBytes: number;
  /** The size that a compacted log would have now. */
  liveBytes: () => number;
  /** The records of all live data. Called in a single step; the result is read later, in slices. */
  snapshot: () => Iterable<Uint8Array>;
}

/** A record: `[length][crc32][payload]`, little endian. */
function frame(payload: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + payload.length);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(crc32(payload), 4);
  record.set(payload, headerBytes);
  return record;
}

/** Applies the records up to the end or the first torn record. @returns the length of the intact part */
function replay(bytes: Buffer, apply: (payload: Buffer) => void): number {
  let at = 0;
  while (at + headerBytes <= bytes.length) {
    const end = at + headerBytes + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    const payload = bytes.subarray(at + headerBytes, end);
    if (payload.length === 0 || crc32(payload) !== bytes.readUInt32LE(at + 4)) break;
    apply(payload);
    at = end;
  }
  return at;
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

async function writeFully(handle: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await writeAsync(handle, bytes, at)).bytesWritten;
}

/**
 * An append-only log with group commit: all records appended during an `fdatasync` share the next.
 * A record is durable once `durable()` has resolved. A process that is killed earlier loses only unacknowledged writes.
 */
export class Log {
  private readonly path: string;
  private readonly options: LogOptions;
  private handle: number;
  private size: number;
  private pending: Buffer[] = [];
  private appended = 0;
  private synced = 0;
  private flushing: Promise<void> | undefined;
  private failure: Error | undefined;
  /** During a compaction: the records appended since the snapshot, which the new file lacks. */
  private since: Buffer[] | undefined;
  private compaction: Promise<void> | undefined;
  private compacted: { handle: number; size: number } | undefined;
  /** The size after the last compaction, or at its failure: the next waits until the log has doubled. */
  private compactedSize = 0;

  constructor(options: LogOptions, apply: (payload: Buffer) => void) {
    this.options = options;
    this.path = join(options.directory, 'log');
    rmSync(`${this.path}.new`, { force: true });
    this.handle = openSync(this.path, 'a+');
    const bytes = readFileSync(this.path);
    this.size = replay(bytes, apply);
    if (this.size < bytes.length) {
      const torn = bytes.length - this.size;
      options.logger.warn(`log truncated: its last ${torn} bytes were not a whole record`);
      ftruncateSync(this.handle, this.size);
      fsyncSync(this.handle);
    }
    syncDirectory(options.directory);
  }

  append(payload: Uint8Array): void {
    const record = frame(payload);
    this.pending.push(record);
    this.since?.push(record);
    this.appended++;
  }

  /** Resolves when all records appended so far are on disk. */
  async durable(): Promise<void> {
    const upTo = this.appended;
    while (this.synced < upTo) await (this.flushing ?? this.flush());
  }

  async close(): Promise<void> {
    await this.durable();
    await this.compaction;
    while (this.flushing) await this.flushing;
    closeSync(this.handle);
  }

  private flush(): Promise<void> {
    this.flushing = this.writePending().finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  /** After a failure every later write fails: the file may end in part of a record. */
  private async writePending(): Promise<void> {
    // Every command of this turn of the event loop joins the group.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failure) throw this.failure;
    const upTo = this.appended;
    const bytes = Buffer.concat(this.pending);
    this.pending = [];
    try {
      if (this.compacted && this.since) await this.install(this.compacted, this.since);
      else {
        await writeFully(this.handle, bytes);
        await syncAsync(this.handle);
        this.size += bytes.length;
      }
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      throw this.failure;
    }
    this.synced = upTo;
    this.compactIfLarge();
  }

  private compactIfLarge(): void {
    const { compactAboveBytes, liveBytes, logger } = this.options;
    if (this.compaction || this.size < compactAboveBytes) return;
    if (this.size < 2 * Math.max(liveBytes(), this.compactedSize)) return;
    this.compaction = this.compact()
      .catch((error: unknown) => {
        logger.warn(`log compaction failed, the old log stays in use: ${String(error)}`);
        this.since = undefined;
        this.compacted = undefined;
        this.compactedSize = this.size;
      })
      .finally(() => {
        this.compaction = undefined;
      });
  }

  /** Writes all live data to a new file in slices, between which the server answers. The next flush installs the file. */
  private async compact(): Promise<void> {
    // The snapshot contains the pending records too: it shows all applied changes, written or not.
    const records = this.options.snapshot();
    this.since = [];
    const handle = openSync(`${this.path}.new`, 'w');
    let size = 0;
    let slice: Buffer[] = [];
    let sliceBytes = 0;
    const writeSlice = async (): Promise<void> => {
      await writeFully(handle, Buffer.concat(slice));
      size += sliceBytes;
      slice = [];
      sliceBytes = 0;
    };
    for (const payload of records) {
      const record = frame(payload);
      slice.push(record);
      sliceBytes += record.length;
      if (sliceBytes >= compactSliceBytes) await writeSlice();
    }
    await writeSlice();
    await syncAsync(handle);
    this.compacted = { handle, size };
    while (this.flushing) await this.flushing;
    // A flush may have installed the file already.
    await ((this.compacted as typeof this.compacted | undefined) ? this.flush() : undefined);
  }

  /** Appends the records since the snapshot to the new file, then renames it over the old file. */
  private async install(
    { handle, size }: { handle: number; size: number },
    since: readonly Buffer[],
  ): Promise<void> {
    const bytes = Buffer.concat(since);
    this.since = undefined;
    this.compacted = undefined;
    await writeFully(handle, bytes);
    await syncAsync(handle);
    renameSync(`${this.path}.new`, this.path);
    syncDirectory(this.options.directory);
    closeSync(this.handle);
    this.options.logger.info(`log compacted from ${this.size} to ${size + bytes.length} bytes`);
    this.handle = handle;
    this.size = size + bytes.length;
    this.compactedSize = this.size;
  }
}
