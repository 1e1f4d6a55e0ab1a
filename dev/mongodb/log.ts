import { join } from 'node:path';
import { StorageError, type Files, type LogFile } from './files.ts';
import { frame, replay } from './log-format.ts';
import type { Logger } from './logger.ts';

const sliceBytes = 1024 * 1024;
/** The space that must be free when the log is opened. */
const reserve = Buffer.alloc(64 * 1024);

export interface LogOptions {
  directory: string;
  files: Files;
  logger: Logger;
  /** The smallest log to compact. */
  compactAboveBytes: number;
  /** The size that a compacted log would have now. */
  liveBytes: () => number;
  /** The records of all live data. Called in a single step; the result is read later, in slices. */
  snapshot: () => Iterable<Uint8Array>;
  /** Called once, when a write has failed. From then on `durable` rejects. */
  onFailure: (error: Error) => void;
}

async function writeFully(file: LogFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at), position + at);
}

/**
 * Reads and repairs the file of a log, and proves that it can be written.
 *
 * All bytes are written again: they come from the page cache, which may hold bytes that a failed fsync has not brought
 * to disk, and never will (https://wiki.postgresql.org/wiki/Fsync_Errors).
 * @returns the length of the log
 */
async function recover(
  { path, file, logger }: { path: string; file: LogFile; logger: Logger },
  apply: (payload: Buffer) => void,
): Promise<number> {
  const bytes = await file.read();
  const size = replay(path, bytes, apply);
  // The reserve of an opening that was interrupted is all zeros.
  if (bytes.subarray(size).some((byte) => byte !== 0))
    logger.warn(`log truncated: its last ${bytes.length - size} bytes were not a whole record`);
  try {
    if (size < bytes.length) await file.truncate(size);
    for (let at = 0; at < size; at += sliceBytes)
      await writeFully(file, bytes.subarray(at, Math.min(at + sliceBytes, size)), at);
    await writeFully(file, reserve, size);
    await file.sync();
    await file.truncate(size);
    await file.sync();
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw new StorageError('write', path, error);
  }
  return size;
}

/** A file in writing that will replace the log. */
interface Replacement {
  file: LogFile;
  size: number;
}

/**
 * An append-only log with group commit: all records appended during a sync share the next.
 * A record is durable once `durable()` has resolved. A process that is killed earlier loses only unacknowledged writes.
 * After a failed write or sync the log is not used again.
 */
export class Log {
  private readonly path: string;
  private readonly options: LogOptions;
  private file: LogFile;
  private size: number;
  private pending: Buffer[] = [];
  private appended = 0;
  private synced = 0;
  private flushing: Promise<void> | undefined;
  private failure: Error | undefined;
  /** During a compaction: the records appended since the snapshot, which the new file lacks. */
  private since: Buffer[] | undefined;
  private compaction: Promise<void> | undefined;
  /** The new file, once it holds the snapshot. The next flush installs it. */
  private replacement: Replacement | undefined;
  /** The size after the last compaction, or at its failure: the next waits until the log has doubled. */
  private compactedSize = 0;

  private constructor(options: LogOptions, opened: { path: string; file: LogFile; size: number }) {
    this.options = options;
    this.path = opened.path;
    this.file = opened.file;
    this.size = opened.size;
  }

