import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseRouterConfig } from '../../router/config.ts';
import { startRouter } from '../../router/app.ts';
import type { SubgraphDefinition } from './fake-subgraph.ts';
import { withoutLimits } from './without-limits.ts';

/** A response of the router over HTTP. */
export interface RouterResponse {
  status: number;
  headers: Headers;
  data?: Record<string, unknown> | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string } & Record<string, unknown>;
  }[];
}

export interface RouterUnderTest {
  url: string;
  supergraphPath: string;
  /** Its log so far: lines of JSON. */
  logs: string[];
  ask(query: string, options?: AskOptions): Promise<RouterResponse>;
  metrics(): Promise<string>;
  close(): Promise<void>;
}

export interface AskOptions {
  variables?: Record<string, unknown>;
  operationName?: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Composes a supergraph. @throws Error naming every composition error */
export type Compose = (subgraphs: readonly SubgraphDefinition[]) => string;

export const composeWithApollo: Compose = (subgraphs) => {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, typeDefs, url }) => ({ name, url, typeDefs: parse(typeDefs) })),
  );
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
};

/** Composes the subgraphs and writes the supergraph into a file of a new directory. */
export async function composeToFile(
  subgraphs: readonly SubgraphDefinition[],
  compose = composeWithApollo,
): Promise<{ path: string; sdl: string; remove(): Promise<void> }> {
  const supergraphSdl = compose(subgraphs);
  const directory = await mkdtemp(join(tmpdir(), 'wayfare-router-'));
  const path = join(directory, 'supergraph.graphql');
  await writeFile(path, supergraphSdl);
  return { path, sdl: supergraphSdl, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Starts a router over these subgraphs in this process. */
export async function startRouterUnderTest(
  subgraphs: readonly SubgraphDefinition[],
  settings: Record<string, string> = {},
  clock: Clock = systemClock,
  compose = composeWithApollo,
): Promise<RouterUnderTest> {
  const supergraph = await composeToFile(subgraphs, compose);
  const logs: string[] = [];
  const registry = createMetrics('router');
  const router = await startRouter({
    config: parseRouterConfig({
      ...{ ...withoutLimits, PORT: '0', SUPERGRAPH_PATH: supergraph.path },
      // Tests count the requests of subgraphs.
      SUBGRAPH_WAIT_SECONDS: '0',
      ...settings,
    }),
    logger: createLogger('router', 'info', { write: (line) => logs.push(line) }),
    metrics: registry,
    clock,
  });
  return {
    url: router.url,
    supergraphPath: supergraph.path,
    logs,
    ask: (query, options) => ask(router.url, query, options),
    metrics: () => registry.metrics(),
    async close() {
      await router.close();
      await supergraph.remove();
    },
  };
}

/** Sends an operation by POST as JSON. */
export async function ask(url: string, query: string, options: AskOptions = {}): Promise<RouterResponse> {
  const { variables, operationName, token, headers = {}, signal } = options;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
    ...(signal === undefined ? {} : { signal }),
  });
  const body = (await response.json()) as Omit<RouterResponse, 'status' | 'headers'>;
  return { status: response.status, headers: response.headers, ...body };
}

/** The `extensions.code` of each error. */
export function errorCodes({ errors = [] }: Pick<RouterResponse, 'errors'>): string[] {
  return errors.map(({ extensions }) => extensions.code);
}
