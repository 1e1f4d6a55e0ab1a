import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { peersDirectory, root } from './targets.ts';

/**
 * Installs what Wayfare is only compared with, unless it is there. It has a folder of its own, so that who works on
 * Wayfare need not install it, and its many packages are not mixed with ours.
 */
export function installPeers(say: (line: string) => void): void {
  if (isInstalled()) return;
  say('installing the peers (some 750 packages, once)');
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    ...{ cwd: peersDirectory, encoding: 'utf8' },
  });
  if (status !== 0) throw new Error(`npm ci in bench/router/peers failed:\n${stderr}`);
}

/** npm keeps beside what it installed a lock file of that. */
function isInstalled(): boolean {
  const changed = (path: string) =>
    statSync(join(peersDirectory, path), { throwIfNoEntry: false })?.mtimeMs ?? null;
  const installed = changed('node_modules/.package-lock.json');
  return installed !== null && installed >= (changed('package-lock.json') ?? 0);
}

/** The versions that are compared, by package. */
export function versionsOf(options: { hive: boolean }): Record<string, string> {
  const ours = ['@apollo/gateway', '@apollo/server', 'graphql', 'undici'];
  return Object.fromEntries([
    ...ours.map((name) => [name, versionOf(root, name)] as const),
    ...(options.hive ? [['@graphql-hive/gateway', versionOf(peersDirectory, '@graphql-hive/gateway')]] : []),
  ]) as Record<string, string>;
}

function versionOf(directory: string, name: string): string {
  const manifest = readFileSync(join(directory, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
