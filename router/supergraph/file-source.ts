import { readFile, stat } from 'node:fs/promises';
import type { SupergraphSource } from './source.ts';

/** A file that is unchanged for this long counts as completely written. */
const defaultPollMs = 250;
const missing = 'missing';

/**
 * A supergraph in a file, polled with `stat`. File system events would come sooner, but not on network and bind mounts,
 * nor when a symbolic link further up the path is switched, as releases and Kubernetes config maps do. `stat` detects all
 * of these: files written in place, renamed over, switched behind links, deleted and restored.
 */
export function createFileSource(path: string, pollMs = defaultPollMs): SupergraphSource {
  /** The file's identity at the last read and at the last poll. */
  let lastRead: string | undefined;
  let lastSeen: string | undefined;

  async function read(): Promise<string> {
    lastRead = undefined;
    lastSeen = await identityOf(path);
    try {
      const text = await readFile(path, 'utf8');
      lastRead = lastSeen;
      return text;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`cannot read ${path} (${code ?? String(error)})`, { cause: error });
    }
  }

  return {
    setting: 'SUPERGRAPH_PATH',
    address: path,
    pollMs,
    maxWaitMs: 0,
    read,
    async readIfChanged() {
      const identity = await identityOf(path);
      const isSettled = identity === lastSeen;
      lastSeen = identity;
      return isSettled && identity !== lastRead ? read() : null;
    },
  };
}

async function identityOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch {
    return missing;
  }
}
