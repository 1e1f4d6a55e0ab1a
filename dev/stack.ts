import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '../platform/log.ts';
import { subgraphs } from '../schema/subgraphs.ts';
import type { LogSink } from './child.ts';
import { createDemoData } from './demo-data.ts';
import type { DemoData, DemoSize } from './demo-data.ts';
import { loadKeys } from './keys.ts';
import { freePort, loopback } from './ports.ts';
import {
  defaultPorts,
  inheritedEnvironment,
  mongoProcess,
  redisProcess,
  serviceProcess,
  urlOf,
} from './processes.ts';
import type { ProcessName, ServiceName } from './processes.ts';
import { ensureRedisInstalled } from './redis-install.ts';
import { supervise } from './supervisor.ts';
import type { ProcessSpec, SupervisedProcess } from './supervisor.ts';

export interface StackOptions {
  /** Where keys and stores live. */
  dataDirectory: string;
  /** Ports that must be these. */
  ports?: Partial<Record<ServiceName, number>>;
  /** Whether the others take their defaults where those are free, or any free ones. */
  preferDefaultPorts: boolean;
  demo: DemoSize;
  /** What every process inherits; `MONGODB_URL` and `REDIS_URL` in it stand for stores that run already. */
  environment: NodeJS.ProcessEnv;
  /** Settings of single processes, which win over all others; `demo` is the loader of the demo data. */
  overrides?: Partial<Record<ServiceName | 'demo', NodeJS.ProcessEnv>>;
  /** What to run of a service instead of its own entry: a path from the root. Tests alone give it. */
  entries?: Partial<Record<ServiceName, string>> | undefined;
  /** Takes what the processes say. */
  log: LogSink;
  /** Takes what the stack says of them. */
  logger: Logger;
}

/** A whole Wayfare on this machine: stores, subgraphs, worker and router, each a process of its own. */
export interface Stack {
  /** Where each answers HTTP, as `http://127.0.0.1:4000`. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly mongoUrl: string;
  readonly redisUrl: string;
  /** The processes that run here; a store that was given is not among them. */
  readonly processNames: readonly ProcessName[];
  /** The process id; undefined while the process is down. */
  pid(name: ProcessName): number | undefined;
  /**
   * Sends a process a signal (SIGKILL by default); with one that ends it, resolves once it has ended. It is started
   * again by itself.
   */
  kill(name: ProcessName, signal?: NodeJS.Signals): Promise<void>;
  /** Kills a process and leaves it down until `release`; resolves once it has ended. */
  hold(name: ProcessName): Promise<void>;
  release(name: ProcessName): void;
  /** Resolves once every process can serve. */
  waitUntilReady(): Promise<void>;
  /** Ends all within 5 seconds, in order: router, then subgraphs and worker, then stores. */
  close(): Promise<void>;
  /** Ends all this instant, and loses what they had under way. */
  killNow(): void;
}

/** How long each tier gets to end by itself: three of them within 5 seconds. */
const graceMs = 1_500;
const services: readonly ServiceName[] = [...subgraphs.map(({ name }) => name), 'worker', 'router'];

/**
 * Starts a whole Wayfare, and resolves once it serves.
 * @throws Error where a process cannot be started
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { stack, start } = await createStack(options);
  try {
    await start();
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/**
 * A stack that is not started yet, so that it can be ended while it starts.
 * @returns the stack, and what starts it: resolves once it serves
 */
