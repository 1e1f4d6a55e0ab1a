import { readFile, stat } from 'node:fs/promises';
import type { SupergraphSource } from './source.ts';

/** A supergraph must be in a file unchanged for as long to count as written to its end. */
const defaultPollMs = 250;
const missing = 'missing';

/**
 * A supergraph in a file, looked at with `stat` four times a second. Events of the file system would come sooner, but
 * not where the file is on a network or bind mount, nor where a link further up the path is turned to another folder,
 * which is how releases and Kubernetes' config maps are swapped. What `stat` says of the path tells all of these alike:
 * files written in place, renamed over, swapped behind links, deleted, and put back.
 */
export function createFileSource(path: string, pollMs = defaultPollMs): SupergraphSource {
  /** The file as it was when last read, and when last looked at. */
  let taken: string | undefined;
  let seen: string | undefined;

  async function read(): Promise<string> {
    taken = undefined;
    seen = await look(path);
    try {
      const text = await readFile(path, 'utf8');
      taken = seen;
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
      const now = await look(path);
      const isStill = now === seen;
      seen = now;
      return isStill && now !== taken ? read() : null;
    },
  };
}

/** Which file is there, and as of when. */
async function look(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch {
    return missing;
  }
}
