import type { Redis } from 'ioredis';
import { neighbourhoodKey, networkKey } from '../../../platform/http/client-network.ts';
import { createSharedLimit } from '../../../platform/stores/shared-limit.ts';
import type { SharedLimit } from '../../../platform/stores/shared-limit.ts';
import { accountHash } from './account-hash.ts';

const addressWindowSeconds = 60;
const accountWindowSeconds = 300;

export interface Attempt {
  /** The client's IP address; null if it is unknown. */
  address: string | null;
  /** An e-mail key or a user's id. */
  account: string;
  /** Of a device that has signed in to the account before; otherwise null. */
  deviceId: string | null;
}

export interface AttemptLimit {
  /**
   * Counts an attempt before it is made, so that concurrent attempts cannot exceed the limit.
   * @returns null if the attempt is allowed
   */
  take(attempt: Attempt): Promise<{ retryAfterSeconds: number } | null>;
  /** Returns a successful attempt to the account: only failed attempts count there. */
  giveBack(attempt: Attempt): Promise<void>;
}

export interface AttemptLimitOptions {
  redis: Redis;
  /** Names the counters in Redis: `sign-in`. */
  operation: string;
  perAddress: number;
  /** From one network, or from one known device. */
  perAccount: number;
  /** From all networks, without known devices. */
  perAccountOverall: number;
}

/**
 * Limits attempts per address, and per account and network, over all processes, in Redis. An attacker elsewhere cannot lock
 * out the owner of an account; one with many networks can, except on devices that the owner has used before.
 *
 * While Redis is down each process counts by itself. To refuse all attempts would turn an outage of Redis into an outage of
 * sign-ins; to allow all would leave passwords unguarded. So an attacker gets the limit once per process.
 */
export function createAttemptLimit(options: AttemptLimitOptions): AttemptLimit {
  const { redis, operation, perAddress, perAccount, perAccountOverall } = options;
  const limit = (by: string, points: number, seconds: number) =>
    createSharedLimit({ redis, name: `attempts:${operation}:${by}`, points, seconds });
  const byAddress = limit('address', perAddress, addressWindowSeconds);
  const byNetwork = limit('account-network', perAccount, accountWindowSeconds);
  const byDevice = limit('account-device', perAccount, accountWindowSeconds);
  const byAccount = limit('account', perAccountOverall, accountWindowSeconds);

  function accountLimits({ address, account, deviceId }: Attempt): [SharedLimit, string][] {
    const key = accountHash(account);
    if (deviceId !== null) return [[byDevice, `${key}:${deviceId}`]];
    return [
      [byNetwork, `${key}:${neighbourhoodKey(address)}`],
      [byAccount, key],
    ];
  }

  return {
    async take(attempt) {
      // The narrower limit comes first, so that the attempts that it refuses do not use up the wider one.
      const limits = [[byAddress, networkKey(attempt.address)] as const, ...accountLimits(attempt)];
      for (const [limit, key] of limits) {
        const refused = await limit.take(key);
        if (refused !== null) return refused;
      }
      return null;
    },
    async giveBack(attempt) {
      await Promise.all(accountLimits(attempt).map(([limit, key]) => limit.giveBack(key)));
    },
  };
}
