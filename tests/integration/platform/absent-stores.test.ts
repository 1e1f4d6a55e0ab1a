import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import { freePort, loopback } from '../../../dev/ports.ts';
import { startRedis } from '../../../dev/redis.ts';
import { createLogger } from '../../../platform/log.ts';
import type { Logger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { startOrders } from '../../../subgraphs/orders/app.ts';
import { parseOrdersConfig } from '../../../subgraphs/orders/config.ts';
import { startReservations } from '../../../subgraphs/reservations/app.ts';
import { parseReservationsConfig } from '../../../subgraphs/reservations/config.ts';
import { startWorker } from '../../../subgraphs/reservations/worker/app.ts';
import { parseWorkerConfig } from '../../../subgraphs/reservations/worker/config.ts';
import { startUsers } from '../../../subgraphs/users/app.ts';
import { parseUsersConfig } from '../../../subgraphs/users/config.ts';
import { eventually } from '../../kit/eventually.ts';
import { testCallers } from '../../kit/subgraph-client.ts';
import { accessTokenKey } from '../../kit/world.ts';

interface Running {
  url: string;
  close(): Promise<void>;
}
type Start = (
  settings: NodeJS.ProcessEnv,
  options: { logger: Logger; metrics: ReturnType<typeof createMetrics>; signal: AbortSignal },
) => Promise<Running>;

const processes: Record<string, Start> = {
  users: (settings, options) => startUsers({ ...options, config: parseUsersConfig(settings) }),
  orders: (settings, options) => startOrders({ ...options, config: parseOrdersConfig(settings) }),
  reservations: (settings, options) =>
    startReservations({ ...options, config: parseReservationsConfig(settings) }),
  worker: (settings, options) => startWorker({ ...options, config: parseWorkerConfig(settings) }),
};

let shared: NodeJS.ProcessEnv;
beforeAll(async () => {
  const callers = await testCallers({ reservations: ['payOrder'] });
  shared = {
    ...{ PORT: '0', MONGODB_DATABASE: 'wayfare_absent', TRUSTED_CALLERS: callers.setting },
    ACCESS_TOKEN_KEYS: JSON.stringify([await accessTokenKey('test-key')]),
    ...{ CALLER_NAME: 'reservations', CALLER_KEY: callers.serviceKeys['reservations'] },
    ORDERS_URL: `http://${loopback}:1/graphql`,
  };
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Starts a process on stores at these ports. */
function start(name: string, ports: { mongo: number; redis: number }) {
  const logged: string[] = [];
  const stopping = new AbortController();
  const started = processes[name]?.(
    {
      ...shared,
      MONGODB_URL: `mongodb://${loopback}:${ports.mongo}`,
      REDIS_URL: `redis://${loopback}:${ports.redis}`,
    },
    {
      logger: createLogger(name, 'info', { write: (line) => void logged.push(line) }),
      ...{ metrics: createMetrics(name), signal: stopping.signal },
    },
  );
  if (started === undefined) throw new Error(`no process ${name}`);
  // Awaited below; a start that is ended rejects.
  started.catch(() => undefined);
  const untilSaid = (words: string) =>
    eventually(() => {
      expect(logged.join('')).toContain(words);
    });
  const end = () => {
    stopping.abort();
  };
  return { started, logged, untilSaid, end };
}

/** Logged within the first attempt to connect. */
const absence: Record<string, string> = {
  MongoDB: 'is unreachable',
  Redis: 'waiting for Redis at',
};
const stackTrace = /\\n\s+at /;
const mongoAt = async (port: number) => {
  const server = await startMongoServer({ port });
  closing.push(() => server.close());
};
const redisAt = async (port: number) => {
  const server = await startRedis({ port });
  closing.push(() => server.close());
};

/** Orders waits for Redis in the background. */
const starts = [
  ...['users', 'orders', 'reservations', 'worker'].map((name) => ({ name, absent: ['MongoDB'] })),
  ...['users', 'reservations', 'worker'].flatMap((name) => [
    { name, absent: ['Redis'] },
    { name, absent: ['MongoDB', 'Redis'] },
  ]),
];

describe('a process that starts before its stores', () => {
  it.each(starts)('$name waits for $absent and becomes ready by itself', async ({ name, absent }) => {
    const ports = { mongo: await freePort(), redis: await freePort() };
    if (!absent.includes('MongoDB')) await mongoAt(ports.mongo);
    if (!absent.includes('Redis')) await redisAt(ports.redis);
    const { started, logged, untilSaid } = start(name, ports);
    for (const store of absent) await untilSaid(absence[store] ?? store);
    if (absent.includes('MongoDB')) await mongoAt(ports.mongo);
    if (absent.includes('Redis')) await redisAt(ports.redis);
    const running = await started;
    closing.push(() => running.close());
    await eventually(async () => {
      expect((await fetch(`${new URL(running.url).origin}/health/ready`)).status).toBe(200);
    });
    expect(logged.join('')).not.toMatch(stackTrace);
  });

  it('orders serves without Redis', async () => {
    const ports = { mongo: await freePort(), redis: await freePort() };
    await mongoAt(ports.mongo);
    const { started, logged } = start('orders', ports);
    const running = await started;
    closing.push(() => running.close());
    expect((await fetch(`${new URL(running.url).origin}/health/ready`)).status).toBe(200);
    expect(logged.join('')).not.toMatch(stackTrace);
  });

  it.each(starts)('$name ends while it waits for $absent', async ({ name, absent }) => {
    const ports = { mongo: await freePort(), redis: await freePort() };
    if (!absent.includes('MongoDB')) await mongoAt(ports.mongo);
    if (!absent.includes('Redis')) await redisAt(ports.redis);
    const { started, logged, untilSaid, end } = start(name, ports);
    for (const store of absent) await untilSaid(absence[store] ?? store);
    end();
    await expect(started).rejects.toThrow();
    expect(logged.join('')).not.toMatch(stackTrace);
  });
});

describe('a process whose Redis accepts connections and does not answer', () => {
  it.each(['users', 'reservations', 'worker'])('%s says so, and ends while it waits', async (name) => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket));
    silent.listen(0, loopback);
    await once(silent, 'listening');
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      silent.close();
      await once(silent, 'close');
    });
    const ports = { mongo: await freePort(), redis: (silent.address() as AddressInfo).port };
    await mongoAt(ports.mongo);
    const { started, logged, untilSaid, end } = start(name, ports);
    await untilSaid('waiting for Redis at');
    end();
    await expect(started).rejects.toThrow();
    expect(logged.join('')).not.toMatch(stackTrace);
  });
});
