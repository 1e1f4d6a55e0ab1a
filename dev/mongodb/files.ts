import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';

/** An open file of the log. */
export interface LogFile {
  read(): Promise<Buffer>;
  /** Writes at least a byte. @returns the number of bytes written */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Waits until the content is on disk (fdatasync). */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The file operations of the log. Files and directories are for their owner only; existing ones are corrected. */
export interface Files {
  makeDirectory(path: string): Promise<void>;
  /** Opens a file for reading and writing; creates it where it is absent. */
  open(path: string): Promise<LogFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Waits until the names in a directory are on disk. */
  syncDirectory(path: string): Promise<void>;
}

const ownerOnlyDirectory = 0o700;
export const ownerOnlyFile = 0o600;

/** The files of this machine. */
export const diskFiles: Files = {
  async makeDirectory(path) {
    await mkdir(path, { recursive: true, mode: ownerOnlyDirectory });
    await chmod(path, ownerOnlyDirectory);
  },

  async open(path) {
    // 'a' creates the file, and 'r+' writes at positions, which 'a' does not.
    await (await open(path, 'a', ownerOnlyFile)).close();
    const handle = await open(path, 'r+');
    await handle.chmod(ownerOnlyFile);
    return {
      read: () => handle.readFile(),
      write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
      sync: () => handle.datasync(),
      truncate: (size) => handle.truncate(size),
      close: () => handle.close(),
    };
  },

  rename,

  remove: (path) => rm(path, { force: true }),

  async syncDirectory(path) {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

const advice: Record<string, string> = {
  ENOSPC: 'Free space on that disk',
  EDQUOT: 'Free space in the quota of that disk',
  EFBIG: 'Raise the limit of the file size (ulimit -f)',
  EROFS: 'Mount that disk writable',
  EACCES: 'Give the files to the user who runs this server',
  EPERM: 'Give the files to the user who runs this server',
};

/** A failed file operation. The server cannot go on: the file may end in part of a record. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(action: string, path: string, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `cannot ${action} ${path} (${reason}). ${advice[code] ?? 'Check that disk'}, then start the server again; the launcher does it by itself.`,
      { cause },
    );
  }
}
