import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Creates a directory for its owner only, or corrects its mode. @returns the first directory that was created */
export async function makePrivateDirectory(path: string): Promise<string | undefined> {
  const created = await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  return created;
}

/** Gives a directory and everything in it to its owner only: an earlier version let others read the data of Redis. */
export async function makePrivateTree(path: string): Promise<void> {
  await makePrivateDirectory(path);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await makePrivateTree(child);
    else if (entry.isFile()) await chmod(child, 0o600);
  }
}
