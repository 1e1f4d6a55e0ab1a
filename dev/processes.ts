import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import { metricsPortBeside } from '../platform/config.ts';
import { subgraphs } from '../schema/subgraphs.ts';
import type { SubgraphName } from '../schema/subgraphs.ts';
import { trustedCallers } from './keys.ts';
import type { Keys } from './keys.ts';
import type { MongodBinary } from './mongod/binary.ts';
import { mongodOptions } from './mongod/private-mongod.ts';
import { becomesPrimary } from './mongod/replica-set.ts';
import { loopback } from './ports.ts';
import { redisCommand } from './redis.ts';
import { ForeignProcessError } from './supervisor.ts';
import type { ProcessIdentity, ProcessSpec } from './supervisor.ts';

/** Wayfare's processes, without the stores. */
export type ServiceName = SubgraphName | 'worker' | 'router';
export type StoreName = 'mongodb' | 'redis';
export type ProcessName = ServiceName | StoreName;

/** The default port of each service. Stores take free ports. */
export const defaultPorts: Readonly<Record<ServiceName, number>> = {
  router: 4000,
  ...(Object.fromEntries(subgraphs.map(({ name, defaultPort }) => [name, defaultPort])) as Record<
    SubgraphName,
    number
  >),
  worker: 4004,
};

export const defaultMetricsPorts = Object.fromEntries(
  Object.entries(defaultPorts).map(([name, port]) => [name, metricsPortBeside(port)]),
) as Record<ServiceName, number>;

const root = fileURLToPath(new URL('..', import.meta.url));
const entries: Readonly<Record<ServiceName, string>> = {
  ...(Object.fromEntries(subgraphs.map(({ name }) => [name, `subgraphs/${name}/main.ts`])) as Record<
    SubgraphName,
    string
  >),
  worker: 'subgraphs/reservations/worker/main.ts',
  router: 'router/main.ts',
};

/** The embedded MongoDB. */
export function mongoProcess(options: {
  directory: string;
  port: number;
  environment: NodeJS.ProcessEnv;
}): ProcessSpec {
  const { directory, port, environment } = options;
  const entry = 'dev/mongodb/main.ts';
  const flags = ['--port', String(port), '--directory', resolve(directory)];
  return {
    name: 'mongodb',
    command: process.execPath,
    args: ['--import', 'tsx', entry, ...flags],
    cwd: root,
    environment,
    isReady: (_signal, { pid }) => answersMongo(`mongodb://${loopback}:${port}`, pid),
  };
}

/** A `mongod` of this machine, as a replica set of one. */
export function mongodProcess(options: {
  binary: MongodBinary;
  directory: string;
  port: number;
  environment: NodeJS.ProcessEnv;
}): ProcessSpec {
  const { binary, directory, port, environment } = options;
  return {
    name: 'mongodb',
    command: binary.path,
    args: mongodOptions(directory, port),
    cwd: root,
    environment,
    quiet: true,
    isReady: (_signal, { pid }) => becomesPrimary(port, pid),
  };
}

/** The private Redis. */
export function redisProcess(options: {
  binary: string;
  directory: string;
  port: number;
  environment: NodeJS.ProcessEnv;
}): ProcessSpec {
  const { binary, directory, port, environment } = options;
  return {
    name: 'redis',
    ...redisCommand({ binary, directory: resolve(directory), port, durable: true }),
    cwd: root,
    environment,
    quiet: true,
    isReady: (_signal, { pid }) => answersRedis(`redis://${loopback}:${port}`, pid),
  };
}

/** The settings that the services of a stack share. */
export interface ServiceContext {
  ports: Readonly<Record<ServiceName, number>>;
  /** Absent: each process takes a free port. */
  metricsPorts?: Readonly<Record<ServiceName, number>>;
  mongoUrl: string;
  redisUrl: string;
  keys: Keys;
  /** Inherited by every process; see `inheritedEnvironment`. */
  environment: NodeJS.ProcessEnv;
  /** Settings of single processes, with the highest precedence. */
  overrides: Partial<Record<ServiceName, NodeJS.ProcessEnv>>;
  /** Programs that replace those of single services, as paths from the root. */
  entries?: Partial<Record<ServiceName, string>> | undefined;
}

/** A subgraph, the worker or the router with all its settings. */
export function serviceProcess(name: ServiceName, context: ServiceContext): ProcessSpec {
  const { ports, metricsPorts, environment, overrides, entries: others } = context;
  const settings: NodeJS.ProcessEnv = {
    ...environment,
    PORT: String(ports[name]),
    METRICS_PORT: String(metricsPorts?.[name] ?? 0),
    ...settingsOf(name, context),
    ...overrides[name],
  };
  const ready = `${urlOf(ports[name])}/health/ready`;
  return {
    name,
    command: process.execPath,
    args: ['--import', 'tsx', others?.[name] ?? entries[name]],
    cwd: root,
    environment: settings,
    ...(name === 'router' && settings['SUBGRAPH_WAIT_SECONDS'] === undefined
      ? { firstEnvironment: firstRouterEnvironment }
      : {}),
    isReady: (signal, own) => answersReady(ready, own, signal),
  };
}

