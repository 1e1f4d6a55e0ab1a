import type { RouterConfig } from './config.ts';
import { createClientLimits } from './guard/client-limits.ts';
import type { ClientLimits, Limit } from './guard/client-limits.ts';

type LimitSetting = Extract<
  keyof RouterConfig,
  `LIMIT_${'CONNECTIONS' | 'SOCKETS' | 'SUBSCRIPTIONS'}${string}`
>;

/** The limits of all that clients hold open. */
export function createAllClientLimits(
  config: RouterConfig,
  refused: (setting: string) => void,
): Record<'connections' | 'sockets' | 'socketsOfUser' | 'subscriptions', ClientLimits> {
  const limit = (setting: LimitSetting): Limit => ({ setting, max: config[setting] });
  const ofConnections = { code: 'TOO_MANY_CONNECTIONS', refused } as const;
  return {
    connections: createClientLimits({
      ...{ ...ofConnections, noun: 'connections' },
      all: limit('LIMIT_CONNECTIONS'),
      perAddress: limit('LIMIT_CONNECTIONS_PER_ADDRESS'),
    }),
    sockets: createClientLimits({
      ...{ ...ofConnections, noun: 'WebSockets' },
      all: limit('LIMIT_SOCKETS'),
      perAddress: limit('LIMIT_SOCKETS_PER_ADDRESS'),
    }),
    // The user is known later, from connection_init.
    socketsOfUser: createClientLimits({
      ...{ ...ofConnections, noun: 'WebSockets' },
      perUser: limit('LIMIT_SOCKETS_PER_USER'),
    }),
    subscriptions: createClientLimits({
      ...{ noun: 'subscriptions', code: 'TOO_MANY_SUBSCRIPTIONS', refused },
      all: limit('LIMIT_SUBSCRIPTIONS'),
      perAddress: limit('LIMIT_SUBSCRIPTIONS_PER_ADDRESS'),
      perUser: limit('LIMIT_SUBSCRIPTIONS_PER_USER'),
    }),
  };
}
