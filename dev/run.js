// Runs a program of the repository: `node dev/run.js router/main.ts`.
//
// It bundles the program's TypeScript with esbuild, then runs the JavaScript. A loader such as tsx also resolves each of
// the thousand modules of the packages, which takes longer than loading them. Stack traces name lines of the bundle, in
// which comments name the sources.
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const entry = normalize(process.argv[2] ?? '');
/** Inside node_modules, so that the bundle finds the same packages as the sources. */
const cache = join(root, 'node_modules/.cache/run');

/** Bundles the program of a worker thread on its own, and gives its file to the program that starts it. */
const threadPrograms = {
  name: 'thread-programs',
  setup({ onLoad }) {
    onLoad({ filter: /\/thread\/program\.ts$/ }, async ({ path }) => {
      const file = await bundle(relative(root, join(dirname(path), 'main.ts')));
      const url = `new URL(${JSON.stringify(pathToFileURL(file).href)})`;
      return {
        contents: `export const threadProgram = ${url}; export const threadOptions = {};`,
        loader: 'js',
      };
    });
  },
};

await import(pathToFileURL(await bundle(entry)).href);

/** @returns the program's file */
async function bundle(source) {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, source)],
    outdir: cache,
    // Named by a hash of the content: an existing file is up to date, and running processes keep theirs.
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    // Keeps dynamic imports lazy.
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
    metafile: true,
    absWorkingDir: root,
    logLevel: 'error',
    plugins: [threadPrograms],
  });
  await mkdir(cache, { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => writeOnce(path, contents)));
  // The files of dynamic imports may come first.
  const outputs = Object.entries(metafile.outputs);
  const [program] = outputs.find(([, { entryPoint }]) => entryPoint === source) ?? [];
  return join(root, program);
}

/** Writes a file atomically, since several processes may write or read it. */
async function writeOnce(path, contents) {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const part = `${path}.${process.pid}`;
  await writeFile(part, contents);
  await rename(part, path);
}
