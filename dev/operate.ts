import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readStackFile } from './stack-file.ts';

/**
 * Runs an operator's command on the stores that the environment or `.env` names, or else on those of the running
 * `npm start`: `dev/operate.ts <entry> …`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
if (existsSync('.env')) process.loadEnvFile('.env');
const { MONGODB_URL = '', REDIS_URL = '', DATA_DIRECTORY = '' } = process.env;
const stack = readStackFile(resolve(DATA_DIRECTORY === '' ? '.data' : DATA_DIRECTORY));
// A stack may use a MongoDB that was there before it, and bring a Redis of its own.
if (stack !== null && (MONGODB_URL === '' || MONGODB_URL === stack.mongoUrl)) {
  process.env['MONGODB_URL'] = stack.mongoUrl;
  if (REDIS_URL === '') process.env['REDIS_URL'] = stack.redisUrl;
}
const [entry] = process.argv.splice(2, 1);
if (entry === undefined) {
  process.stderr.write('Expected the entry to run: dev/operate.ts <entry> …\n');
  process.exitCode = 2;
} else if ((process.env['MONGODB_URL'] ?? '') === '') {
  process.stderr.write(
    'There is no store to look into: no stack runs here. Start one with `npm start`, or give MONGODB_URL (and REDIS_URL).\n',
  );
  process.exitCode = 2;
} else {
  await import(pathToFileURL(resolve(root, entry)).href);
}