  /**
   * @throws CorruptLogError
   * @throws StorageError where the log cannot be written
   */
  static async open(options: LogOptions, apply: (payload: Buffer) => void): Promise<Log> {
    const { directory, files, logger } = options;
    const path = join(directory, 'log');
    let file: LogFile;
    try {
      await files.remove(`${path}.new`);
      file = await files.open(path);
    } catch (error) {
      throw new StorageError('open', path, error);
    }
    try {
      const size = await recover({ path, file, logger }, apply);
      await files.syncDirectory(directory).catch((error: unknown) => {
        throw new StorageError('sync', directory, error);
      });
      return new Log(options, { path, file, size });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  append(payload: Uint8Array): void {
    const record = frame(payload);
    this.pending.push(record);
    this.since?.push(record);
    this.appended++;
  }

  /** Resolves when all records appended so far are on disk. Rejects once a write has failed. */
  async durable(): Promise<void> {
    const upTo = this.appended;
    while (this.synced < upTo) await (this.flushing ?? this.flush());
    if (this.failure) throw this.failure;
  }

  /** Writes the last records. Their failure is told by `onFailure`. */
  async close(): Promise<void> {
    await this.durable().catch(() => undefined);
    await this.compaction;
    while (this.flushing) await this.flushing.catch(() => undefined);
    await this.file.close();
  }

  /** Ends the use of the log: the state in memory is ahead of it, and cannot be brought to disk. */
  fail(error: unknown): Error {
    if (this.failure) return this.failure;
    this.failure = error instanceof StorageError ? error : new StorageError('write', this.path, error);
    this.options.onFailure(this.failure);
    return this.failure;
  }

  private flush(): Promise<void> {
    this.flushing = this.writePending().finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  private async writePending(): Promise<void> {
    // Every command of this turn of the event loop joins the group.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failure) throw this.failure;
    const upTo = this.appended;
    try {
      const bytes = Buffer.concat(this.pending);
      this.pending = [];
      if (!(await this.install())) await this.writeToFile(bytes);
    } catch (error) {
      throw this.fail(error);
    }
    this.synced = upTo;
    this.compactIfLarge();
  }

  private async writeToFile(bytes: Buffer): Promise<void> {
    await writeFully(this.file, bytes, this.size);
    await this.file.sync();
    this.size += bytes.length;
  }

  private compactIfLarge(): void {
    const { compactAboveBytes, liveBytes } = this.options;
    if (this.compaction || this.size < compactAboveBytes) return;
    if (this.size < 2 * Math.max(liveBytes(), this.compactedSize)) return;
    this.compaction = this.compact().finally(() => {
      this.compaction = undefined;
    });
  }

  /** Writes all live data to a new file in slices, between which the server answers. The next flush installs the file. */
  private async compact(): Promise<void> {
    let file: LogFile | undefined;
    try {
      // The snapshot contains the pending records too: it shows all applied changes, written or not.
      const records = this.options.snapshot();
      this.since = [];
      file = await this.options.files.open(`${this.path}.new`);
      this.replacement = { file, size: await writeSnapshot(file, records) };
    } catch (error) {
      await this.abandon(file, error);
      return;
    }
    while (this.flushing) await this.flushing.catch(() => undefined);
    // A flush may have installed the file already.
    if (this.isReplacing()) await this.flush().catch(() => undefined);
  }

  private isReplacing(): boolean {
    return this.replacement !== undefined;
  }

  /**
   * Replaces the log by the new file with the records since the snapshot.
   * @returns false without a new file, or where it could not be written: the old log is still whole then
   */
  private async install(): Promise<boolean> {
    const { replacement, since = [] } = this;
    if (!replacement) return false;
    this.replacement = undefined;
    this.since = undefined;
    const { file, size } = replacement;
    const bytes = Buffer.concat(since);
    try {
      await writeFully(file, bytes, size);
      await file.sync();
    } catch (error) {
      await this.abandon(file, error);
      return false;
    }
    const { files, directory, logger } = this.options;
    try {
      await files.rename(`${this.path}.new`, this.path);
      await files.syncDirectory(directory);
      await this.file.close();
    } catch (error) {
      throw new StorageError('replace', this.path, error);
    }
    logger.info(`log compacted from ${this.size} to ${size + bytes.length} bytes`);
    this.file = file;
    this.size = size + bytes.length;
    this.compactedSize = this.size;
    return true;
  }

  /** Gives a compaction up, and frees the space of its file. */
  private async abandon(file: LogFile | undefined, error: unknown): Promise<void> {
    const { files, logger } = this.options;
    this.since = undefined;
    this.replacement = undefined;
    this.compactedSize = this.size;
    logger.warn(`log compaction failed, the old log stays in use: ${String(error)}`);
    await file?.close().catch(() => undefined);
    await files.remove(`${this.path}.new`).catch(() => undefined);
  }
}

/** @returns the size of the written records */
async function writeSnapshot(file: LogFile, records: Iterable<Uint8Array>): Promise<number> {
  let size = 0;
  let slice: Buffer[] = [];
  let pendingBytes = 0;
  const writeSlice = async (): Promise<void> => {
    await writeFully(file, Buffer.concat(slice), size);
    size += pendingBytes;
    slice = [];
    pendingBytes = 0;
  };
  for (const payload of records) {
    const record = frame(payload);
    slice.push(record);
    pendingBytes += record.length;
    if (pendingBytes >= sliceBytes) await writeSlice();
  }
  await writeSlice();
  await file.sync();
  return size;
}
