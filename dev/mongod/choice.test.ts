import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/log.ts';
import { chooseMongo, demoMarker } from './choice.ts';
import type { MongoSetting } from './choice.ts';

let folder = '';
let dataDirectory = '';
let messages: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mongod-'));
  dataDirectory = join(folder, 'data');
  messages = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a stand-in for `mongod` on the PATH, which answers `--version` and runs a script to serve. */
function install(version: string, serve = 'exit 1'): void {
  const file = join(folder, 'mongod');
  writeFileSync(
    file,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo "db version v${version}"; exit; fi\n${serve}\n`,
  );
  chmodSync(file, 0o755);
}

function hasEmbeddedData(): void {
  mkdirSync(join(dataDirectory, 'mongodb'), { recursive: true });
  writeFileSync(join(dataDirectory, 'mongodb/log'), '');
}

function hasMongodData(): void {
  mkdirSync(join(dataDirectory, 'mongod'), { recursive: true });
}

function choose(setting: MongoSetting = 'auto') {
  const logger = createLogger('test', 'info', {
    write: (line) => void messages.push((JSON.parse(line) as { msg: string }).msg),
  });
  const path = [folder, '/usr/bin', '/bin'].join(delimiter);
  return chooseMongo({ setting, dataDirectory, path, logger });
}

describe('without data', () => {
  it('takes the embedded server where no mongod is on the PATH', async () => {
    expect(await choose()).toMatchObject({ server: 'embedded', directory: join(dataDirectory, 'mongodb') });
    expect(messages).toEqual(['MongoDB: embedded server, because no mongod is on the PATH']);
  });

  it('takes the embedded server instead of a mongod that is too old, and says so', async () => {
    install('4.2.24');
    expect(await choose()).toMatchObject({ server: 'embedded' });
    expect(messages.join()).toContain('mongod is version 4.2.24, older than 5.0.0');
  });

  it('takes the embedded server instead of a mongod that does not start, and leaves no folder of it', async () => {
    install('8.0.30', 'echo "MongoDB cannot start: known incompatibility" >&2; exit 14');
    expect(await choose()).toMatchObject({ server: 'embedded' });
    expect(messages.join()).toContain('MongoDB cannot start: known incompatibility');
    expect(existsSync(join(dataDirectory, 'mongod'))).toBe(false);
  });

  it('refuses MONGODB_SERVER=mongod without a usable one', async () => {
    await expect(choose('mongod')).rejects.toThrow('MONGODB_SERVER is mongod, but no mongod is on the PATH.');
    install('8.0.30');
    await expect(choose('mongod')).rejects.toThrow('MONGODB_SERVER is mongod, but ');
  });
});

describe('with data of the embedded server', () => {
  beforeEach(hasEmbeddedData);

  it('stays with the embedded server when a mongod appears, and says how to change', async () => {
    install('8.0.30');
    expect(await choose()).toMatchObject({ server: 'embedded' });
    expect(messages).toEqual([
      `MongoDB: embedded server, because it has the data of ${join(dataDirectory, 'mongodb')}; MONGODB_SERVER=mongod starts an empty database on mongod`,
    ]);
  });

  it('stays with it without a mongod', async () => {
    expect(await choose()).toMatchObject({ server: 'embedded' });
  });
});

describe('with data of a mongod', () => {
  beforeEach(hasMongodData);

  it('takes the mongod, also beside data of the embedded server, and names the data that is not served', async () => {
    install('8.0.30');
    expect(await choose()).toMatchObject({ server: 'mongod', directory: join(dataDirectory, 'mongod') });
    expect(messages).toEqual(['MongoDB: mongod 8.0.30']);
    hasEmbeddedData();
    expect(await choose()).toMatchObject({ server: 'mongod' });
    expect(messages.at(-1)).toBe(
      `MongoDB: mongod 8.0.30; the data in ${join(dataDirectory, 'mongodb')} stays there and is not served`,
    );
  });

  it('refuses to start without a usable mongod: another server would show an empty database', async () => {
    await expect(choose()).rejects.toThrow(
      `${join(dataDirectory, 'mongod')} has the data of a mongod, but no mongod is on the PATH. Install MongoDB, or set MONGODB_SERVER=embedded`,
    );
    install('4.2.24');
    await expect(choose()).rejects.toThrow('older than 5.0.0');
  });

  it('takes the embedded server for MONGODB_SERVER=embedded, and names the data that is not served', async () => {
    install('8.0.30');
    expect(await choose('embedded')).toMatchObject({ server: 'embedded' });
    expect(messages).toEqual([
      `MongoDB: embedded server; the data in ${join(dataDirectory, 'mongod')} stays there and is not served`,
    ]);
  });
});

it('keeps a marker of the demo data for each server', async () => {
  const embedded = await choose();
  hasMongodData();
  install('8.0.30');
  const mongod = await choose();
  expect(demoMarker(embedded, dataDirectory)).not.toBe(demoMarker(mongod, dataDirectory));
});
