import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { peersDirectory, root } from './targets.ts';

/**
 * Installs the peers, unless they are installed. They have their own folder, so that a normal installation of Wayfare
 * does not contain their packages.
 */
export function installPeers(print: (line: string) => void): void {
  if (isInstalled()) return;
  print('installing the peers (about 750 packages, once)');
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    ...{ cwd: peersDirectory, encoding: 'utf8' },
  });
  if (status !== 0) throw new Error(`npm ci in bench/router/peers failed:\n${stderr}`);
}

/** Compares the package-lock.json with npm's copy of the installed file. */
function isInstalled(): boolean {
  const changed = (path: string) =>
    statSync(join(peersDirectory, path), { throwIfNoEntry: false })?.mtimeMs ?? null;
  const installed = changed('node_modules/.package-lock.json');
  return installed !== null && installed >= (changed('package-lock.json') ?? 0);
}

/** The versions of the compared packages, by name. */
export function versionsOf(options: { hive: boolean }): Record<string, string> {
  const packages = ['@apollo/gateway', '@apollo/server', 'graphql', 'undici'];
  return Object.fromEntries([
    ...packages.map((name) => [name, versionOf(root, name)] as const),
    ...(options.hive ? [['@graphql-hive/gateway', versionOf(peersDirectory, '@graphql-hive/gateway')]] : []),
  ]) as Record<string, string>;
}

function versionOf(directory: string, name: string): string {
  const manifest = readFileSync(join(directory, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