/** At the start of the stack, its subgraphs will serve, however busy the machine is. */
const firstRouterEnvironment = { SUBGRAPH_WAIT_SECONDS: '3600' };

/** Front ends on this machine, at any port: the default of CORS_ORIGINS in the local stack. */
const devOrigins = ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:*`).join(',');

/** The allowed CORS origins of the router, separated by commas; `*` for any. */
export function corsOrigins(environment: NodeJS.ProcessEnv): string {
  const { CORS_ORIGINS: given = '' } = environment;
  return given === '' ? devOrigins : given;
}

/** The file with the supergraph; empty where the launcher's environment has SUPERGRAPH_URL. */
function supergraphPath({ SUPERGRAPH_URL: url = '' }: NodeJS.ProcessEnv): string {
  return url === '' ? resolve(root, 'schema/supergraph.graphql') : '';
}

/**
 * Local tools share one address, and may send more than a client in production. A developer's operations are often new, with
 * pauses between them: none should wait for the start of a planning thread.
 */
function localLimits({
  RATE_LIMIT_ADDRESS: perAddress = '',
  RATE_LIMIT_IDENTITY: perIdentity = '',
  PLANNING_IDLE_SECONDS: planningIdle = '',
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const generous = '20000';
  return {
    RATE_LIMIT_ADDRESS: perAddress === '' ? generous : perAddress,
    RATE_LIMIT_IDENTITY: perIdentity === '' ? generous : perIdentity,
    PLANNING_IDLE_SECONDS: planningIdle === '' ? '3600' : planningIdle,
  };
}

/** The HTTP address of a process of the stack. */
export function urlOf(port: number): string {
  return `http://${loopback}:${port}`;
}

function settingsOf(name: ServiceName, context: ServiceContext): NodeJS.ProcessEnv {
  const { ports, mongoUrl, redisUrl, keys, environment } = context;
  const graphql = (service: SubgraphName) => `${urlOf(ports[service])}/graphql`;
  const stores = { MONGODB_URL: mongoUrl, REDIS_URL: redisUrl };
  const trusted = { TRUSTED_CALLERS: JSON.stringify(trustedCallers(keys, name)) };
  const special: Partial<Record<ServiceName, NodeJS.ProcessEnv>> = {
    users: { ...stores, ...trusted, ACCESS_TOKEN_KEYS: JSON.stringify(keys.accessTokens) },
    worker: {
      ...stores,
      ORDERS_URL: graphql('orders'),
      CALLER_NAME: 'reservations',
      CALLER_KEY: JSON.stringify(keys.reservations),
    },
    router: {
      REDIS_URL: redisUrl,
      CORS_ORIGINS: corsOrigins(environment),
      ...localLimits(environment),
      SUPERGRAPH_PATH: supergraphPath(environment),
      JWKS_URL: `${urlOf(ports.users)}/.well-known/jwks.json`,
      CALLER_NAME: 'router',
      CALLER_KEY: JSON.stringify(keys.router),
      SUBGRAPH_URLS: JSON.stringify(
        Object.fromEntries(subgraphs.map((subgraph) => [subgraph.name, graphql(subgraph.name)])),
      ),
    },
  };
  return special[name] ?? { ...stores, ...trusted };
}

/** Settings of single processes, which are not inherited from the launcher. */
const ofOneProcess = [
  'PORT',
  'METRICS_PORT',
  'INSTANCE_ID',
  'MONGODB_DATABASE',
  'CALLER_NAME',
  'CALLER_KEY',
  'TRUSTED_CALLERS',
  // Of the demo data loader.
  'ROUTER_URL',
  'USERS_DATABASE',
  'RESERVATIONS_DATABASE',
];

/** The part of the launcher's environment that every process inherits. */
export function inheritedEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => !ofOneProcess.includes(name));
  return {
    NODE_ENV: 'development',
    // Shorter than the grace of the launcher, so that a process without its launcher stops in time too.
    DRAIN_SECONDS: '3',
    ...Object.fromEntries(inherited),
    APOLLO_TELEMETRY_DISABLED: 'true',
  };
}

const readiness = z.object({ instance: z.string().optional() });

/** @throws ForeignProcessError where the answer is not from this run of the process */
async function answersReady(url: string, own: ProcessIdentity, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(1_000)]) });
  const { success, data } = readiness.safeParse(await response.json().catch(() => null));
  if (!success || data.instance !== own.instanceId) throw foreignProcess(url);
  return response.ok;
}

function foreignProcess(url: string): ForeignProcessError {
  return new ForeignProcessError(
    `another process answers at ${url}. Stop it, or the program that started it.`,
  );
}

/** @throws ForeignProcessError where another server answers */
async function answersRedis(url: string, pid: number): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    const info = await redis.info('server');
    if (!info.includes(`process_id:${pid}\r\n`)) throw foreignProcess(url);
    return true;
  } finally {
    redis.disconnect();
  }
}

/** @throws ForeignProcessError where another server answers */
async function answersMongo(url: string, pid: number): Promise<boolean> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 });
  try {
    const status = await client.db('admin').command({ serverStatus: 1 });
    if (Number(status['pid']) !== pid) throw foreignProcess(url);
    return true;
  } finally {
    await client.close();
  }
}
