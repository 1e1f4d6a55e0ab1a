import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mongoose from 'mongoose';
import { createLogPrinter } from '../../dev/log-lines.ts';
import type { ServiceName } from '../../dev/processes.ts';
import { createStack } from '../../dev/stack.ts';
import type { Stack, StackOptions } from '../../dev/stack.ts';
import { createLogger } from '../../platform/log.ts';
import { signUpTraveller } from '../kit/graph-client.ts';
import type { GraphClient } from '../kit/graph-client.ts';
import { createSkewedClock } from '../kit/skewed-clock.ts';
import type { SkewedClock } from '../kit/skewed-clock.ts';
import { withoutLimits } from '../kit/without-limits.ts';
import { skewedServices } from './disturbances/clock.ts';
import type { SkewedService } from './disturbances/clock.ts';
import { startFaultsServer } from './faults-server.ts';
import type { FaultsServer } from './faults-server.ts';
import { createPairs, processesOf } from './world-processes.ts';
import type { Pairs, Processes } from './world-processes.ts';

/** `single`: each process once. `pairs`: each process twice, with a balancer in front of each pair. */
export type WorldKind = 'single' | 'pairs';

/** A running stack of processes with fault points. */
export interface World {
  readonly stack: Stack;
  readonly processes: Processes;
  /** The router, or the balancer in front of both routers. */
  readonly routerUrl: string;
  readonly faults: FaultsServer;
  /** The wall clocks of processes, right at first. */
  readonly clocks: Clocks;
  readonly dataDirectory: string;
  /** Direct connections to the databases. */
  readonly databases: Readonly<Record<'reservations' | 'orders', mongoose.Connection>>;
  /** Signs up a new user. */
  signUp(): Promise<Traveller>;
  readonly pause: (seconds: number) => Promise<void>;
  /** The last lines of all processes' logs. */
  lastLogLines(lines: number): readonly string[];
  close(): Promise<void>;
}

type Clocks = Readonly<Record<SkewedService, SkewedClock>>;

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
export async function startWorld(kind: WorldKind): Promise<World> {
  const closing: (() => Promise<void>)[] = [];
  const lines: string[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-crash-'));
    closing.push(() => rm(dataDirectory, { recursive: true, force: true }));
    const faults = await startFaultsServer();
    closing.push(() => faults.close());
    const clocks = await createClocks(closing);
    const pairs = kind === 'pairs' ? await createPairs() : null;
    if (pairs !== null) closing.push(() => pairs.close());
    const options = stackOptions({ dataDirectory, faults, clocks, pairs, lines });
    const { stack, start } = await createStack(options);
    closing.push(() => stack.close());
    pairs?.balance(stack);
    await start();
    const processes = pairs === null ? processesOf(stack) : await pairs.start(stack, options);
    const databases = await openDatabases(stack, closing);
    const routerUrl = pairs?.routerUrl ?? stack.urls.router;
    return {
      ...{ stack, processes, routerUrl, faults, clocks, dataDirectory, databases, close },
      async signUp() {
        const { client, session } = await signUpTraveller(routerUrl);
        return { userId: session.user.id, client };
      },
      pause: (seconds) => delay(seconds * 1_000),
      lastLogLines: (count) => lines.slice(-count),
    };
  } catch (error) {
    process.stderr.write(`${lines.join('\n')}\n`);
    await close();
    throw error;
  }
}

function stackOptions(options: {
  dataDirectory: string;
  faults: FaultsServer;
  clocks: Clocks;
  pairs: Pairs | null;
  lines: string[];
}) {
  const { dataDirectory, faults, clocks, pairs, lines } = options;
  const log = createLogPrinter(false, (line) => {
    lines.push(line);
    if (lines.length > linesKept) lines.shift();
  });
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...environment } = process.env;
  const withFaults = { FAULTS_URL: faults.url };
  return {
    dataDirectory,
    preferDefaultPorts: false,
    demo: 'none',
    environment: { ...environment, ...withoutLimits, NODE_ENV: 'test' },
    entries,
    overrides: {
      users: { SIGN_UP_ATTEMPTS_PER_ADDRESS: '10000', ACCESS_TOKEN_TTL_SECONDS: '7200' },
      worker: {
        ...{ ...withFaults, ...clocks.worker.environment, ...pairs?.overrides.worker },
        SAGA_CONCURRENCY: String(sagaConcurrency),
      },
      reservations: {
        ...{ ...withFaults, ...clocks.reservations.environment },
        // All bookings of a round belong to the same traveller.
        ...{ UNFINISHED_BOOKINGS_PER_CUSTOMER: '1000', QUOTES_PER_CUSTOMER: '0' },
        ...{ HELD_ROOMS_PER_CUSTOMER: '1000', HELD_SEATS_PER_CUSTOMER: '1000' },
      },
      orders: { ...withFaults, ...clocks.orders.environment },
      router: { ...clocks.router.environment, ...pairs?.overrides.router },
    },
    log,
    logger: createLogger('stack', 'info', {
      write: (line) => {
        log('stack', line);
      },
    }),
  } satisfies StackOptions;
}

async function createClocks(closing: (() => Promise<void>)[]): Promise<Clocks> {
  const created = skewedServices.map(async (name) => {
    const clock = await createSkewedClock();
    closing.push(() => clock.remove());
    return [name, clock] as const;
  });
  return Object.fromEntries(await Promise.all(created)) as Clocks;
}

async function openDatabases({ mongoUrl }: Stack, closing: (() => Promise<void>)[]) {
  const connect = async (dbName: string) => {
    const connection = await mongoose.createConnection(mongoUrl, { dbName }).asPromise();
    closing.push(() => connection.close());
    return connection;
  };
  return {
    reservations: await connect('wayfare_reservations'),
    orders: await connect('wayfare_orders'),
  };
}
