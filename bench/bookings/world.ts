import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { Pool } from 'undici';
import { startStack } from '../../dev/stack.ts';
import type { Stack, StackOptions } from '../../dev/stack.ts';
import { createLogger } from '../../platform/log.ts';
import { dropDatabases, uniqueDatabase } from '../../tests/kit/stores.ts';
import { withoutLimits } from '../../tests/kit/without-limits.ts';
import { fillInventory } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import { signUpTraveller } from './travellers.ts';
import type { Traveller } from './travellers.ts';
import type { SubgraphName } from '../../schema/subgraphs.ts';

/** The Wayfare under test, its travellers, and connections to its stores. */
export interface World {
  stack: Stack;
  /** `embedded`, or the version of a server: `MongoDB 7.0.5`. */
  store: string;
  /** Direct connections to the subgraphs' databases. */
  databases: Readonly<Record<DatabaseOwner, mongoose.Connection>>;
  redis: Redis;
  inventory: Inventory;
  travellers: readonly Traveller[];
  /** The last warnings and errors of the processes, line by line. */
  lastOutput(): readonly string[];
  close(): Promise<void>;
}

export type DatabaseOwner = SubgraphName;

/** The most clients. Each has a WebSocket, which accepts up to 100 subscriptions. */
const maxTravellers = 64;
/** The HTTP connections, which all clients share. */
export const httpConnections = 256;
const maxKeptLines = 60;

/**
 * Starts a stack like `npm start`: one process each with default settings, on free ports, with its own data. Only the
 * limits of requests, of sign-ups and per customer and the lifetime of tokens are higher.
 * @param mongoUrl a MongoDB server; absent for the embedded MongoDB
 */
export async function startWorld(mongoUrl?: string): Promise<World> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-bench-'));
  const lines: string[] = [];
  const log = (name: string, line: string) => {
    if (line.includes('"level":"info"')) return;
    lines.push(`${name} ${line}`);
    if (lines.length > maxKeptLines) lines.shift();
  };
  const names = {
    users: uniqueDatabase('wayfare_users'),
    orders: uniqueDatabase('wayfare_orders'),
    reservations: uniqueDatabase('wayfare_reservations'),
  };
  const closing: (() => Promise<unknown>)[] = [() => rm(dataDirectory, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const stack = await startStack({ ...options(mongoUrl, names), dataDirectory, log });
    closing.push(() => stack.close());
    // Closed in reverse order: the databases are dropped after the stack has stopped.
    if (mongoUrl !== undefined) closing.splice(1, 0, () => dropDatabases(mongoUrl, Object.values(names)));

    const connect = async (dbName: string) => {
      const connection = await mongoose.createConnection(stack.mongoUrl, { dbName }).asPromise();
      closing.push(() => connection.close());
      return connection;
    };
    const databases = {
      users: await connect(names.users),
      orders: await connect(names.orders),
      reservations: await connect(names.reservations),
    };
    const redis = new Redis(stack.redisUrl);
    closing.push(() => redis.quit());
    const inventory = await fillInventory(databases.reservations);

    const pool = new Pool(stack.urls.router, { connections: httpConnections });
    closing.push(() => pool.close());
    const travellers: Traveller[] = [];
    for (let at = 0; at < maxTravellers; at += 1) {
      const traveller = await signUpTraveller(stack.urls.router, pool);
      closing.push(() => traveller.close());
      travellers.push(traveller);
    }
    const store = await storeName(databases.users);
    return { stack, store, databases, redis, inventory, travellers, lastOutput: () => lines, close };
  } catch (error) {
    process.stderr.write(`${lines.join('\n')}\n`);
    await close();
    throw error;
  }
}

function options(
  mongoUrl: string | undefined,
  names: Readonly<Record<DatabaseOwner, string>>,
): Omit<StackOptions, 'dataDirectory' | 'log'> {
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...environment } = process.env;
  const reservations = { MONGODB_DATABASE: names.reservations };
  return {
    preferDefaultPorts: false,
    demo: 'none',
    environment: {
      ...environment,
      // A thousand travellers on one machine are more than it admits at once.
      ...withoutLimits,
      NODE_ENV: 'production',
      ...(mongoUrl === undefined ? {} : { MONGODB_URL: mongoUrl }),
    },
    overrides: {
      users: {
        ...{ MONGODB_DATABASE: names.users, ACCESS_TOKEN_TTL_SECONDS: '7200' },
        SIGN_UP_ATTEMPTS_PER_ADDRESS: String(10 * maxTravellers),
      },
      orders: { MONGODB_DATABASE: names.orders },
      reservations: {
        ...{ ...reservations, QUOTES_PER_CUSTOMER: '0', UNFINISHED_BOOKINGS_PER_CUSTOMER: '1000' },
        ...{ HELD_ROOMS_PER_CUSTOMER: '1000', HELD_SEATS_PER_CUSTOMER: '1000' },
      },
      worker: reservations,
    },
    logger: createLogger('stack', 'silent'),
  };
}

async function storeName({ db }: mongoose.Connection): Promise<string> {
  const { version, gitVersion } = (await db?.admin().buildInfo()) ?? {};
  return gitVersion === 'embedded' ? 'embedded' : `MongoDB ${String(version)}`;
}
