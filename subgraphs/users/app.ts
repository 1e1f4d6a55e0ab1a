import type { Redis } from 'ioredis';
import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { createCallerVerifier } from '../../platform/identity.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import { prepareModels } from '../../platform/stores/mongo.ts';
import { missingStores, createStoreOpener } from '../../platform/stores/open-stores.ts';
import { startSubgraphServer } from '../../platform/subgraph-server.ts';
import { createAccounts } from './use-cases/accounts.ts';
import type { UsersConfig } from './config.ts';
import { source, startPublishing } from './events.ts';
import { createLoaders } from './loaders.ts';
import { allResolvers } from './resolvers/all.ts';
import { createAccessTokens } from './security/access-tokens.ts';
import { createAttemptLimit } from './security/attempt-limits.ts';
import { createPasswords } from './security/passwords.ts';
import { createSignIns } from './use-cases/sign-ins.ts';
import { createSessionStore, sessionModel } from './store/sessions.ts';
import { createUserCache } from './store/user-cache.ts';
import { createUserStore, userModel } from './store/users.ts';

export interface UsersOptions {
  config: UsersConfig;
  logger: Logger;
  metrics: Registry;
  clock?: Clock;
  /** Gives up waiting for stores that are not up yet. */
  signal?: AbortSignal;
}

/** How long a router may keep the key set before it asks again, in seconds. */
const keySetMaxAgeSeconds = 300;

/** Starts the users subgraph: accounts, credentials, sessions, keys. */
export async function startUsers(options: UsersOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { config, logger, metrics, clock = systemClock, signal } = options;
  return startInOrder(logger, async (started) => {
    const open = createStoreOpener({ logger, signal, started });
    const [connection, redis, cacheRedis] = await Promise.all([
      open.mongo(config),
      open.redis(config.REDIS_URL, 'command'),
      open.redis(config.CACHE_REDIS_URL ?? config.REDIS_URL, 'command'),
    ]);
    const cache = createUserCache({
      redis: cacheRedis,
      ttlSeconds: config.USER_CACHE_TTL_SECONDS,
      logger,
      metrics,
    });
    const model = userModel(connection);
    const users = createUserStore({ users: model, cache });
    const sessions = createSessionStore(sessionModel(connection));
    await prepareModels(connection);
    const relay = await startPublishing({
      ...{ connection, redisUrl: config.REDIS_URL, clock, logger, metrics, signal },
      users: model,
    });
    started.add(relay);

    const passwords = await createPasswords();
    const accessTokens = await createAccessTokens({
      keys: config.ACCESS_TOKEN_KEYS,
      issuer: config.ACCESS_TOKEN_ISSUER,
      audience: config.ACCESS_TOKEN_AUDIENCE,
      ttlSeconds: config.ACCESS_TOKEN_TTL_SECONDS,
      clock,
    });
    const limits = createLimits(redis, config);
    const signIns = createSignIns({
      users,
      sessions,
      passwords,
      accessTokens,
      limit: limits.signIn,
      refreshTtlSeconds: config.REFRESH_TOKEN_TTL_SECONDS,
      clock,
      logger,
      metrics,
    });
    const accounts = createAccounts({
      users,
      sessions,
      signIns,
      passwords,
      limits,
      published: relay.wake,
      clock,
      logger,
      metrics,
    });

    const server = await startSubgraphServer({
      sdlPath: 'schema/users.graphql',
      resolvers: allResolvers({ users, accounts, signIns }),
      contextFor: (request) => ({ ...request, loaders: createLoaders(users) }),
      verifier: await createCallerVerifier({ audience: source, trusted: config.TRUSTED_CALLERS }),
      logger,
      metrics,
      host: config.HOST,
      port: config.PORT,
      // Without Redis accounts still work: uncached, and with attempts counted per process.
      signal,
      missingDependencies: () => missingStores({ connection }),
      routes: (http) => {
        http.get('/.well-known/jwks.json', (_request, reply) =>
          reply.header('cache-control', `public, max-age=${keySetMaxAgeSeconds}`).send(accessTokens.keySet),
        );
      },
    });
    started.add(server);
    return { url: server.url };
  });
}

function createLimits(redis: Redis, config: UsersConfig) {
  const signInLimit = {
    redis,
    perAddress: config.SIGN_IN_ATTEMPTS_PER_ADDRESS,
    perAccount: config.SIGN_IN_ATTEMPTS_PER_ACCOUNT,
  };
  return {
    signIn: createAttemptLimit({ ...signInLimit, kind: 'sign-in' }),
    passwordChange: createAttemptLimit({ ...signInLimit, kind: 'password-change' }),
    signUp: createAttemptLimit({
      redis,
      kind: 'sign-up',
      perAddress: config.SIGN_UP_ATTEMPTS_PER_ADDRESS,
      perAccount: config.SIGN_UP_ATTEMPTS_PER_ACCOUNT,
    }),
  };
}
