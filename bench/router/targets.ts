import { fileURLToPath } from 'node:url';
import { loopback } from '../../dev/ports.ts';
import type { SubgraphName } from './graph/subgraphs.ts';

export const targetNames = [
  'apollo',
  'hive',
  'hive-unshared',
  'wayfare',
  'wayfare-dedupe',
  'wayfare-unmerged',
  'aggregator',
] as const;
export type TargetName = (typeof targetNames)[number];

/** The settings of a target. */
export interface TargetOptions {
  port: number;
  supergraphPath: string;
  subgraphUrls: Readonly<Record<SubgraphName, string>>;
  /** Verifies the tokens of clients; null where they send none. */
  jwksPath: string | null;
}

export interface Target {
  title: string;
  /** The command and settings of the target, for the report. */
  note: string;
  /** Arguments for Node.js. */
  command: (options: TargetOptions) => string[];
  environment: (options: TargetOptions) => Record<string, string>;
  cwd: string;
  /** True where concurrent equal requests to a subgraph are deduplicated. */
  shares: boolean;
}

export function usesPeers(name: TargetName): boolean {
  return targets[name].cwd === peersDirectory;
}

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const peersDirectory = fileURLToPath(new URL('peers', import.meta.url));

const typescript = ['--import', 'tsx'];
const wayfare: Target = {
  title: 'Wayfare',
  note: '`npm run router` with `SUPERGRAPH_PATH`, `PORT` and `LOG_LEVEL=warn`: limits on, no caching, `DEDUPLICATE_REQUESTS=false`; with `--max-semi-space-size=32`, which gives young objects more room and which the peers do not set',
  command: () => ['--max-semi-space-size=32', 'dev/run.js', 'router/main.ts'],
  environment: ({ port, supergraphPath, jwksPath }) => ({
    ...(jwksPath === null ? {} : { JWKS_FILE: jwksPath, RATE_LIMIT_IDENTITY: '0' }),
    SUBGRAPH_WAIT_SECONDS: '0',
    // All clients have one address.
    RATE_LIMIT_ADDRESS: '0',
    DEDUPLICATE_REQUESTS: 'false',
    PORT: String(port),
    METRICS_PORT: '0',
    SUPERGRAPH_PATH: supergraphPath,
    LOG_LEVEL: 'warn',
  }),
  cwd: root,
  shares: false,
};

const hive: Target = {
  title: 'Hive Gateway',
  note: '`hive-gateway supergraph` with its defaults: concurrent equal requests to a subgraph are deduplicated',
  command: ({ port, supergraphPath }) => [
    ...['node_modules/@graphql-hive/gateway/dist/bin.js', 'supergraph', supergraphPath],
    ...['--port', String(port), '--host', loopback],
  ],
  environment: () => ({}),
  cwd: peersDirectory,
  shares: true,
};

/** The compared targets, each started as its documentation says, as a single process. */
export const targets: Readonly<Record<TargetName, Target>> = {
  apollo: {
    title: 'Apollo Gateway',
    note: '`ApolloServer` with `ApolloGateway` and `startStandaloneServer`',
    command: () => [...typescript, 'bench/router/targets/apollo-gateway.ts'],
    environment: ({ port, supergraphPath }) => ({ PORT: String(port), SUPERGRAPH_PATH: supergraphPath }),
    cwd: root,
    shares: false,
  },
  hive,
  'hive-unshared': {
    ...hive,
    title: 'Hive Gateway, without deduplication',
    shares: false,
    note: 'the same with `deduplicateInflightRequests: false` for its subgraphs',
    command: (options) => [
      ...hive.command(options),
      ...['--config-path', fileURLToPath(new URL('targets/hive-unshared.config.mjs', import.meta.url))],
    ],
  },
  wayfare,
  'wayfare-dedupe': {
    ...wayfare,
    title: 'Wayfare, deduplicating',
    shares: true,
    note: 'the same with the default `DEDUPLICATE_REQUESTS=true`: concurrent equal requests are deduplicated',
    environment: (options) => ({ ...wayfare.environment(options), DEDUPLICATE_REQUESTS: 'true' }),
  },
  'wayfare-unmerged': {
    ...wayfare,
    title: 'Wayfare, without merging',
    note: 'the same with `MERGE_FETCHES=false`, and without deduplication',
    environment: (options) => ({ ...wayfare.environment(options), MERGE_FETCHES: 'false' }),
  },
  aggregator: {
    title: 'Aggregator',
    note: 'hand-written for these three requests: `node:http`, `undici`, no GraphQL',
    command: () => [...typescript, 'bench/router/targets/aggregator.ts'],
    environment: ({ port, subgraphUrls }) => ({
      PORT: String(port),
      SUBGRAPH_URLS: JSON.stringify(subgraphUrls),
    }),
    cwd: root,
    shares: false,
  },
};
