import type { GraphQLError } from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';
import { networkKey } from '../../platform/http/client-network.ts';

/** Limits what clients hold open at the same time: connections, WebSockets or subscriptions. */
export interface ClientLimits {
  /**
   * @returns a function for the end of what was admitted; further calls of it do nothing
   * @throws GraphQLError that names the limit and its setting
   */
  admit(client: Client, weight?: number): () => void;
}

export interface Client {
  /** Undefined if it does not count by address; null if it is unknown. */
  address?: string | null;
  /** Undefined for anonymous callers. */
  userId?: string | undefined;
}

export interface ClientLimitOptions {
  /** In the plural: `subscriptions`. */
  noun: string;
  code: 'TOO_MANY_CONNECTIONS' | 'TOO_MANY_SUBSCRIPTIONS';
  /** The most in all, per address and per user. Without a setting, there is no such limit. */
  all?: Limit;
  perAddress?: Limit;
  perUser?: Limit;
  /** Called for each refusal. */
  refused?: (setting: string) => void;
}

export interface Limit {
  setting: string;
  /** 0 sets no limit. */
  max: number;
}

export function createClientLimits(options: ClientLimitOptions): ClientLimits {
  const { noun, code, refused } = options;
  const refusal = ({ setting, max }: Limit, whose: string, status: 429 | 503) => {
    refused?.(setting);
    const message = `Too many ${noun} ${whose}: expected at most ${max} (${setting}). Close some, or try again later.`;
    return withHttpStatus(graphqlError(code, message, { setting }), status);
  };
  const all = createCounts(options.all, (limit) => refusal(limit, 'at this router', 503));
  const byAddress = createCounts(options.perAddress, (limit) => refusal(limit, 'from your address', 429));
  const byUser = createCounts(options.perUser, (limit) => refusal(limit, 'of your account', 429));

  return {
    admit({ address, userId }, weight = 1) {
      const held: (() => void)[] = [];
      const release = () => {
        for (const leave of held.splice(0)) leave();
      };
      try {
        if (userId !== undefined) held.push(byUser(userId, weight));
        if (address !== undefined) held.push(byAddress(networkKey(address), weight));
        held.push(all('', weight));
      } catch (error) {
        release();
        throw error;
      }
      return release;
    },
  };
}

/** Counts by key. @returns a function that enters a key, and returns one that leaves it */
function createCounts(
  limit: Limit | undefined,
  refusal: (limit: Limit) => GraphQLError,
): (key: string, weight: number) => () => void {
  if (limit === undefined || limit.max === 0) return () => () => undefined;
  const counts = new Map<string, number>();
  return (key, weight) => {
    const count = (counts.get(key) ?? 0) + weight;
    if (count > limit.max) throw refusal(limit);
    counts.set(key, count);
    return () => {
      const left = (counts.get(key) ?? 0) - weight;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    };
  };
}
