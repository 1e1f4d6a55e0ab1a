import type { Logger } from '../platform/log.ts';
import type { RouterConfig } from './config.ts';

export function logDisabledFeatures(config: RouterConfig, logger: Logger): void {
  const disabled = [
    ...(config.REDIS_URL === undefined
      ? ['subscriptions, the end of access tokens at sign-out (REDIS_URL is not set)']
      : []),
    ...(config.JWKS_URL === undefined && config.JWKS_FILE === undefined
      ? ['access tokens: all callers are anonymous (JWKS_URL is not set)']
      : []),
    ...(config.CALLER_KEY === undefined
      ? ['signed caller assertions for subgraphs (CALLER_KEY is not set)']
      : []),
  ];
  if (disabled.length > 0) logger.info({ disabled }, `disabled features: ${disabled.join('; ')}`);
}
