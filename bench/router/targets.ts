import { fileURLToPath } from 'node:url';
import { loopback } from '../../dev/ports.ts';
import type { SubgraphName } from './graph/subgraphs.ts';

export const targetNames = [
  'apollo',
  'hive',
  'hive-unshared',
  'wayfare',
  'wayfare-dedupe',
  'aggregator',
] as const;
export type TargetName = (typeof targetNames)[number];

/** What a target is told. */
export interface Surroundings {
  port: number;
  supergraphPath: string;
  subgraphUrls: Readonly<Record<SubgraphName, string>>;
}

export interface Target {
  title: string;
  /** How it was made to run, for people. */
  note: string;
  /** Arguments for Node.js. */
  command: (surroundings: Surroundings) => string[];
  environment: (surroundings: Surroundings) => Record<string, string>;
  cwd: string;
  /** Whether equal requests under way at once share one to a subgraph. */
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
  note: '`npm run router` with `SUPERGRAPH_PATH`, `PORT` and `LOG_LEVEL=warn`: its limits on, no answer cached or shared; it asks Node.js for more room for young objects (`--max-semi-space-size=64`), which the others do not',
  command: () => ['--max-semi-space-size=64', 'dev/run.js', 'router/main.ts'],
  environment: ({ port, supergraphPath }) => ({
    PORT: String(port),
    SUPERGRAPH_PATH: supergraphPath,
    LOG_LEVEL: 'warn',
  }),
  cwd: root,
  shares: false,
};

const hive: Target = {
  title: 'Hive Gateway',
  note: '`hive-gateway supergraph` with its defaults: equal requests to a subgraph that are under way are shared',
  command: ({ port, supergraphPath }) => [
    ...['node_modules/@graphql-hive/gateway/dist/bin.js', 'supergraph', supergraphPath],
    ...['--port', String(port), '--host', loopback],
  ],
  environment: () => ({}),
  cwd: peersDirectory,
  shares: true,
};

/** All that are compared, each started as its documentation says, as one process. */
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
    title: 'Hive Gateway, sharing nothing',
    shares: false,
    note: 'the same with `deduplicateInflightRequests: false` for its subgraphs',
    command: (surroundings) => [
      ...hive.command(surroundings),
      ...['--config-path', fileURLToPath(new URL('targets/hive-unshared.config.mjs', import.meta.url))],
    ],
  },
  wayfare,
  'wayfare-dedupe': {
    ...wayfare,
    title: 'Wayfare, deduplicating',
    shares: true,
    note: 'the same with `DEDUPLICATE_REQUESTS=true`: requests under way at once are shared',
    environment: (surroundings) => ({ ...wayfare.environment(surroundings), DEDUPLICATE_REQUESTS: 'true' }),
  },
  aggregator: {
    title: 'Aggregator',
    note: 'written by hand for these three requests: `node:http`, `undici`, no GraphQL',
    command: () => [...typescript, 'bench/router/targets/aggregator.ts'],
    environment: ({ port, subgraphUrls }) => ({
      PORT: String(port),
      SUBGRAPH_URLS: JSON.stringify(subgraphUrls),
    }),
    cwd: root,
    shares: false,
  },
};
