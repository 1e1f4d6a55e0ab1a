import { exportJWK, generateKeyPair } from 'jose';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/log.ts';
import type { Logger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { SubgraphName } from '../../schema/subgraphs.ts';
import { startOrders } from '../../subgraphs/orders/app.ts';
import { parseOrdersConfig } from '../../subgraphs/orders/config.ts';
import type { PaymentProvider } from '../../subgraphs/orders/domain/payment-provider.ts';
import { startReservations } from '../../subgraphs/reservations/app.ts';
import { parseReservationsConfig } from '../../subgraphs/reservations/config.ts';
import { startUsers } from '../../subgraphs/users/app.ts';
import { parseUsersConfig } from '../../subgraphs/users/config.ts';
import { startStores } from './stores.ts';
import type { Stores } from './stores.ts';
import { createSubgraphClient, testCallers } from './subgraph-client.ts';
import type { SubgraphClient, TestCallers } from './subgraph-client.ts';
import { withoutLimits } from './without-limits.ts';

type Settings = Record<string, string>;

/** A clock that a test moves forward. */
export interface TestClock {
  now: Clock;
  advance(seconds: number): void;
}

/** A subgraph that runs in the test's own process. */
export interface RunningSubgraph {
  /** As `http://127.0.0.1:4001`. */
  origin: string;
  /** Calls it as the router does. */
  router: SubgraphClient;
  /** Calls it as the reservations service does. */
  reservations: SubgraphClient;
  metrics: Registry;
  /** Its log so far: lines of JSON. */
  logs: readonly string[];
}

/** Subgraphs on stores of their own. All processes of a subgraph share its database. */
export interface World {
  stores: Stores;
  callers: TestCallers;
  /** The clock of every subgraph, unless the world was given one. */
  clock: TestClock;
  /** The settings that every subgraph needs: stores, a database of its own, trusted callers. */
  settingsOf(name: SubgraphName): Settings;
  /** A connection to a subgraph's database, past the subgraph. */
  database(name: SubgraphName): Promise<Connection>;
  startUsers(settings?: Settings): Promise<RunningSubgraph>;
  /** @param decorate wraps the sandbox's payment provider, to inject faults */
  startOrders(settings?: Settings, decorate?: DecorateProvider): Promise<RunningSubgraph>;
  startReservations(settings?: Settings): Promise<RunningSubgraph>;
  /** Closes all subgraphs and connections, the newest first, and drops the databases. */
  close(): Promise<void>;
}

export type DecorateProvider = (sandbox: PaymentProvider) => PaymentProvider;

/** The arguments of a subgraph's start function. */
interface Start {
  settings: Settings;
  logger: Logger;
  metrics: Registry;
  clock: Clock;
}

/** Starts the stores, and no subgraph yet. @param options.clock replaces the world's own clock */
export async function startWorld(options: { clock?: Clock } = {}): Promise<World> {
  const stores = await startStores();
  const clock = testClock();
  const callers = await testCallers(
    { reservations: ['payOrder', 'cancelOrder', 'refundOrder'] },
    options.clock ?? clock.now,
  );
  const databases = new Map<SubgraphName, string>();
  const accessTokenKeys = JSON.stringify([await accessTokenKey('test-key')]);
  const closing: (() => Promise<void>)[] = [];

  function databaseOf(name: SubgraphName): string {
    const database = databases.get(name) ?? stores.uniqueDatabase(name);
    databases.set(name, database);
    return database;
  }
  const settingsOf = (name: SubgraphName): Settings => ({
    ...withoutLimits,
    NODE_ENV: 'test',
    PORT: '0',
    MONGODB_URL: stores.mongoUrl,
    MONGODB_DATABASE: databaseOf(name),
    REDIS_URL: stores.redisUrl,
    TRUSTED_CALLERS: callers.setting,
  });

  async function start(
    name: SubgraphName,
    settings: Settings,
    run: (start: Start) => Promise<{ url: string; close(): Promise<void> }>,
  ): Promise<RunningSubgraph> {
    const metrics = createMetrics(name);
    const logs: string[] = [];
    const subgraph = await run({
      settings: { ...settingsOf(name), ...settings },
      logger: createLogger(name, 'info', { write: (line) => void logs.push(line) }),
      ...{ metrics, clock: options.clock ?? clock.now },
    });
    closing.push(() => subgraph.close());
    const { reservations } = callers.services;
    if (reservations === undefined) throw new Error('There is no key for the caller "reservations".');
    const client = { url: subgraph.url, audience: name };
    return {
      origin: new URL(subgraph.url).origin,
      router: createSubgraphClient({ ...client, signer: callers.router }),
      reservations: createSubgraphClient({ ...client, signer: reservations }),
      ...{ metrics, logs },
    };
  }

  return {
    ...{ stores, callers, clock, settingsOf },
    async database(name) {
      const dbName = databaseOf(name);
      const connection = await mongoose.createConnection(stores.mongoUrl, { dbName }).asPromise();
      closing.push(() => connection.close());
      return connection;
    },
    startUsers: (more) =>
      start('users', { ACCESS_TOKEN_KEYS: accessTokenKeys, ...more }, ({ settings, ...rest }) =>
        startUsers({ ...rest, config: parseUsersConfig(settings) }),
      ),
    startOrders: (more, decorate) =>
      // A slow machine must not exhaust the payment provider's budget.
      start('orders', { PAYMENT_BUDGET_MS: '25000', ...more }, ({ settings, ...rest }) =>
        startOrders({
          ...{ ...rest, config: parseOrdersConfig(settings) },
          ...(decorate === undefined ? {} : { provider: decorate }),
        }),
      ),
    startReservations: (more) =>
      start('reservations', { ...more }, ({ settings, ...rest }) =>
        startReservations({ ...rest, config: parseReservationsConfig(settings) }),
      ),
    async close() {
      for (const close of closing.reverse()) await close();
      await stores.close();
    },
  };
}

/** The system clock plus the time that the test has advanced. */
function testClock(): TestClock {
  let aheadMs = 0;
  return {
    now: () => new Date(systemClock().getTime() + aheadMs),
    advance(seconds) {
      aheadMs += seconds * 1_000;
    },
  };
}

/** A signing key of access tokens, as a private JWK. */
export async function accessTokenKey(kid: string): Promise<Record<string, unknown>> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid };
}
