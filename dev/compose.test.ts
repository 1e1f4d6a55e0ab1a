import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { processSettings } from '../platform/config.ts';
import { routerSettings } from '../router/config.ts';
import { ordersSettings } from '../subgraphs/orders/config.ts';
import { reservationsSettings } from '../subgraphs/reservations/config.ts';
import { workerSettings } from '../subgraphs/reservations/worker/config.ts';
import { usersSettings } from '../subgraphs/users/config.ts';

const service = z.object({
  image: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  restart: z.string().optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .transform((text) => Number(text.slice(0, -1)))
    .optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .parse(parse(readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8'), { merge: true }));

type Service = z.output<typeof service>;

function serviceOf(name: string): Service {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

const settingsOf = {
  users: usersSettings,
  orders: ordersSettings,
  reservations: reservationsSettings,
  worker: workerSettings,
  router: routerSettings,
};
/** Fixed by the image, or by a default that differs from process to process. */
const notPassed = ['HOST', 'INSTANCE_ID', 'MONGODB_DATABASE'];
/** The addresses at which the services of this file reach each other. */
const wired = [
  'PORT',
  'METRICS_PORT',
  'REDIS_URL',
  'MONGODB_URL',
  'ORDERS_URL',
  'JWKS_URL',
  'SUBGRAPH_URLS',
  'CALLER_NAME',
];
/** Differ from process to process, so that .env has them under names of their own. */
const renamed: Readonly<Record<string, string>> = {
  'orders TRUSTED_CALLERS': 'ORDERS_TRUSTED_CALLERS',
  'worker CALLER_KEY': 'RESERVATIONS_CALLER_KEY',
  'router CALLER_KEY': 'ROUTER_CALLER_KEY',
};

/** True where a service's variable takes its value from .env: `NAME:` or `NAME: '${NAME…}'`. */
function isFromEnvironmentFile(service: string, variable: string, value: string | null): boolean {
  const { [`${service} ${variable}`]: nameThere = variable } = renamed;
  return value === null || value.startsWith(`\${${nameThere}:`) || value.startsWith(`\${${nameThere}-`);
}

describe('docker-compose.yml: MongoDB', () => {
  const mongodb = serviceOf('mongodb');
  const start = mongodb.entrypoint?.join('\n') ?? '';
  const health = mongodb.healthcheck?.test.join('\n') ?? '';

  it('is a version without known leaks of memory before authentication', () => {
    // CVE-2025-14847: fixed in 8.0.17; CVE-2026-6914: in 8.0.21.
    const [, major, minor, patch] = /^mongo:(\d+)\.(\d+)\.(\d+)$/.exec(mongodb.image ?? '') ?? [];
    expect(`${major}.${minor}`).toBe('8.0');
    expect(Number(patch)).toBeGreaterThanOrEqual(21);
  });

  it('is a replica set of one that its health check initiates', () => {
    expect(start).toContain('--replSet wayfare');
    expect(health).toContain('rs.initiate({ _id: "wayfare", members: [{ _id: 0, host: "mongodb:27017" }] })');
    expect(health).toContain('isWritablePrimary');
  });

  it('authenticates clients and members, by secrets of .env', () => {
    expect(start).toContain('--keyFile /etc/mongod.key');
    expect(start).toContain('chmod 400 /etc/mongod.key');
    expect(mongodb.environment['MONGO_INITDB_ROOT_PASSWORD']).toMatch(/^\$\{MONGODB_PASSWORD:\?/);
    expect(mongodb.environment['MONGODB_KEY']).toMatch(/^\$\{MONGODB_KEY:\?/);
  });

  it('is reachable for the services of the file only, and keeps its data in a volume', () => {
    expect(mongodb.ports).toEqual([]);
    expect(mongodb.volumes).toEqual(['mongodb:/data/db']);
    expect(Object.keys(compose.volumes)).toContain('mongodb');
  });

  it.each(['users', 'orders', 'reservations', 'worker', 'demo'])('%s signs in to the replica set', (name) => {
    const url = new URL(serviceOf(name).environment['MONGODB_URL']?.replace(/\$\{.*?\}/, 'secret') ?? '');
    expect([url.username, url.password, url.host]).toEqual(['wayfare', 'secret', 'mongodb:27017']);
    expect(Object.fromEntries(url.searchParams)).toEqual({ replicaSet: 'wayfare', authSource: 'admin' });
  });
});

describe('docker-compose.yml: Redis', () => {
  it('evicts nothing, and keeps its data in a volume', () => {
    const { command = [], volumes } = serviceOf('redis');
    const text = command.join(' ');
    expect(text).toContain('--maxmemory-policy noeviction');
    expect(text).toContain('--appendonly yes');
    expect(volumes).toEqual(['redis:/data']);
  });
});

describe.each(Object.entries(settingsOf))('docker-compose.yml: %s', (name, { shape }) => {
  const { environment, depends_on: needs, stop_grace_period: graceSeconds = 10, restart } = serviceOf(name);

  it('passes every setting', () => {
    const settings = Object.keys(shape).filter((setting) => !notPassed.includes(setting));
    expect(settings.filter((setting) => !(setting in environment))).toEqual([]);
  });

  it('takes the value of every setting from .env, but for the addresses of its own services', () => {
    const fixed = Object.entries(environment).filter(
      ([variable, value]) => !wired.includes(variable) && !isFromEnvironmentFile(name, variable, value),
    );
    expect(fixed).toEqual([]);
  });

  it('passes no setting that does not exist', () => {
    expect(Object.keys(environment).filter((setting) => !(setting in shape))).toEqual([]);
  });

  it('has longer to stop than requests have to finish, and is started again', () => {
    expect(graceSeconds).toBeGreaterThan(processSettings.parse({}).DRAIN_SECONDS);
    expect(restart).toBe('unless-stopped');
  });

  it('starts once the services that it needs are healthy', () => {
    expect(Object.keys(needs).length).toBeGreaterThan(0);
    for (const [needed, { condition }] of Object.entries(needs)) {
      expect([needed, condition]).toEqual([needed, 'service_healthy']);
    }
    if ('MONGODB_URL' in shape) expect(needs).toHaveProperty('mongodb');
    if ('REDIS_URL' in shape) expect(needs).toHaveProperty('redis');
  });
});

it('docker-compose.yml: only the port of the router is published; metrics stay in its network', () => {
  const published = Object.entries(compose.services).flatMap(([name, { ports }]) =>
    ports.map((port) => [name, port]),
  );
  expect(published).toEqual([['router', '${PORT:-4000}:4000']]);
  for (const name of Object.keys(settingsOf)) {
    const { PORT: port, METRICS_PORT: metricsPort } = serviceOf(name).environment;
    expect(metricsPort, name).toMatch(/^\d+$/);
    expect(metricsPort, name).not.toBe(port);
  }
});

it('docker-compose.yml: an empty SUPERGRAPH_PATH in .env stays empty, as SUPERGRAPH_URL needs it', () => {
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  const [, ofImage = ''] = /SUPERGRAPH_PATH=(\S+)/.exec(dockerfile) ?? [];
  // The value after `:-` would stand for an empty variable too.
  expect(serviceOf('router').environment['SUPERGRAPH_PATH']).toBe(`\${SUPERGRAPH_PATH-${ofImage}}`);
});

it.each(['mongodb', 'redis'])('docker-compose.yml: the store %s has time to write its data', (name) => {
  const store = serviceOf(name);
  expect(store.stop_grace_period).toBeGreaterThanOrEqual(30);
  expect(store.healthcheck?.test).not.toHaveLength(0);
});
