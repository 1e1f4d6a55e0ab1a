import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseMongo } from '../../dev/mongod/choice.ts';
import { startMongod } from '../../dev/mongod/private-mongod.ts';
import { launcherSettings } from '../../dev/launcher-settings.ts';
import { parseConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/log.ts';

/** Names the server that the first project's set-up has chosen, so that the second's starts no other. */
const chosen = 'TEST_MONGODB';

/**
 * Runs once before all tests, and says which MongoDB they use: the server of `MONGODB_URL`, else a `mongod` of the PATH, else
 * an embedded server for each test file.
 */
export async function setup(): Promise<() => Promise<void>> {
  const { env } = process;
  if (env[chosen] !== undefined) return nothingToClose;
  env[chosen] = '1';
  if ((env['MONGODB_URL'] ?? '') !== '') {
    say('MongoDB: the server of MONGODB_URL');
    return nothingToClose;
  }
  const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-tests-'));
  const { MONGODB_SERVER: setting } = parseConfig(launcherSettings, env);
  const logger = createLogger('tests', 'info', {
    write: (line) => {
      say((JSON.parse(line) as { msg: string }).msg);
    },
  });
  const choice = await chooseMongo({ setting, dataDirectory, path: env['PATH'] ?? '', logger });
  const removeData = () => rm(dataDirectory, { recursive: true, force: true });
  if (choice.server === 'embedded') {
    await removeData();
    return nothingToClose;
  }
  const mongod = await startMongod({ binary: choice.binary, directory: choice.directory });
  // The processes of the tests are forked later and inherit it.
  env['MONGODB_URL'] = mongod.url;
  return async () => {
    await mongod.close();
    await removeData();
  };
}

function nothingToClose(): Promise<void> {
  return Promise.resolve();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
