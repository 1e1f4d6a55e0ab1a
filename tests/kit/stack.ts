import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogPrinter } from '../../dev/log-lines.ts';
import type { ServiceName } from '../../dev/processes.ts';
import { startStack } from '../../dev/stack.ts';
import type { Stack } from '../../dev/stack.ts';
import { createLogger } from '../../platform/log.ts';
import { assertInventoryBalancedAt } from './inventory.ts';
import { isRunning } from './processes.ts';
import { dropDatabases, uniqueDatabase } from './stores.ts';
import { withoutLimits } from './without-limits.ts';

/** The whole of Wayfare on free ports with its own data, removed on close. */
export interface TestStack extends Stack {
  /** The log lines of its processes so far, each prefixed with the process's name. */
  logs(): readonly string[];
  /** Prints the log lines, for a failed test. */
  printLogs(): void;
}

export interface TestStackOptions {
  demo?: 'full' | 'small' | 'none';
  /** Settings of single processes; they override the rest. */
  overrides?: Partial<Record<ServiceName, NodeJS.ProcessEnv>>;
  /** Kept on close; left out, a temporary directory that is removed on close. */
  dataDirectory?: string;
}

/**
 * Starts a whole Wayfare on free ports with a temporary data directory, and resolves once it serves. With `MONGODB_URL`
 * set, it uses databases of its own on that server, and drops them.
 * @throws Error when startup fails, after printing the log lines; `close` throws when the
 * inventory differs from the reservations, or a process is left
 */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const { demo = 'small', overrides = {} } = options;
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'wayfare-stack-')));
  const removeData = async () => {
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  };
  const lines: string[] = [];
  const log = createLogPrinter(false, (line) => lines.push(line));
  const logger = createLogger('stack', 'info', {
    write: (line) => {
      log('stack', line);
    },
  });
  const printLogs = () => {
    process.stderr.write(`${lines.join('\n')}\n`);
  };
  const { REDIS_URL: _shared, ...environment } = process.env;
  const mongoUrl = environment['MONGODB_URL'] ?? '';
  const databases = mongoUrl === '' ? {} : uniqueDatabases();

  const settings = merged(databases, overrides);
  const database = settings.reservations?.['MONGODB_DATABASE'] ?? 'wayfare_reservations';

  let stack: Stack;
  try {
    stack = await startStack({
      dataDirectory,
      preferDefaultPorts: false,
      demo,
      environment: { ...withoutLimits, ...environment, NODE_ENV: 'test' },
      overrides: settings,
      log,
      logger,
    });
  } catch (error) {
    printLogs();
    await removeData();
    throw error;
  }
  return {
    ...stack,
    logs: () => lines,
    printLogs,
    async close() {
      try {
        await assertInventoryBalancedAt(stack.mongoUrl, database);
      } finally {
        await end();
      }
    },
  };

  async function end(): Promise<void> {
    const pids = stack.processNames.map((name) => [name, stack.pid(name)] as const);
    await stack.close();
    await removeData();
    if (mongoUrl !== '') await dropDatabases(mongoUrl, namesIn(databases));
    const left = pids.filter(([, pid]) => pid !== undefined && isRunning(pid));
    if (left.length > 0) throw new Error(`these were left running: ${left.join(' ')}`);
  }
}

type Overrides = Partial<Record<ServiceName | 'demo', NodeJS.ProcessEnv>>;

/** Database names for a shared server. */
function uniqueDatabases(): Overrides {
  const users = uniqueDatabase('wayfare_users');
  const orders = uniqueDatabase('wayfare_orders');
  const reservations = uniqueDatabase('wayfare_reservations');
  return {
    users: { MONGODB_DATABASE: users },
    orders: { MONGODB_DATABASE: orders },
    reservations: { MONGODB_DATABASE: reservations },
    worker: { MONGODB_DATABASE: reservations },
    demo: { USERS_DATABASE: users, RESERVATIONS_DATABASE: reservations },
  };
}

function namesIn(databases: Overrides): string[] {
  const names = Object.values(databases).map((settings) => settings['MONGODB_DATABASE'] ?? '');
  return [...new Set(names)].filter((name) => name !== '');
}

function merged(...all: Overrides[]): Overrides {
  const result: Overrides = {};
  for (const [name, settings] of all.flatMap((overrides) => Object.entries(overrides))) {
    result[name as ServiceName] = { ...result[name as ServiceName], ...settings };
  }
  return result;
}
