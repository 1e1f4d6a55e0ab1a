import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The release whose wire version, 13, the tests on a foreign server speak. The driver also accepts 4.4, which nobody has tried.
 * @see https://www.mongodb.com/docs/drivers/compatibility/
 */
const oldest: MongodVersion = { major: 5, minor: 0, patch: 0 };

export interface MongodVersion {
  major: number;
  minor: number;
  patch: number;
}

/** A `mongod` of the PATH. */
export interface MongodBinary {
  path: string;
  version: MongodVersion;
}

/**
 * Looks for a usable `mongod`.
 * @param path the PATH
 * @returns null if the PATH has no `mongod`, and the reason if its `mongod` cannot be used
 */
export function findMongod(path: string): MongodBinary | { unusable: string } | null {
  const file = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'mongod'))
    .find(isExecutable);
  if (file === undefined) return null;
  const version = versionOf(file);
  if (version === null) return { unusable: `${file} --version names no version` };
  if (compare(version, oldest) < 0) {
    return {
      unusable: `${file} is version ${versionText(version)}, older than ${versionText(oldest)}`,
    };
  }
  return { path: file, version };
}

export function versionText({ major, minor, patch }: MongodVersion): string {
  return `${major}.${minor}.${patch}`;
}

/** The version in the output of `mongod --version`: `db version v8.0.30`. */
export function parseVersion(output: string): MongodVersion | null {
  const [, major, minor, patch] = /^db version v(\d+)\.(\d+)\.(\d+)/m.exec(output) ?? [];
  if (major === undefined) return null;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

function versionOf(file: string): MongodVersion | null {
  try {
    return parseVersion(
      execFileSync(file, ['--version'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 10_000,
      }),
    );
  } catch {
    return null;
  }
}

function compare(one: MongodVersion, other: MongodVersion): number {
  return one.major - other.major || one.minor - other.minor || one.patch - other.patch;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
