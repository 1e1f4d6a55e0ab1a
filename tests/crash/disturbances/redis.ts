import { Redis } from 'ioredis';
import type { Disturbance } from '../column.ts';

type Change = (redis: Redis) => Promise<unknown>;

/** Runs a command on Redis, and another after some seconds. */
async function changeFor(
  seconds: number,
  { world: { stack, pause }, letGo }: Disturbance,
  { change, restore }: { change: Change; restore: Change },
): Promise<readonly string[]> {
  const redis = new Redis(stack.redisUrl);
  redis.on('error', () => undefined);
  try {
    await change(redis);
    letGo();
    await pause(seconds);
    await restore(redis);
  } finally {
    redis.disconnect();
  }
  return [];
}

/** Redis refuses every command that needs memory. https://redis.io/docs/latest/develop/reference/eviction/ */
export function fillUp(seconds: number, disturbance: Disturbance): Promise<readonly string[]> {
  return changeFor(seconds, disturbance, {
    change: (redis) => redis.config('SET', 'maxmemory', '1'),
    restore: (redis) => redis.config('SET', 'maxmemory', '0'),
  });
}

/** A port without a listener: the replica keeps its data and never reaches its master. */
const deadPort = 1;

/** Redis becomes a replica: it refuses every write with READONLY. https://redis.io/docs/latest/commands/replicaof/ */
export function makeReadOnly(seconds: number, disturbance: Disturbance): Promise<readonly string[]> {
  return changeFor(seconds, disturbance, {
    change: (redis) => redis.replicaof('127.0.0.1', deadPort),
    restore: (redis) => redis.replicaof('NO', 'ONE'),
  });
}

/** Redis accepts connections and answers no command. https://redis.io/docs/latest/commands/client-pause/ */
export function hang(seconds: number, disturbance: Disturbance): Promise<readonly string[]> {
  return changeFor(seconds, disturbance, {
    change: (redis) => redis.client('PAUSE', seconds * 1_000, 'ALL'),
    restore: () => Promise.resolve(),
  });
}
