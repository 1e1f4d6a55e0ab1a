import type { Redis } from 'ioredis';
import type { Clock } from '../../platform/clock.ts';
import { createCallerVerifier } from '../../platform/caller-assertions.ts';
import { admissionLimits } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import type { StartedServices } from '../../platform/resilience/start-in-order.ts';
import { prepareModels } from '../../platform/stores/prepare-models.ts';
import { missingStores, createStoreOpener } from '../../platform/stores/open-stores.ts';
import { mongoGuard } from '../../platform/stores/store-guard.ts';
import type { StoreGuard } from '../../platform/stores/store-guard.ts';
import { startSubgraphServer } from '../../platform/subgraph-server.ts';
import type { UsersConfig } from './config.ts';
import { source, startPublishing } from './events.ts';
import { createLoaders } from './loaders.ts';
import { createUsersMetrics } from './metrics.ts';
import { allResolvers } from './resolvers/all.ts';
import { createAccessTokens } from './security/access-tokens.ts';
import { createAttemptLimit } from './security/attempt-limits.ts';
import { createDeviceTokens } from './security/device-tokens.ts';
import { startEndedSessions } from './security/ended-sessions.ts';
import { createPasswords } from './security/passwords.ts';
import { createSessionStore, sessionModel } from './store/sessions.ts';
import { createUserCache } from './store/user-cache.ts';
import { createUserStore, userModel } from './store/users.ts';
import { createAccounts } from './use-cases/accounts.ts';
import { createSignIns } from './use-cases/sign-ins.ts';

export interface UsersOptions {
  config: UsersConfig;
  logger: Logger;
  metrics: Registry;
  /** MongoDB's time by default. */
  clock?: Clock;
  /** Aborts a start that waits for its stores. */
  signal?: AbortSignal;
}

/** The max-age of the key set in routers' caches. */
const keySetMaxAgeSeconds = 300;

/** Starts the users subgraph: accounts, credentials, sessions, signing keys. */
export async function startUsers(options: UsersOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { config, logger, metrics: registry, signal } = options;
  return startInOrder(logger, async (started) => {
    const open = createStoreOpener({ logger, metrics: registry, signal, started });
    const [connection, redis, cacheRedis] = await Promise.all([
      open.mongo(config),
      open.redis(config.REDIS_URL, 'command'),
      open.redis(config.CACHE_REDIS_URL ?? config.REDIS_URL, 'command', 'Redis cache'),
    ]);
    const clock = await open.clock({ connection, config, given: options.clock });
    const models = { users: userModel(connection), sessions: sessionModel(connection) };
    await prepareModels(connection, { logger, signal });

    const relay = await startPublishing({
      ...{ connection, redisUrl: config.REDIS_URL, clock: clock.now, logger, metrics: registry, signal },
      users: models.users,
    });
    started.add(relay);
    const guard = started.add(mongoGuard(options));
    const useCases = await createUseCases(options, {
      ...{ ...models, redis, cacheRedis, guard, wakeRelay: relay.wake, clock: clock.now, started },
    });

    const server = await startSubgraphServer({
      sdlPath: 'schema/users.graphql',
      resolvers: allResolvers(useCases),
      contextFor: (request) => ({ ...request, loaders: createLoaders(useCases) }),
      admission: admissionLimits(config),
      verifier: await createCallerVerifier({
        ...{ audience: source, trusted: config.TRUSTED_CALLERS, clock: clock.now, logger },
      }),
      ...{ logger, metrics: registry, host: config.HOST, port: config.PORT, signal },
      instanceId: config.INSTANCE_ID,
      // Redis may be absent: then users are not cached, and each process counts attempts by itself.
      missingDependencies: () => missingStores({ connection, clock }),
      routes: (http) => {
        http.get('/.well-known/jwks.json', (_request, reply) =>
          reply
            .header('cache-control', `public, max-age=${keySetMaxAgeSeconds}`)
            .send(useCases.accessTokens.keySet),
        );
      },
    });
    started.add(server);
    return { url: server.url };
  });
}

async function createUseCases(
  { config, logger, metrics: registry }: UsersOptions,
  given: {
    users: ReturnType<typeof userModel>;
    sessions: ReturnType<typeof sessionModel>;
    redis: Redis;
    cacheRedis: Redis;
    guard: StoreGuard;
    wakeRelay: () => void;
    clock: Clock;
    started: StartedServices;
  },
) {
  const { clock, started } = given;
  const metrics = createUsersMetrics(registry);
  const ttlSeconds = config.USER_CACHE_TTL_SECONDS;
  const cache = createUserCache({ redis: given.cacheRedis, ttlSeconds, logger, metrics });
  const users = createUserStore({ users: given.users, cache, guard: given.guard });
  const sessions = given.guard.port(createSessionStore(given.sessions));
  const passwords = await createPasswords();
  const accessTokens = await createAccessTokens({
    keys: config.ACCESS_TOKEN_KEYS,
    issuer: config.ACCESS_TOKEN_ISSUER,
    audience: config.ACCESS_TOKEN_AUDIENCE,
    ttlSeconds: config.ACCESS_TOKEN_TTL_SECONDS,
    clock,
  });
  const deviceTokens = await createDeviceTokens({
    ...{ keys: config.ACCESS_TOKEN_KEYS, keySet: accessTokens.keySet, clock },
    issuer: config.ACCESS_TOKEN_ISSUER,
  });
  const limits = createLimits(given.redis, config);
  const endedSessions = started.add(
    startEndedSessions({
      ...{ sessions, users, redis: given.redis, clock, logger },
      accessTokenTtlSeconds: config.ACCESS_TOKEN_TTL_SECONDS,
    }),
  );
  const shared = { users, sessions, passwords, endedSessions, clock, logger, metrics };
  const signIns = createSignIns({
    ...shared,
    ...{ accessTokens, deviceTokens },
    limit: limits.signIn,
    refreshTtlSeconds: config.REFRESH_TOKEN_TTL_SECONDS,
    maxSessions: config.SESSIONS_PER_USER,
  });
  const accounts = createAccounts({ ...shared, signIns, limits, wakeRelay: given.wakeRelay });
  return { users, accounts, signIns, accessTokens };
}

function createLimits(redis: Redis, config: UsersConfig) {
  const signIn = {
    perAddress: config.SIGN_IN_ATTEMPTS_PER_ADDRESS,
    perAccount: config.SIGN_IN_ATTEMPTS_PER_ACCOUNT,
    perAccountOverall: config.SIGN_IN_ATTEMPTS_PER_ACCOUNT_OVERALL,
  };
  const signUp = {
    perAddress: config.SIGN_UP_ATTEMPTS_PER_ADDRESS,
    perAccount: config.SIGN_UP_ATTEMPTS_PER_ACCOUNT,
    perAccountOverall: config.SIGN_UP_ATTEMPTS_PER_ACCOUNT_OVERALL,
  };
  return {
    signIn: createAttemptLimit({ redis, operation: 'sign-in', ...signIn }),
    passwordChange: createAttemptLimit({ redis, operation: 'password-change', ...signIn }),
    signUp: createAttemptLimit({ redis, operation: 'sign-up', ...signUp }),
  };
}
