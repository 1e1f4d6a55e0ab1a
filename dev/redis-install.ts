import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Logger } from '../platform/log.ts';

/** Either will do: Valkey is Redis under another name. */
const servers = ['redis-server', 'valkey-server'];

/** Thrown where there is no Redis and none can be installed without asking; the message is the line to type. */
export class RedisMissingError extends Error {
  override readonly name = 'RedisMissingError';
}

/** What a package manager is told, one command after the other. */
interface Installer {
  manager: string;
  commands: string[][];
  /** Whether it wants the superuser. */
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

/** What the machine is, as far as finding and installing Redis goes. */
export interface Machine {
  path: string;
  isRoot: boolean;
  /** Runs a command to its end, its output on standard error; whether it succeeded. */
  run(command: readonly string[]): boolean;
  say(message: string): void;
}

/**
 * The path of `redis-server` or `valkey-server`. Where neither is on the PATH, installs Redis with the system's package
 * manager if that needs no password, and says so.
 * @throws RedisMissingError naming the line to type, where it would need one
 */
export function ensureRedisInstalled(logger?: Logger): string {
  return installedRedis({
    path: process.env['PATH'] ?? '',
    isRoot: process.getuid?.() === 0,
    run: ([command = '', ...args]) =>
      spawnSync(command, args, {
        // Package managers talk on standard output, which is ours for answers.
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
      'Redis is not installed. Install redis-server or valkey-server so that it is on the PATH, or set REDIS_URL.',
    );
  }
  const line = installer.commands.map((command) => command.join(' ')).join(' && ');
  const byHand = installer.asRoot ? `sudo sh -c '${line}'` : line;
  if (installer.asRoot && !machine.isRoot) {
    throw new RedisMissingError(`Redis is not installed. Type this, or set REDIS_URL:\n  ${byHand}`);
  }
  machine.say(`Redis is not installed; installing it: ${line}`);
  const worked = installer.commands.every((command) => machine.run(command));
  const installed = worked ? findServer(machine.path) : undefined;
  if (installed !== undefined) return installed;
  throw new RedisMissingError(`Redis could not be installed. Type this, or set REDIS_URL:\n  ${byHand}`);
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
