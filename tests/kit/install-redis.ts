import { ensureRedisInstalled } from '../../dev/redis-install.ts';

/** Runs once before all tests: concurrent installations would collide. */
export function setup(): void {
  ensureRedisInstalled();
}
