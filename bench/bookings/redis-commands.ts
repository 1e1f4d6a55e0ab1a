import type { Redis } from 'ioredis';

/** Calls by command, including calls from scripts. */
export type CommandCounts = ReadonlyMap<string, number>;

/** @see https://redis.io/docs/latest/commands/info/ (section "commandstats") */
async function commandCounts(redis: Redis): Promise<CommandCounts> {
  const text = await redis.info('commandstats');
  const lines = text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  return new Map(Array.from(lines, ([, name = '', calls]) => [name, Number(calls)]));
}

/** Counts the commands during some work, without the benchmark's own INFO. */
export async function countCommands(redis: Redis, work: () => Promise<void>): Promise<CommandCounts> {
  const before = await commandCounts(redis);
  await work();
  const after = await commandCounts(redis);
  const counts = Array.from(after, ([name, calls]) => [name, calls - (before.get(name) ?? 0)] as const);
  return new Map(counts.filter(([name, calls]) => calls > 0 && name !== 'info'));
}
