import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedRedis, RedisMissingError } from './redis-install.ts';
import type { Machine } from './redis-install.ts';

/** A machine whose PATH is one folder with the programs given. */
function machine(folder: string, programs: readonly string[], isRoot: boolean) {
  const put = (program: string) => {
    writeFileSync(join(folder, program), '');
    chmodSync(join(folder, program), 0o755);
  };
  programs.forEach(put);
  const ran: string[] = [];
  const said: string[] = [];
  const described: Machine = {
    path: folder,
    isRoot,
    run(command) {
      ran.push(command.join(' '));
      if (command.includes('install') || command.includes('add')) put('redis-server');
      return true;
    },
    say: (message) => said.push(message),
  };
  return { described, ran, said };
}

describe('Redis installation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wayfare-path-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['redis-server', 'valkey-server'])('uses %s from the PATH', (server) => {
    const { described, ran } = machine(folder, [server], true);
    expect(installedRedis(described)).toBe(join(folder, server));
    expect(ran).toEqual([]);
  });

  it.each([
    ['apt-get', true],
    ['apk', true],
    ['brew', false],
  ])('installs Redis with %s where that needs no password, and logs the command', (manager, isRoot) => {
    const { described, ran, said } = machine(folder, [manager], isRoot);
    expect(installedRedis(described)).toBe(join(folder, 'redis-server'));
    expect(ran.every((command) => command.startsWith(manager))).toBe(true);
    expect(said).toEqual([`Redis is not installed; installing it: ${ran.join(' && ')}`]);
  });

  it('names the command to type where a password is needed', () => {
    const { described, ran } = machine(folder, ['apt-get'], false);
    expect(() => installedRedis(described)).toThrow(
      "Redis is not installed. Install it with this command, or set REDIS_URL:\n  sudo sh -c 'apt-get update -qq && apt-get install -y",
    );
    expect(ran).toEqual([]);
  });

  it('throws RedisMissingError without a known package manager', () => {
    const { described } = machine(folder, [], true);
    expect(() => installedRedis(described)).toThrow(RedisMissingError);
  });

  it('names the command to type where the installation fails', () => {
    const { described } = machine(folder, ['apk'], true);
    expect(() => installedRedis({ ...described, run: () => false })).toThrow(
      "Redis could not be installed. Install it with this command, or set REDIS_URL:\n  sudo sh -c 'apk add --no-cache redis'",
    );
  });
});
