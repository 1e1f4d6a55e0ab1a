// Runs the contract suite, the booking and orders folders and the main job on a MongoDB server that is not Wayfare's own:
// `npm run test:mongodb [file …]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { missingForServer, startForeignServer } from './foreign-server.ts';
import { lacksText } from './lacks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main(files: readonly string[]): Promise<number> {
  const missing = missingForServer();
  if (missing !== null) {
    process.stdout.write(`NOT RUN: the tests on a foreign MongoDB server: ${missing}.\n`);
    return 0;
  }
  const server = await startForeignServer();
  process.stdout.write(`MongoDB: mongo-java-server at ${server.url}\n`);
  try {
    const run = spawn('npx', ['vitest', 'run', '--config', 'tests/mongodb/vitest.config.ts', ...files], {
      cwd: root,
      env: { ...process.env, MONGODB_URL: server.url },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(run, 'exit')) as [number | null];
    process.stdout.write(lacksText());
    return code ?? 1;
  } finally {
    await server.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
