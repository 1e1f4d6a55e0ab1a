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
  /** The smallest log that is worth compacting. */
  compactAboveBytes: number;
  /** Bytes a compacted log would hold now. */
  liveBytes: () => number;
  /** Everything that is live now, as records. Called in one step; read later, in slices. */
  snapshot: () => Iterable<Uint8Array>;
}

/** `[length][crc32][payload]`, little endian. */
function frame(payload: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + payload.length);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(crc32(payload), 4);
  record.set(payload, headerBytes);
  return record;
}

/** Reads records until the end or the first that is torn; returns where the intact part ends. */
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
 * An append-only log with group commit: whatever was appended while one `fdatasync` ran shares the next one.
 * A record counts once `durable()` resolved; a process that is killed before loses only what nobody was told.
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
  /** While compacting: what was appended since the snapshot, which the new file lacks. */
  private since: Buffer[] | undefined;
  private compaction: Promise<void> | undefined;
  private compacted: { handle: number; size: number } | undefined;

  constructor(options: LogOptions, apply: (payload: Buffer) => void) {
    this.options = options;
    this.path = join(options.directory, 'log');
    rmSync(`${this.path}.new`, { force: true });
    this.handle = openSync(this.path, 'a+');
    const bytes = readFileSync(this.path);
    this.size = replay(bytes, apply);
    if (this.size < bytes.length) {
      const torn = bytes.length - this.size;
      options.logger.warn(`The log ends in ${torn} bytes that are no whole record; they are cut off.`);
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

  /** Resolves when everything appended so far is on disk. */
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

  /** A log that failed once stays failed: whether a later write would be whole is unknown. */
  private async writePending(): Promise<void> {
    // Lets every command that arrived in this turn of the event loop join the group.
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
    this.compactIfWorthIt();
  }

  private compactIfWorthIt(): void {
    const { compactAboveBytes, liveBytes, logger } = this.options;
    if (this.compaction || this.size < compactAboveBytes || this.size < 2 * liveBytes()) return;
    this.compaction = this.compact()
      .catch((error: unknown) => {
        logger.warn(`Compaction failed, the log stays as it is: ${String(error)}`);
        this.since = undefined;
        this.compacted = undefined;
      })
      .finally(() => {
        this.compaction = undefined;
      });
  }

  /** Writes what is live to a new file, in slices between which the server goes on; the next flush installs it. */
  private async compact(): Promise<void> {
    // Records still pending are part of the snapshot: it shows what was applied, written or not.
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
    // A flush of other writes may have installed it meanwhile.
    await ((this.compacted as typeof this.compacted | undefined) ? this.flush() : undefined);
  }

  /** The new file catches up with what was appended meanwhile and takes the old one's place by a rename. */
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
    this.options.logger.info(`Compacted the log from ${this.size} to ${size + bytes.length} bytes.`);
    this.handle = handle;
    this.size = size + bytes.length;
  }
}
