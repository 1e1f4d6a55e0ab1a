import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { createLogPrinter } from '../../dev/log-lines.ts';
import type { ServiceName } from '../../dev/processes.ts';
import { startStack } from '../../dev/stack.ts';
import type { Stack } from '../../dev/stack.ts';
import { createLogger } from '../../platform/log.ts';
import { signUpTraveller } from '../kit/graph-client.ts';
import type { GraphClient } from '../kit/graph-client.ts';
import { startFaultsServer } from './faults-server.ts';
import type { FaultsServer } from './faults-server.ts';

/** A running stack of processes with fault points. */
export interface World {
  readonly stack: Stack;
  readonly faults: FaultsServer;
  readonly dataDirectory: string;
  /** Direct connections to the databases. */
  readonly databases: Readonly<Record<'reservations' | 'orders', mongoose.Connection>>;
  /** Signs up a new user. */
  signUp(): Promise<Traveller>;
  /** The last lines of all processes' logs. */
  lastLogLines(lines: number): readonly string[];
  close(): Promise<void>;
}

export interface Traveller {
  userId: string;
  client: GraphClient;
}

/** The services with fault points. */
const entries: Partial<Record<ServiceName, string>> = {
  worker: 'tests/crash/worker-with-faults.ts',
  reservations: 'tests/crash/reservations-with-faults.ts',
  orders: 'tests/crash/orders-with-faults.ts',
};
/** All bookings of a round may be held at the same time. */
const sagaConcurrency = 200;
const linesKept = 5_000;

/** Starts a stack on free ports with stores of its own, which it may kill. */
export async function startWorld(): Promise<World> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-crash-'));
  const lines: string[] = [];
  const log = createLogPrinter(false, (line) => {
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
  });
  const faults = await startFaultsServer();
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...environment } = process.env;
  const withFaults = { FAULTS_URL: faults.url };
  try {
    const stack = await startStack({
      dataDirectory,
      preferDefaultPorts: false,
      demo: 'none',
      environment: { ...environment, NODE_ENV: 'test' },
      entries,
      overrides: {
        users: { SIGN_UP_ATTEMPTS_PER_ADDRESS: '10000', ACCESS_TOKEN_TTL_SECONDS: '7200' },
        worker: { ...withFaults, SAGA_CONCURRENCY: String(sagaConcurrency) },
        reservations: withFaults,
        orders: withFaults,
      },
      log,
      logger: createLogger('stack', 'info', {
        write: (line) => {
          log('stack', line);
        },
      }),
    });
    const connect = (dbName: string) => mongoose.createConnection(stack.mongoUrl, { dbName }).asPromise();
    const databases = {
      reservations: await connect('wayfare_reservations'),
      orders: await connect('wayfare_orders'),
    };
    return {
      ...{ stack, faults, dataDirectory, databases },
      async signUp() {
        const { client, session } = await signUpTraveller(stack.urls.router);
        return { userId: session.user.id, client };
      },
      lastLogLines: (count) => lines.slice(-count),
      async close() {
        await Promise.all(Object.values(databases).map((connection) => connection.close()));
        await stack.close();
        await faults.close();
        await rm(dataDirectory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    process.stderr.write(`${lines.join('\n')}\n`);
    await faults.close();
    await rm(dataDirectory, { recursive: true, force: true });
    throw error;
  }
}
