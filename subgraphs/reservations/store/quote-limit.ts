import type { Redis } from 'ioredis';
import { networkKey } from '../../../platform/http/client-network.ts';
import { createSharedLimit } from '../../../platform/stores/shared-limit.ts';

const windowSeconds = 60;

export interface QuoteRequester {
  /** Null if the caller is not signed in. */
  userId: string | null;
  /** The client's IP address; null if the router does not know it. */
  address: string | null;
}

export interface QuoteLimit {
  /**
   * Counts a quote before it is made: for a signed-in customer by user, for an anonymous caller by network.
   * @returns null if the quote is allowed
   */
  take(requester: QuoteRequester): Promise<{ retryAfterSeconds: number } | null>;
}

/**
 * Limits the quotes of a minute over all processes, in Redis. While Redis is away each process counts by itself.
 * @param options.perCustomer 0 sets no limit, as for `perAddress`
 */
export function createQuoteLimit(options: {
  redis: Redis;
  perCustomer: number;
  perAddress: number;
}): QuoteLimit {
  const { redis, perCustomer, perAddress } = options;
  const limit = (by: string, points: number) =>
    points === 0 ? null : createSharedLimit({ redis, name: `quotes:${by}`, points, seconds: windowSeconds });
  const byCustomer = limit('customer', perCustomer);
  const byAddress = limit('address', perAddress);
  return {
    async take({ userId, address }) {
      const taken = userId === null ? byAddress?.take(networkKey(address)) : byCustomer?.take(userId);
      return (await taken) ?? null;
    },
  };
}
