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
import { fillInventory } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import { signUpTraveller } from './travellers.ts';
import type { Traveller } from './travellers.ts';

/** A whole Wayfare that is measured, who books in it, and what looks into its stores from outside. */
export interface World {
  stack: Stack;
  /** `embedded`, or the version of a real one: `MongoDB 7.0.5`. */
  store: string;
  /** The subgraphs' databases, read past the services. */
  databases: Readonly<Record<DatabaseOwner, mongoose.Connection>>;
  redis: Redis;
  inventory: Inventory;
  travellers: readonly Traveller[];
  /** The complaints that were made last, a line each under the process's name. */
  lastWords(): readonly string[];
  close(): Promise<void>;
}

export type DatabaseOwner = 'users' | 'orders' | 'reservations';

/** As many as there are clients at most: each has a WebSocket, which takes up to 100 subscriptions. */
const travellerCount = 64;
/** Connections over which HTTP requests go: those of contending clients share them. */
export const httpConnections = 256;
const linesKept = 60;

/**
 * Starts it as `npm start` would, each process once with its default settings, but for sign-ups and tokens that last,
 * on free ports and with data of its own.
 * @param mongoUrl a real server; left out, the embedded one
 */
export async function startWorld(mongoUrl?: string): Promise<World> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-bench-'));
  const lines: string[] = [];
  const log = (name: string, line: string) => {
    if (line.includes('"level":"info"')) return;
    lines.push(`${name} ${line}`);
    if (lines.length > linesKept) lines.shift();
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
    // Once nobody writes to them any more, which is why it stands before the stack's end.
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
    for (let at = 0; at < travellerCount; at += 1) {
      const traveller = await signUpTraveller(stack.urls.router, pool);
      closing.push(() => traveller.close());
      travellers.push(traveller);
    }
    const store = await storeName(databases.users);
    return { stack, store, databases, redis, inventory, travellers, lastWords: () => lines, close };
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
      NODE_ENV: 'production',
      ...(mongoUrl === undefined ? {} : { MONGODB_URL: mongoUrl }),
    },
    overrides: {
      users: {
        ...{ MONGODB_DATABASE: names.users, ACCESS_TOKEN_TTL_SECONDS: '7200' },
        SIGN_UP_ATTEMPTS_PER_ADDRESS: String(10 * travellerCount),
      },
      orders: { MONGODB_DATABASE: names.orders },
      reservations,
      worker: reservations,
    },
    logger: createLogger('stack', 'silent'),
  };
}

async function storeName({ db }: mongoose.Connection): Promise<string> {
  const { version, gitVersion } = (await db?.admin().buildInfo()) ?? {};
  return gitVersion === 'embedded' ? 'embedded' : `MongoDB ${String(version)}`;
}
