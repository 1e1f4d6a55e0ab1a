import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { startInOrder } from '../resilience/start-in-order.ts';

export interface MetricsServerOptions {
  config: { HOST: string; METRICS_PORT: number };
  metrics: Pick<Registry, 'contentType' | 'metrics'>;
  logger: Logger;
}

/**
 * Serves the metrics of a process on METRICS_PORT, while it waits for its stores and while it drains too.
 * @throws Error naming METRICS_PORT where the port is taken
 */
export function startWithMetrics<Started extends Service>(
  options: MetricsServerOptions,
  start: () => Promise<Started>,
): Promise<Started & Service> {
  return startInOrder(options.logger, async (started) => {
    started.add(await startMetricsServer(options));
    return started.add(await start());
  });
}

export async function startMetricsServer({
  config: { HOST: host, METRICS_PORT: port },
  metrics,
  logger,
}: MetricsServerOptions): Promise<Service & { port: number }> {
  const answer: RequestListener = ({ url = '', method = '' }, response) => {
    if (!/^\/metrics(\?|$)/.test(url)) response.writeHead(404).end();
    else if (!['GET', 'HEAD'].includes(method)) response.writeHead(405, { allow: 'GET, HEAD' }).end();
    else {
      metrics.metrics().then(
        (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
        (err: unknown) => {
          logger.error({ err }, 'metrics collection failed');
          response.writeHead(500).end();
        },
      );
    }
  };
  const server = createServer(answer);
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw portError(error, port);
  });
  const { port: bound } = server.address() as AddressInfo;
  logger.info({ port: bound }, 'metrics served');
  return {
    port: bound,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portError(error: unknown, port: number): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error;
  return new Error(
    `METRICS_PORT is ${port}, but another program listens on that port. Choose another port, or 0 for a free one.`,
    { cause: error },
  );
}
