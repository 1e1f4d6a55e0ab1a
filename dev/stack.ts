import { join, resolve } from 'node:path';
import { ConfigurationError } from '../platform/config.ts';
import type { Logger } from '../platform/log.ts';
import { subgraphs } from '../schema/subgraphs.ts';
import type { LogSink } from './child.ts';
import { createDemoData } from './demo-data.ts';
import type { DemoData, DemoSize } from './demo-data.ts';
import { loadKeys } from './keys.ts';
import { chooseMongo, demoMarker } from './mongod/choice.ts';
import type { MongoChoice, MongoSetting } from './mongod/choice.ts';
import { mongodUrl } from './mongod/replica-set.ts';
import { loopback, ReservedPorts } from './ports.ts';
import {
  defaultMetricsPorts,
  defaultPorts,
  inheritedEnvironment,
  mongodProcess,
  mongoProcess,
  redisProcess,
  serviceProcess,
  urlOf,
} from './processes.ts';
import { ProcessGroup } from './process-group.ts';
import type { ProcessName, ServiceName } from './processes.ts';
import { makePrivateDirectory, makePrivateTree } from './private-directory.ts';
import { ensureRedisInstalled } from './redis-install.ts';
import type { OnSpawn, ProcessSpec } from './supervisor.ts';

export interface StackOptions {
  /** The directory of the keys and of the stores' data. */
  dataDirectory: string;
  /** The router's required port: the setting PORT. */
  routerPort?: number | undefined;
  /** True to take default ports where they are free, false to take random free ports. */
  preferDefaultPorts: boolean;
  /** The MongoDB server to start where none is given; absent for the embedded server. */
  mongoServer?: MongoSetting;
  demo: DemoSize;
  /** Inherited by every process. `MONGODB_URL` and `REDIS_URL` in it name existing stores to use. */
  environment: NodeJS.ProcessEnv;
  /** Settings of single processes, with the highest precedence; `demo` is the loader of the demo data. */
  overrides?: Partial<Record<ServiceName | 'demo', NodeJS.ProcessEnv>>;
  /** Programs that replace those of single services, as paths from the root. */
  entries?: Partial<Record<ServiceName, string>> | undefined;
  /** Receives the output of the processes. */
  log: LogSink;
  /** Receives the stack's own log lines. */
  logger: Logger;
  onSpawn?: OnSpawn;
}

/** A whole Wayfare on this machine: stores, subgraphs, worker and router, each in its own process. */
export interface Stack {
  /** The address of each service: `http://127.0.0.1:4000`. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** The address of each service's `/metrics`, without the path. */
  readonly metricsUrls: Readonly<Record<ServiceName, string>>;
  readonly mongoUrl: string;
  /** `embedded server`, `mongod 8.0.30`, or `MONGODB_URL`. */
  readonly mongoServer: string;
  readonly redisUrl: string;
  /** The processes of this stack, without the stores that it was given. */
  readonly processNames: readonly ProcessName[];
  /** The process id; undefined while the process is down. */
  pid(name: ProcessName): number | undefined;
  /** Sends a signal (default SIGKILL). After a fatal signal, resolves once the process has exited; it is then restarted. */
  kill(name: ProcessName, signal?: NodeJS.Signals): Promise<void>;
  /** Kills a process and keeps it down until `release`; resolves once it has exited. */
  hold(name: ProcessName): Promise<void>;
  release(name: ProcessName): void;
  /** Resolves once every process can serve. */
  waitUntilReady(): Promise<void>;
  /** Stops all processes within 5 seconds, in order: router, then subgraphs and worker, then stores. */
  close(): Promise<void>;
  /** Kills all processes at once; requests in progress are lost. */
  killNow(): void;
}

const services: readonly ServiceName[] = [...subgraphs.map(({ name }) => name), 'worker', 'router'];
/** Processes stop in this order, tier by tier. */
const closingTiers: readonly (readonly ProcessName[])[] = [
  ['router'],
  services.filter((name) => name !== 'router'),
  ['redis', 'mongodb'],
];

/**
 * Starts a whole Wayfare, and resolves once it serves.
 * @throws Error where a process does not start
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
 * Creates a stack without starting it, so that it can be closed while it starts. Its ports are reserved until it is closed.
 * @throws ConfigurationError where another program has the router's required port
 * @returns the stack, and a function that starts it and resolves once it serves
 */
export async function createStack(
  options: StackOptions,
): Promise<{ stack: Stack; start: () => Promise<void> }> {
  const ports = new ReservedPorts();
  const plan = await planStack(options, ports).catch((error: unknown) => {
    ports.release();
    throw error;
  });
  const group = new ProcessGroup(options.log, options.logger, options.onSpawn);
  return {
    stack: stackOf(plan, group, ports),
    start: () => startAll(plan, group),
  };
}

/** Everything of a stack that is fixed before the first process starts. */
interface StackPlan {
  urls: Readonly<Record<ServiceName, string>>;
  metricsUrls: Readonly<Record<ServiceName, string>>;
  mongoUrl: string;
  mongoServer: string;
  redisUrl: string;
  /** The stores to start; empty where all were given. */
  storeSpecs: readonly ProcessSpec[];
  serviceSpecs: readonly ProcessSpec[];
  demo: DemoData;
}

