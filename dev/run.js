// Runs one of the repository's programs: `node dev/run.js router/main.ts`.
//
// Its TypeScript is compiled in one go, and what comes of it is run as any JavaScript is. A loader such as tsx is asked
// for each of the thousand modules that packages consist of as well, which takes longer than to load them. Stacks name
// lines of the compiled files, where comments tell the sources.
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [, , entry = ''] = process.argv;
const root = join(import.meta.dirname, '..');
/** From where packages are found as from the sources. */
const cache = join(root, 'node_modules/.cache/run');

const { outputFiles } = await build({
  entryPoints: [join(root, entry)],
  outdir: cache,
  // Named by their contents: whatever is there is up to date, and stays for the processes that run it.
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  // What is imported when it is needed stays so.
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  write: false,
  logLevel: 'error',
});
await mkdir(cache, { recursive: true });
await Promise.all(outputFiles.map(({ path, contents }) => putThere(path, contents)));
await import(pathToFileURL(outputFiles[0].path).href);

/** Others may be about to put the same there, or to read it: it is there as a whole or not at all. */
async function putThere(path, contents) {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const part = `${path}.${process.pid}`;
  await writeFile(part, contents);
  await rename(part, path);
}
