import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import { findMongod, versionText } from './binary.ts';
import type { MongodBinary } from './binary.ts';
import { startMongod } from './private-mongod.ts';

/** The setting MONGODB_SERVER: `auto` takes a `mongod` of the PATH before the embedded server. */
export type MongoSetting = 'auto' | 'mongod' | 'embedded';

/** The server of a local stack and its data folder. The two never share a folder. */
export type MongoChoice =
  | { server: 'embedded'; directory: string; label: string }
  | { server: 'mongod'; directory: string; label: string; binary: MongodBinary };

export interface ChoiceOptions {
  setting: MongoSetting;
  /** The data directory of the stack. */
  dataDirectory: string;
  /** The PATH. */
  path: string;
  logger: Logger;
}

/**
 * Chooses between a `mongod` of the PATH and the embedded server. A data directory stays with the server that has its data:
 * another would show an empty database. Logs which server runs, and why not the other.
 * @throws ConfigurationError where the data, or the setting, needs a `mongod` that cannot run
 */
export async function chooseMongo(options: ChoiceOptions): Promise<MongoChoice> {
  const { setting, path } = options;
  const folders = foldersIn(options.dataDirectory);
  const embedded: MongoChoice = {
    ...{ server: 'embedded', directory: folders.embedded, label: 'embedded server' },
  };
  const found = setting === 'embedded' ? null : findMongod(path);
  const reason = found === null ? 'no mongod is on the PATH' : 'unusable' in found ? found.unusable : null;
  const hasMongodData = existsSync(folders.mongod);
  const hasEmbeddedData = existsSync(join(folders.embedded, 'log'));

  if (setting === 'embedded') return say(options, embedded, hasMongodData ? folders.mongod : null);
  if (setting === 'auto' && hasEmbeddedData && !hasMongodData) {
    if (reason !== null) return say(options, embedded, null);
    return say(
      options,
      embedded,
      null,
      `it has the data of ${folders.embedded}; MONGODB_SERVER=mongod starts an empty database on mongod`,
    );
  }
  if (found === null || 'unusable' in found) {
    if (setting === 'mongod') throw new ConfigurationError(`MONGODB_SERVER is mongod, but ${reason ?? ''}.`);
    if (hasMongodData) throw dataNeedsMongod(folders.mongod, reason ?? '');
    return say(options, embedded, null, reason ?? undefined);
  }
  if (!hasMongodData) {
    const failure = await failureOf(found, folders.mongod);
    if (failure !== null) {
      if (setting === 'mongod') throw new ConfigurationError(`MONGODB_SERVER is mongod, but ${failure}`);
      return say(options, embedded, null, failure);
    }
  }
  const mongod: MongoChoice = {
    ...{ server: 'mongod', directory: folders.mongod, binary: found },
    label: `mongod ${versionText(found.version)}`,
  };
  return say(options, mongod, hasEmbeddedData ? folders.embedded : null);
}

/** The file that marks a server's demo data as loaded; one for each server, because their data differs. */
export function demoMarker({ server }: MongoChoice, dataDirectory: string): string {
  return join(dataDirectory, server === 'embedded' ? 'demo.json' : 'demo-mongod.json');
}

function foldersIn(dataDirectory: string): { embedded: string; mongod: string } {
  return { embedded: join(dataDirectory, 'mongodb'), mongod: join(dataDirectory, 'mongod') };
}

/** Logs the choice. @param other the folder of the other server's data, which is not served */
function say(
  { logger }: ChoiceOptions,
  choice: MongoChoice,
  other: string | null,
  reason?: string,
): MongoChoice {
  const because = reason === undefined ? '' : `, because ${reason}`;
  const stays = other === null ? '' : `; the data in ${other} stays there and is not served`;
  logger.info(`MongoDB: ${choice.label}${because}${stays}`);
  return choice;
}

function dataNeedsMongod(directory: string, reason: string): ConfigurationError {
  return new ConfigurationError(
    `${directory} has the data of a mongod, but ${reason}. Install MongoDB, or set MONGODB_SERVER=embedded to start with an empty database; the data stays.`,
  );
}

/** Starts a `mongod` once on a new data folder. @returns the reason that it cannot run, without leaving a folder */
async function failureOf(binary: MongodBinary, directory: string): Promise<string | null> {
  try {
    const mongod = await startMongod({ binary, directory });
    await mongod.close();
    return null;
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    return error instanceof Error ? error.message : String(error);
  }
}