async function planStack(options: StackOptions, reserved: ReservedPorts): Promise<StackPlan> {
  const { log, logger, overrides = {}, entries } = options;
  const dataDirectory = resolve(options.dataDirectory);
  const ports = await choosePorts(options, reserved);
  const metricsPorts = await takePorts(defaultMetricsPorts, options, reserved);
  const environment = inheritedEnvironment(options.environment);
  // A missing Redis is found first, so that a refused start has written nothing.
  const { mongoUrl, redisUrl, specs, mongo } = await chooseStores(
    options,
    dataDirectory,
    environment,
    reserved,
  );
  await makePrivateDirectory(dataDirectory);
  const keys = await loadKeys(join(dataDirectory, 'keys.json'));
  const context = { ports, metricsPorts, mongoUrl, redisUrl, keys, environment, overrides, entries };
  const demo = createDemoData({
    size: options.demo,
    // A MongoDB that was given may have lost the demo data since, so no marker is kept for it.
    marker: mongo === null ? null : demoMarker(mongo, dataDirectory),
    environment: { ...environment, MONGODB_URL: mongoUrl, REDIS_URL: redisUrl, ...overrides.demo },
    log,
    logger,
  });
  return {
    urls: urlsOf(ports),
    metricsUrls: urlsOf(metricsPorts),
    mongoUrl,
    mongoServer: mongo?.label ?? 'MONGODB_URL',
    redisUrl,
    storeSpecs: specs,
    serviceSpecs: services.map((name) => serviceProcess(name, context)),
    demo,
  };
}

function stackOf(plan: StackPlan, group: ProcessGroup, ports: ReservedPorts): Stack {
  const { urls, metricsUrls, mongoUrl, mongoServer, redisUrl, storeSpecs, demo } = plan;
  return {
    ...{ urls, metricsUrls, mongoUrl, mongoServer, redisUrl },
    processNames: [...storeSpecs.map(({ name }) => name as ProcessName), ...services],
    pid: (name) => group.get(name)?.pid,
    kill: async (name, signal = 'SIGKILL') => group.get(name)?.kill(signal),
    hold: async (name) => group.get(name)?.hold(),
    release: (name) => group.get(name)?.release(),
    waitUntilReady: () => group.untilReady(),
    async close() {
      await Promise.all([demo.close(), group.close(closingTiers)]);
      ports.release();
    },
    killNow() {
      group.killAll();
    },
  };
}

/** On the first start the services wait for the demo data; on later starts it is extended while they start. */
async function startAll(plan: StackPlan, group: ProcessGroup): Promise<void> {
  const { demo, storeSpecs, serviceSpecs, urls } = plan;
  group.start(storeSpecs);
  await group.untilReady();
  if (!demo.wasLoaded) await demo.load();
  group.start(serviceSpecs);
  await group.untilReady();
  if (demo.wasLoaded) demo.extend();
  else await demo.book(urls.router);
  if (!group.isClosing) demo.keepUpToDate();
}

function urlsOf(ports: Readonly<Record<ServiceName, number>>): Record<ServiceName, string> {
  return Object.fromEntries(services.map((name) => [name, urlOf(ports[name])])) as Record<
    ServiceName,
    string
  >;
}

async function choosePorts(
  options: StackOptions,
  reserved: ReservedPorts,
): Promise<Record<ServiceName, number>> {
  const { routerPort } = options;
  if (routerPort === undefined) return takePorts(defaultPorts, options, reserved);
  if (!(await reserved.takeExactly(routerPort))) {
    throw new ConfigurationError(
      `PORT is ${routerPort}, but another program listens on that port or has reserved it. Choose another port, or remove the setting.`,
    );
  }
  const { router: _given, ...others } = defaultPorts;
  return { ...(await takePorts(others, options, reserved)), router: routerPort };
}

/** Takes the preferred ports where they are free. */
async function takePorts<Name extends ServiceName>(
  preferred: Readonly<Record<Name, number>>,
  { preferDefaultPorts }: StackOptions,
  reserved: ReservedPorts,
): Promise<Record<Name, number>> {
  const taken: [string, number][] = [];
  for (const [name, port] of Object.entries<number>(preferred)) {
    taken.push([name, await reserved.take(preferDefaultPorts ? port : undefined)]);
  }
  return Object.fromEntries(taken) as Record<Name, number>;
}

/** The stores of the environment, or else stores to start. */
async function chooseStores(
  options: StackOptions,
  dataDirectory: string,
  environment: NodeJS.ProcessEnv,
  reserved: ReservedPorts,
) {
  const specs: ProcessSpec[] = [];
  let { MONGODB_URL: mongoUrl = '', REDIS_URL: redisUrl = '' } = environment;
  const redisBinary = redisUrl === '' ? ensureRedisInstalled() : null;
  let mongo: MongoChoice | null = null;
  if (mongoUrl === '') {
    const { mongoServer: setting = 'embedded', logger } = options;
    mongo = await chooseMongo({ setting, dataDirectory, path: environment['PATH'] ?? '', logger });
    const { directory } = mongo;
    const port = await reserved.take();
    if (mongo.server === 'mongod') {
      mongoUrl = mongodUrl(port);
      specs.push(mongodProcess({ binary: mongo.binary, directory, port, environment }));
    } else {
      mongoUrl = `mongodb://${loopback}:${port}`;
      specs.push(mongoProcess({ directory, port, environment }));
    }
  }
  if (redisBinary !== null) {
    const port = await reserved.take();
    const directory = join(dataDirectory, 'redis');
    await makePrivateTree(directory);
    redisUrl = `redis://${loopback}:${port}`;
    specs.push(redisProcess({ binary: redisBinary, directory, port, environment }));
  }
  return { mongoUrl, redisUrl, mongo, specs };
}
