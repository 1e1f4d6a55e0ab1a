import { basename } from 'node:path';
import type { Files, LogFile } from '../../../dev/mongodb/files.ts';

/** The answer of a disk to an operation: `short` writes the first half of the bytes. */
export type Fault = 'ENOSPC' | 'EIO' | 'short';

/** A content in the page cache, and the part of it that is on disk. */
class MemoryFile {
  cache: Buffer = Buffer.alloc(0);
  disk: Buffer = Buffer.alloc(0);
  /** 1 for each byte of the cache that the next sync brings to disk. */
  dirty: Buffer = Buffer.alloc(0);

  resize(size: number): void {
    const resized = (bytes: Buffer) =>
      Buffer.concat([bytes.subarray(0, size), Buffer.alloc(Math.max(0, size - bytes.length))]);
    this.cache = resized(this.cache);
    this.dirty = resized(this.dirty);
  }

  write(bytes: Uint8Array, position: number): void {
    if (position + bytes.length > this.cache.length) this.resize(position + bytes.length);
    this.cache.set(bytes, position);
    this.dirty.fill(1, position, position + bytes.length);
  }

  sync(): void {
    const before = this.disk;
    this.disk = Buffer.from(this.cache);
    for (let at = 0; at < this.disk.length; at++) if (this.dirty[at] === 0) this.disk[at] = before[at] ?? 0;
    this.dirty.fill(0);
  }

  /** After a failed fsync the kernel takes the pages for clean: https://wiki.postgresql.org/wiki/Fsync_Errors */
  failSync(): void {
    this.dirty.fill(0);
  }
}

function failure(fault: Fault, name: string): Error {
  const code = fault === 'short' ? 'ENOSPC' : fault;
  return Object.assign(new Error(`${code}: ${name}`), { code });
}

/** A disk with a page cache, for one directory. */
export class MemoryDisk {
  private names = new Map<string, MemoryFile>();
  private namesOnDisk = new Map<string, MemoryFile>();

  /** Loses everything that is not on disk. */
  cutPower(): void {
    this.names = new Map(this.namesOnDisk);
    for (const file of this.names.values()) {
      file.cache = Buffer.from(file.disk);
      file.dirty = Buffer.alloc(file.cache.length);
    }
  }

  /** @param reach is called before each operation (`write log`); the operation fails with the returned fault */
  files(reach: (operation: string) => Fault | undefined = () => undefined): Files {
    const check = (operation: string): void => {
      const fault = reach(operation);
      if (fault) throw failure(fault, operation);
    };
    return {
      makeDirectory: () => Promise.resolve(),
      open: async (path) => {
        await Promise.resolve();
        const name = basename(path);
        check(`open ${name}`);
        const file = this.names.get(name) ?? new MemoryFile();
        this.names.set(name, file);
        return this.opened(name, file, reach);
      },
      rename: async (from, to) => {
        await Promise.resolve();
        check('rename');
        const file = this.names.get(basename(from));
        if (file) this.names.set(basename(to), file);
        this.names.delete(basename(from));
      },
      remove: async (path) => {
        await Promise.resolve();
        this.names.delete(basename(path));
      },
      syncDirectory: async () => {
        await Promise.resolve();
        check('sync directory');
        this.namesOnDisk = new Map(this.names);
      },
    };
  }

  private opened(name: string, file: MemoryFile, reach: (operation: string) => Fault | undefined): LogFile {
    return {
      read: () => Promise.resolve(Buffer.from(file.cache)),
      write: async (bytes, position) => {
        await Promise.resolve();
        const fault = reach(`write ${name}`);
        if (fault !== undefined && (fault !== 'short' || bytes.length < 2))
          throw failure(fault, `write ${name}`);
        const written = fault === 'short' ? bytes.subarray(0, bytes.length >> 1) : bytes;
        file.write(written, position);
        return written.length;
      },
      sync: async () => {
        await Promise.resolve();
        const fault = reach(`sync ${name}`);
        if (fault) {
          file.failSync();
          throw failure(fault, `sync ${name}`);
        }
        file.sync();
      },
      truncate: async (size) => {
        await Promise.resolve();
        const fault = reach(`truncate ${name}`);
        if (fault) throw failure(fault, `truncate ${name}`);
        file.resize(size);
      },
      close: () => Promise.resolve(),
    };
  }
}
