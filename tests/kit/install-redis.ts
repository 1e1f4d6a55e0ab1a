import { ensureRedisInstalled } from '../../dev/redis-install.ts';

/** Once before all tests: they start many servers at a time, and only one of them could install it. */
export function setup(): void {
  ensureRedisInstalled();
}
