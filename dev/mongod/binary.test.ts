import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMongod, parseVersion } from './binary.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mongod-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a script named `mongod` into the folder. */
function standIn(script: string, mode = 0o755): string {
  const file = join(folder, 'mongod');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, mode);
  return file;
}

describe('the version of a mongod', () => {
  it.each([
    ['db version v8.0.30\nBuild Info: {\n    "version": "8.0.30"\n}', { major: 8, minor: 0, patch: 30 }],
    ['db version v8.2.0-rc1\n', { major: 8, minor: 2, patch: 0 }],
    ['mongod: command not found', null],
    ['', null],
  ])('is read from the output of --version: %j', (output, version) => {
    expect(parseVersion(output)).toEqual(version);
  });
});

describe('findMongod', () => {
  it('finds an executable mongod on the PATH, with its version', () => {
    const path = standIn('[ "$1" = --version ] && echo "db version v7.0.32"');
    expect(findMongod(`/nowhere::${folder}`)).toEqual({ path, version: { major: 7, minor: 0, patch: 32 } });
  });

  it('returns null for a PATH without an executable mongod', () => {
    expect(findMongod(folder)).toBeNull();
    standIn('echo "db version v8.0.0"', 0o644);
    expect(findMongod(folder)).toBeNull();
  });

  it.each([
    ['is too old', 'echo "db version v4.4.29"', 'is version 4.4.29, older than 5.0.0'],
    ['names no version', 'echo hello', '--version names no version'],
    ['fails', 'exit 3', '--version names no version'],
  ])('says why a mongod is unusable that %s', (_name, script, reason) => {
    const path = standIn(script);
    expect(findMongod(folder)).toEqual({ unusable: expect.stringContaining(reason) as string });
    expect(findMongod(folder)).toEqual({ unusable: expect.stringContaining(path) as string });
  });
});
