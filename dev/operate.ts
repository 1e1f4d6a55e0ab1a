import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readStackFile, stackFileIn } from './stack-file.ts';

/**
 * Runs an operator's command: `dev/operate.ts <entry> …`. It uses the stores of the environment, of `.env`, or else of
 * the running `npm start`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
if (existsSync('.env')) process.loadEnvFile('.env');
const { MONGODB_URL = '', REDIS_URL = '', DATA_DIRECTORY = '' } = process.env;
const dataDirectory = resolve(DATA_DIRECTORY === '' ? '.data' : DATA_DIRECTORY);
const stack = readStackFile(dataDirectory);
// A stack that was given a MongoDB may have started its own Redis.
if (stack !== null && (MONGODB_URL === '' || MONGODB_URL === stack.mongoUrl)) {
  process.env['MONGODB_URL'] = stack.mongoUrl;
  if (REDIS_URL === '') process.env['REDIS_URL'] = stack.redisUrl;
}
const [entry] = process.argv.splice(2, 1);
if (entry === undefined) {
  process.stderr.write('Expected a program: dev/operate.ts <path from the root> …\n');
  process.exitCode = 2;
} else if ((process.env['MONGODB_URL'] ?? '') === '') {
  process.stderr.write(`${noStores()}\n`);
  process.exitCode = 2;
} else {
  await import(pathToFileURL(resolve(root, entry)).href);
}

/** Names the file that was read, so that a stack with another DATA_DIRECTORY is found. */
function noStores(): string {
  const file = stackFileIn(dataDirectory);
  const found = existsSync(file) ? `the launcher of ${file} has ended` : `there is no ${file}`;
  const source = DATA_DIRECTORY === '' ? 'the default of DATA_DIRECTORY' : 'DATA_DIRECTORY';
  return [
    `No stores found: MONGODB_URL is not set, and no stack runs in ${dataDirectory} (${source}): ${found}.`,
    'Start a stack with `npm start`, set DATA_DIRECTORY to that of the running stack, or set MONGODB_URL and REDIS_URL.',
  ].join('\n');
}
