import { ConfigurationError } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import type { RouterConfig } from '../config.ts';
import type { RouterMetrics } from '../metrics.ts';
import { createDataSource, createLocalSource } from './subgraph-client.ts';
import type { SubgraphSource } from './subgraph-client.ts';

/** The clients of all subgraphs. Subgraphs that two supergraphs share, by name and URL, keep their connections. */
export interface SubgraphClients {
  /**
   * Switches to the subgraphs of another supergraph.
   * @param localSubgraphs names of subgraphs that only declare subscription fields: they get no request
   * @returns the client of each subgraph by name
   * @throws ConfigurationError when a subgraph has no HTTP URL; the clients before stay
   */
  use(
    subgraphs: readonly { name: string; url: string | undefined }[],
    localSubgraphs: ReadonlySet<string>,
  ): (name: string) => SubgraphSource;
  close(): Promise<void>;
}

export function createSubgraphClients(options: {
  config: RouterConfig;
  logger: Logger;
  metrics: RouterMetrics;
}): SubgraphClients {
  const { config, logger, metrics } = options;
  /** By name and URL. */
  let clients = new Map<string, SubgraphSource>();

  function clientOf(name: string, url: string): SubgraphSource {
    return createDataSource({
      ...{ name, url, logger, metrics },
      connections: config.SUBGRAPH_CONNECTIONS,
      timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      answerLimitBytes: config.SUBGRAPH_ANSWER_LIMIT_BYTES,
    });
  }

  return {
    use(subgraphs, localSubgraphs) {
      const next = new Map<string, SubgraphSource>();
      const byName = new Map<string, SubgraphSource>();
      for (const { name, url } of subgraphs) {
        if (localSubgraphs.has(name)) continue;
        const checked = checkedUrl(name, config.SUBGRAPH_URLS[name] ?? url);
        const key = `${name} ${checked}`;
        const client = clients.get(key) ?? clientOf(name, checked);
        next.set(key, client);
        byName.set(name, client);
      }
      // Clients of subgraphs that are gone close their idle connections by themselves.
      clients = next;
      return (name) => byName.get(name) ?? createLocalSource(name);
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

/** @throws ConfigurationError when it is not an HTTP URL */
function checkedUrl(name: string, url: string | undefined): string {
  if (url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  const found = url === undefined || url === '' ? 'no address' : `the address ${url}`;
  throw new ConfigurationError(
    `Faulty settings:\n  SUPERGRAPH_PATH: the subgraph ${name} has ${found}: expected http://… there or in SUBGRAPH_URLS`,
  );
}
