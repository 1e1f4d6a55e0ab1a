import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Logger } from '../platform/log.ts';

/** The accepted servers: Valkey is a compatible fork of Redis. */
const servers = ['redis-server', 'valkey-server'];

/** Thrown where Redis is missing and cannot be installed without a password. The message names the command to type. */
export class RedisMissingError extends Error {
  override readonly name = 'RedisMissingError';
}

/** The commands that install Redis with one package manager. */
interface Installer {
  manager: string;
  commands: string[][];
  /** True where the manager needs root. */
  asRoot: boolean;
}

const installers: readonly Installer[] = [
  {
    manager: 'apt-get',
    commands: [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'redis-server'],
    ],
    asRoot: true,
  },
  { manager: 'apk', commands: [['apk', 'add', '--no-cache', 'redis']], asRoot: true },
  { manager: 'brew', commands: [['brew', 'install', 'redis']], asRoot: false },
];

/** The machine, as far as it matters to find and install Redis. */
export interface Machine {
  path: string;
  isRoot: boolean;
  /** Runs a command with its output on standard error. @returns true on success */
  run(command: readonly string[]): boolean;
  say(message: string): void;
}

/**
 * Finds `redis-server` or `valkey-server` on the PATH. Where both are missing, installs Redis with the system's package
 * manager if that needs no password, and logs it.
 * @throws RedisMissingError with the command to type, where a password is needed
 */
export function ensureRedisInstalled(logger?: Logger): string {
  return installedRedis({
    path: process.env['PATH'] ?? '',
    isRoot: process.getuid?.() === 0,
    run: ([command = '', ...args]) =>
      spawnSync(command, args, {
        // Standard output is kept for the answers of operator commands.
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0,
    say: (message) => {
      if (logger === undefined) process.stderr.write(`${message}\n`);
      else logger.info(message);
    },
  });
}

/** As `ensureRedisInstalled`, for a given machine. */
export function installedRedis(machine: Machine): string {
  const present = findServer(machine.path);
  if (present !== undefined) return present;

  const installer = installers.find(({ manager }) => onPath(manager, machine.path) !== undefined);
  if (installer === undefined) {
    throw new RedisMissingError(
      'Redis is not installed. Install redis-server or valkey-server on the PATH, or set REDIS_URL.',
    );
  }
  const line = installer.commands.map((command) => command.join(' ')).join(' && ');
  const byHand = installer.asRoot ? `sudo sh -c '${line}'` : line;
  if (installer.asRoot && !machine.isRoot) {
    throw new RedisMissingError(
      `Redis is not installed. Install it with this command, or set REDIS_URL:\n  ${byHand}`,
    );
  }
  machine.say(`Redis is not installed; installing it: ${line}`);
  const succeeded = installer.commands.every((command) => machine.run(command));
  const installed = succeeded ? findServer(machine.path) : undefined;
  if (installed !== undefined) return installed;
  throw new RedisMissingError(
    `Redis could not be installed. Install it with this command, or set REDIS_URL:\n  ${byHand}`,
  );
}

function findServer(path: string): string | undefined {
  for (const server of servers) {
    const found = onPath(server, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function onPath(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
