import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRouterConfig } from '../router/config.ts';
import { subgraphs } from '../schema/subgraphs.ts';
import { generateKeys } from './keys.ts';
import { defaultMetricsPorts, defaultPorts, inheritedEnvironment, serviceProcess } from './processes.ts';

async function routerOf(environment: NodeJS.ProcessEnv) {
  const spec = serviceProcess('router', {
    ports: defaultPorts,
    metricsPorts: defaultMetricsPorts,
    mongoUrl: 'mongodb://127.0.0.1:1',
    redisUrl: 'redis://127.0.0.1:2',
    keys: await generateKeys(),
    environment: inheritedEnvironment(environment),
    overrides: {},
  });
  return parseRouterConfig(spec.environment);
}

describe('the router of a local stack', () => {
  it.each([{}, { CORS_ORIGINS: '' }])(
    'CORS: allows all ports of this machine by default: %o',
    async (given) => {
      expect((await routerOf(given)).CORS_ORIGINS).toEqual([
        'http://localhost:*',
        'http://127.0.0.1:*',
        'http://[::1]:*',
      ]);
    },
  );

  it('CORS: allows the origins of CORS_ORIGINS', async () => {
    expect((await routerOf({ CORS_ORIGINS: 'https://app.example.com' })).CORS_ORIGINS).toEqual([
      'https://app.example.com',
    ]);
  });

  it('keeps its planning thread between operations, unless PLANNING_IDLE_SECONDS is set', async () => {
    expect((await routerOf({})).PLANNING_IDLE_SECONDS).toBe(3600);
    expect((await routerOf({ PLANNING_IDLE_SECONDS: '7' })).PLANNING_IDLE_SECONDS).toBe(7);
  });

  it('does not inherit ports meant for another process', async () => {
    const { PORT: port, METRICS_PORT: metricsPort } = await routerOf({ PORT: '1234', METRICS_PORT: '1235' });
    expect([port, metricsPort]).toEqual([4000, 9400]);
  });
});

it('no two processes of a machine share a default port', () => {
  const ports = [...Object.values(defaultPorts), ...Object.values(defaultMetricsPorts)];
  expect(new Set(ports).size).toBe(10);
});

describe('docker-compose.yml', () => {
  const compose = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8');

  it.each(subgraphs)('runs the subgraph $name on its port, and routes to it', ({ name, defaultPort }) => {
    expect(compose).toContain(`dist/subgraphs/${name}/main.js`);
    expect(compose).toContain(`"${name}":"http://${name}:${defaultPort}/graphql"`);
  });
});
