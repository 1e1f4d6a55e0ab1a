import { GraphQLError } from 'graphql';
import { requestIdHeader } from '../../platform/http/server.ts';
import { callerHeader } from '../../platform/identity.ts';
import type { Logger } from '../../platform/log.ts';
import type { RouterContext } from '../context.ts';
import { subgraphError } from '../errors.ts';
import type { FetchOutcome, RouterMetrics } from '../metrics.ts';
import { createSubgraphPool } from './subgraph-pool.ts';
import type { HttpResponse, SubgraphPool } from './subgraph-pool.ts';
import { readSubgraphResponse } from './subgraph-response.ts';
import type { SubgraphResponse } from './subgraph-response.ts';

export interface SubgraphClientOptions {
  name: string;
  url: string;
  connections: number;
  timeoutMs: number;
  maxResponseBytes: number;
  logger: Logger;
  metrics: RouterMetrics;
}

/** Sends GraphQL requests to a subgraph. */
export interface SubgraphClient {
  /**
   * @param body the JSON of a GraphQL request
   * @param isMutation true for requests that are neither retried nor aborted with the client
   * @throws GraphQLError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT or SUBGRAPH_INVALID_RESPONSE
   */
  fetch(body: string, isMutation: boolean, context: RouterContext): Promise<SubgraphResponse>;
  close(): Promise<void>;
}

interface Client extends SubgraphClientOptions {
  pool: SubgraphPool;
}

const timeoutCodes = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
const fixedHeaders = [
  ...['content-type', 'application/json'],
  ...['accept', 'application/graphql-response+json, application/json;q=0.9'],
];

/** A client over HTTP with a pool of connections. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const client: Client = { ...options, pool: createSubgraphPool(options) };
  const { name, metrics, pool } = client;
  return {
    async fetch(body, isMutation, context) {
      const started = performance.now();
      let outcome: FetchOutcome = 'ok';
      try {
        const response = await fetchResponse(client, body, isMutation, context);
        if (response.errors !== undefined) outcome = 'errors';
        return response;
      } catch (error) {
        const mapped = toGraphqlError(client, error, context);
        outcome = context.signal.aborted ? 'abandoned' : outcomeOf(mapped);
        throw mapped;
      } finally {
        metrics.subgraphFetch(name, outcome, (performance.now() - started) / 1_000);
      }
    },
    close: () => pool.close(),
  };
}

/** The client of a subgraph that only declares subscription fields: the planner sends it no requests. */
export function createLocalSubgraph(name: string): SubgraphClient {
  return {
    fetch: () => Promise.reject(subgraphError('SUBGRAPH_UNAVAILABLE', name)),
    close: () => Promise.resolve(),
  };
}

async function fetchResponse(
  client: Client,
  body: string,
  isMutation: boolean,
  context: RouterContext,
): Promise<SubgraphResponse> {
  const headers = [...fixedHeaders, requestIdHeader, context.requestId];
  const assertion = context.assertionFor(client.name);
  if (assertion !== null) headers.push(callerHeader, await assertion);
  const response = await send(client, headers, body, isMutation, context);
  return readSubgraphResponse(client.name, response.status, response.body, client.logger);
}

/**
 * Sends a request, with a timeout. A query is aborted with its client. It is retried once, within the same timeout, if
 * the connection may have been closed before the subgraph read it; that looks the same as a subgraph that crashed while
 * it answered. A mutation may have taken effect: it is sent once, and runs on without its client.
 */
async function send(
  { pool, name, timeoutMs }: Client,
  headers: string[],
  body: string,
  isMutation: boolean,
  { signal }: RouterContext,
): Promise<HttpResponse> {
  if (!isMutation && signal.aborted) throw clientAborted();
  let request = pool.post(headers, body);
  const timeout = setTimeout(() => {
    request.abort(subgraphError('SUBGRAPH_TIMEOUT', name));
  }, timeoutMs);
  const abort = () => {
    request.abort(clientAborted());
  };
  if (!isMutation) signal.addEventListener('abort', abort);
  try {
    return await request.response;
  } catch (error) {
    if (isMutation || !request.isRetryable || signal.aborted) throw error;
    request = pool.post(headers, body);
    return await request.response;
  } finally {
    clearTimeout(timeout);
    if (!isMutation) signal.removeEventListener('abort', abort);
  }
}

function clientAborted(): Error {
  return new Error('The client aborted the request.');
}

function toGraphqlError(
  { name, logger }: Client,
  error: unknown,
  { signal, requestId }: RouterContext,
): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const code = codeOf(error);
  if (timeoutCodes.includes(code)) return subgraphError('SUBGRAPH_TIMEOUT', name);
  const reason = error instanceof Error ? error.message : String(error);
  // Client aborts are not logged: the subgraph has no part in them.
  if (!signal.aborted) logger.warn({ requestId, subgraph: name, code, reason }, 'subgraph request failed');
  const isInvalid = code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code.startsWith('HPE_');
  return subgraphError(isInvalid ? 'SUBGRAPH_INVALID_RESPONSE' : 'SUBGRAPH_UNAVAILABLE', name);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function outcomeOf({ extensions }: GraphQLError): FetchOutcome {
  if (extensions['code'] === 'SUBGRAPH_TIMEOUT') return 'timeout';
  return extensions['code'] === 'SUBGRAPH_INVALID_RESPONSE' ? 'invalid' : 'unavailable';
}
