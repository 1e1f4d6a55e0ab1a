import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Counter } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer, listen } from '../../../platform/http/server.ts';
import { startMetricsServer, startWithMetrics } from '../../../platform/http/metrics-server.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const logger = createLogger('test', 'silent');

function optionsFor(port = 0) {
  return { config: { HOST: '127.0.0.1', METRICS_PORT: port }, metrics: createMetrics('test'), logger };
}

async function startServer(options = optionsFor()) {
  const server = await startMetricsServer(options);
  closing.push(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  closing.push(() => new Promise((resolve) => other.close(resolve)));
  return (other.address() as AddressInfo).port;
}

describe('METRICS_PORT', () => {
  it('serves /metrics in the text format of Prometheus, and nothing else', async () => {
    const url = await startServer();
    const response = await fetch(`${url}/metrics?name=x`);

    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toMatch(/^process_cpu_seconds_total\{service="test"\} /m);
    expect((await fetch(`${url}/metrics`, { method: 'POST', body: '{}' })).status).toBe(405);
    for (const path of ['/', '/graphql', '/metrics/all', '/health/ready']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    }
  });

  it('PORT serves no metrics', async () => {
    const server = createHttpServer({
      ...{ logger, metrics: createMetrics('test'), bodyLimitBytes: 1_024 },
      missingDependencies: () => Promise.resolve([]),
    });
    closing.push(() => server.close());
    const { url } = await listen(server, '127.0.0.1', 0);

    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  it('a metric that cannot be collected is a 500, and the next scrape is answered', async () => {
    const options = optionsFor();
    let fails = true;
    new Counter({
      ...{ name: 'failing_total', help: 'Fails once.', registers: [options.metrics] },
      collect() {
        if (fails) throw new Error('no store');
      },
    });
    const url = await startServer(options);

    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    fails = false;
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
  });

  it('a taken port ends the start with the name of the setting, before anything else starts', async () => {
    const port = await takenPort();
    let hasStarted = false;

    await expect(
      startWithMetrics(optionsFor(port), () => {
        hasStarted = true;
        return Promise.resolve({ close: () => Promise.resolve() });
      }),
    ).rejects.toThrow(`METRICS_PORT is ${port}, but another program listens on that port.`);
    expect(hasStarted).toBe(false);
  });

  it('is closed after the process, and where the process fails to start', async () => {
    const port = await takenPort();
    await closing.pop()?.();
    const scrape = () => fetch(`http://127.0.0.1:${port}/metrics`).then(({ status }) => status);

    await expect(
      startWithMetrics(optionsFor(port), () => Promise.reject(new Error('no store'))),
    ).rejects.toThrow('no store');
    let statusAtClose: number | undefined;
    const service = await startWithMetrics(optionsFor(port), () =>
      Promise.resolve({
        close: async () => {
          statusAtClose = await scrape();
        },
      }),
    );
    await service.close();

    expect(statusAtClose).toBe(200);
    await expect(scrape()).rejects.toThrow();
  });
});
