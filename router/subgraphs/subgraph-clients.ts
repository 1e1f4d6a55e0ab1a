import { ConfigurationError } from '../../platform/config.ts';
import { createSubgraphClient, createLocalSubgraph } from './subgraph-client.ts';
import type { SubgraphClient, SubgraphClientOptions } from './subgraph-client.ts';

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
  ): (name: string) => SubgraphClient;
  /** The subgraphs in use, without the local ones. */
  addresses(): readonly Address[];
  close(): Promise<void>;
}

export interface SubgraphClientsOptions extends Omit<SubgraphClientOptions, 'name' | 'url'> {
  /** URLs by subgraph name, which take the place of those in the supergraph. */
  urls: Readonly<Record<string, string>>;
}

export function createSubgraphClients(options: SubgraphClientsOptions): SubgraphClients {
  const { urls, ...clientOptions } = options;
  /** By name and URL. */
  let clients = new Map<string, SubgraphClient>();
  let addresses: readonly Address[] = [];

  return {
    use(subgraphs, localSubgraphs) {
      const used = subgraphs
        .filter(({ name }) => !localSubgraphs.has(name))
        .map(({ name, url }) => ({ name, url: checkedUrl(name, urls[name] ?? url) }));
      const keys = new Set(used.map(keyOf));
      // First, because a subgraph with another URL has the same name in metrics. Idle connections close by themselves.
      for (const [key, client] of clients) if (!keys.has(key)) void client.retire();
      const clientFor = (address: Address) =>
        clients.get(keyOf(address)) ?? createSubgraphClient({ ...clientOptions, ...address });
      const next = used.map((address) => ({ address, client: clientFor(address) }));
      addresses = used;
      clients = new Map(next.map(({ address, client }) => [keyOf(address), client]));
      const byName = new Map(next.map(({ address, client }) => [address.name, client]));
      return (name) => byName.get(name) ?? createLocalSubgraph(name);
    },
    addresses: () => addresses,
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

interface Address {
  name: string;
  url: string;
}

function keyOf({ name, url }: Address): string {
  return `${name} ${url}`;
}

/** @throws ConfigurationError when it is not an HTTP URL */
function checkedUrl(name: string, url: string | undefined): string {
  if (url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  const found = url === undefined || url === '' ? 'no address' : `the address ${url}`;
  throw new ConfigurationError(
    `Faulty settings:\n  SUPERGRAPH_PATH: the subgraph ${name} has ${found}: expected http://… there or in SUBGRAPH_URLS`,
  );
}