export async function createStack(
  options: StackOptions,
): Promise<{ stack: Stack; start: () => Promise<void> }> {
  const { log, logger, overrides = {} } = options;
  const dataDirectory = resolve(options.dataDirectory);
  const ports = await choosePorts(options);
  const environment = inheritedEnvironment(options.environment);
  // What may be missing comes first, so that a start that is refused has written nothing.
  const stores = await storesOf(dataDirectory, environment);
  await mkdir(dataDirectory, { recursive: true });
  const keys = await loadKeys(join(dataDirectory, 'keys.json'));
  const { mongoUrl, redisUrl } = stores;
  const { entries } = options;
  const surroundings = { ports, mongoUrl, redisUrl, keys, environment, overrides, entries };
  const demo = createDemoData({
    size: options.demo,
    // What a server of someone else's holds is not known here.
    marker: stores.mongoIsOurs ? join(dataDirectory, 'demo.json') : null,
    environment: { ...environment, MONGODB_URL: mongoUrl, REDIS_URL: redisUrl, ...overrides.demo },
    log,
    logger,
  });

  const processes = new Map<string, SupervisedProcess>();
  let closing: Promise<void> | undefined;
  const run = (spec: ProcessSpec) => {
    if (closing !== undefined) throw new Error('the stack was ended');
    processes.set(spec.name, supervise(spec, log, logger));
  };
  const waitUntilReady = async () => {
    await Promise.all([...processes.values()].map((each) => each.untilReady()));
  };
  const urls = Object.fromEntries(services.map((name) => [name, urlOf(ports[name])])) as Record<
    ServiceName,
    string
  >;
  const end = async (names: readonly ProcessName[]) => {
    const running = [...processes.values()].filter(({ name }) => names.includes(name as ProcessName));
    await Promise.all(running.map((each) => each.close(graceMs)));
  };

  return {
    stack: {
      urls,
      mongoUrl,
      redisUrl,
      processNames: [...stores.specs.map(({ name }) => name as ProcessName), ...services],
      pid: (name) => processes.get(name)?.pid,
      kill: async (name, signal = 'SIGKILL') => processes.get(name)?.kill(signal),
      hold: async (name) => processes.get(name)?.hold(),
      release: (name) => processes.get(name)?.release(),
      waitUntilReady,
      close() {
        closing ??= (async () => {
          await Promise.all([demo.close(), end(['router'])]);
          await end(services.filter((name) => name !== 'router'));
          await end(['redis', 'mongodb']);
        })();
        return closing;
      },
      killNow() {
        for (const each of processes.values()) void each.kill('SIGKILL');
      },
    },
    async start() {
      stores.specs.forEach(run);
      await waitUntilReady();
      await filledBy(
        demo,
        urls.router,
        async () => {
          services.map((name) => serviceProcess(name, surroundings)).forEach(run);
          await waitUntilReady();
        },
        logger,
      );
      if (closing === undefined) demo.keepUpToDate();
    },
  };
}

/** Starts the services on demo data: the first time they wait for it, later it is brought up to date beside them. */
async function filledBy(
  demo: DemoData,
  routerUrl: string,
  startServices: () => Promise<void>,
  logger: Logger,
): Promise<void> {
  if (demo.wasLoaded) {
    await startServices();
    demo.load().catch((error: unknown) => {
      logger.warn({ err: error }, 'the demo data does not reach as far as it should');
    });
  } else {
    await demo.load();
    await startServices();
    await demo.book(routerUrl);
  }
}

async function choosePorts({
  ports = {},
  preferDefaultPorts,
}: StackOptions): Promise<Record<ServiceName, number>> {
  const chosen = { ...defaultPorts, ...ports };
  const taken = new Set(Object.values(ports));
  for (const name of services) {
    if (ports[name] !== undefined) continue;
    chosen[name] = await freePort(preferDefaultPorts ? defaultPorts[name] : undefined, taken);
    taken.add(chosen[name]);
  }
  return chosen;
}

/** The stores that were given, or else those to start. */
async function storesOf(dataDirectory: string, environment: NodeJS.ProcessEnv) {
  const specs: ProcessSpec[] = [];
  let { MONGODB_URL: mongoUrl = '', REDIS_URL: redisUrl = '' } = environment;
  const mongoIsOurs = mongoUrl === '';
  if (mongoIsOurs) {
    const port = await freePort();
    mongoUrl = `mongodb://${loopback}:${port}`;
    specs.push(mongoProcess({ directory: join(dataDirectory, 'mongodb'), port, environment }));
  }
  if (redisUrl === '') {
    const binary = ensureRedisInstalled();
    const port = await freePort();
    const directory = join(dataDirectory, 'redis');
    await mkdir(directory, { recursive: true });
    redisUrl = `redis://${loopback}:${port}`;
    specs.push(redisProcess({ binary, directory, port, environment }));
  }
  return { mongoUrl, redisUrl, mongoIsOurs, specs };
}
