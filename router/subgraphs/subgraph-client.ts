import { GraphQLError } from 'graphql';
import { priorityHeader, urgentPriority } from '../../platform/http/request-deadline.ts';
import { requestIdHeader } from '../../platform/http/server.ts';
import { callerHeader } from '../../platform/caller-assertions.ts';
import type { Logger } from '../../platform/log.ts';
import { createAdmission } from '../../platform/resilience/admission.ts';
import type { AdmissionLimits } from '../../platform/resilience/admission.ts';
import { createRetryBudget } from '../../platform/resilience/retry-budget.ts';
import type { RetryBudget } from '../../platform/resilience/retry-budget.ts';
import type { RouterContext } from '../context.ts';
import { circuitOpen, subgraphError, subgraphOverloaded } from '../errors.ts';
import type { FetchOutcome, RouterMetrics } from '../metrics.ts';
import { InFlight } from './in-flight.ts';
import type { SharingTerms } from './in-flight.ts';
import { OpenExchanges } from './open-exchanges.ts';
import { createSubgraphCircuit } from './subgraph-circuit.ts';
import type { SubgraphCircuit } from './subgraph-circuit.ts';
import { Exchange } from './subgraph-exchange.ts';
import { errorCode, failureError, failureKind, outcomeOf } from './subgraph-failures.ts';
import { createSubgraphPool, jsonHeaders } from './subgraph-pool.ts';
import type { HttpResponse, SubgraphPool } from './subgraph-pool.ts';
import { createSubgraphProbe } from './subgraph-probe.ts';
import { isGatewayFailure, isOverloadRefusal, readSubgraphResponse } from './subgraph-response.ts';
import type { SubgraphResponse } from './subgraph-response.ts';
import { retryPauseMs } from './subgraph-retries.ts';

export interface SubgraphClientOptions {
  name: string;
  url: string;
  connections: number;
  /** Of requests that wait for a connection. */
  queue: Pick<AdmissionLimits, 'maxWaiting' | 'maxWaitMs'>;
  timeoutMs: number;
  maxResponseBytes: number;
  logger: Logger;
  metrics: RouterMetrics;
  /** Null when equal queries in flight are not shared. */
  sharing: SharingTerms | null;
}

/** Sends GraphQL requests to a subgraph. */
export interface SubgraphClient {
  /**
   * @param body the JSON of a GraphQL request
   * @param isMutation true for requests that run on without their client, and are repeated only if they had no effect
   * @throws GraphQLError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT or SUBGRAPH_INVALID_RESPONSE
   */
  fetch(body: string, isMutation: boolean, context: RouterContext): Promise<SubgraphResponse>;
  /** Ends its probes and its metrics. Requests under way run on. */
  retire(): Promise<void>;
  close(): Promise<void>;
}

/** Long bodies are seldom equal, and comparing them takes time. */
const maxSharedCharacters = 64 * 1024;

interface Client extends SubgraphClientOptions {
  pool: SubgraphPool;
  circuit: SubgraphCircuit;
  budget: RetryBudget;
  exchanges: OpenExchanges;
  /** Queries by caller and body; null when they are not shared. */
  inFlight: InFlight<HttpResponse> | null;
}

/** A client over HTTP with a pool of connections, retries and a circuit breaker. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, metrics, logger } = options;
  const admission = createAdmission({
    ...{ name, metrics: metrics.registry, paced: false },
    ...options.queue,
    maxInFlight: options.connections,
  });
  const pool = createSubgraphPool({ ...options, admission, refusal: () => subgraphOverloaded(name) });
  const probe = createSubgraphProbe(options);
  const exchanges = new OpenExchanges();
  const circuit = createSubgraphCircuit({
    ...{ name, logger, metrics: metrics.registry, probe: () => probe.send() },
    onOpened() {
      exchanges.circuitOpened();
    },
  });
  const inFlight = options.sharing === null ? null : new InFlight<HttpResponse>(options.sharing);
  const client: Client = { ...options, pool, circuit, exchanges, inFlight, budget: createRetryBudget() };
  const retire = async () => {
    await circuit.close();
    await probe.close();
  };
  return {
    async fetch(body, isMutation, context) {
      const started = performance.now();
      const { load } = context;
      let outcome: FetchOutcome = 'ok';
      load?.uses(name);
      try {
        const response = await fetchResponse(client, body, isMutation, context);
        if (response.errors !== undefined) outcome = 'errors';
        load?.answered(name);
        return response;
      } catch (error) {
        const mapped = toGraphqlError(client, error, context);
        outcome = context.signal.aborted ? 'abandoned' : outcomeOf(mapped);
        if (outcome === 'overloaded') load?.refused(name);
        throw mapped;
      } finally {
        metrics.subgraphFetch(name, outcome, (performance.now() - started) / 1_000);
      }
    },
    retire,
    async close() {
      await Promise.all([retire(), pool.close()]);
    },
  };
}

/** The client of a subgraph that only declares subscription fields: the planner sends it no requests. */
export function createLocalSubgraph(name: string): SubgraphClient {
  return {
    fetch: () => Promise.reject(subgraphError('SUBGRAPH_UNAVAILABLE', name)),
    retire: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

async function fetchResponse(
  client: Client,
  body: string,
  isMutation: boolean,
  context: RouterContext,
): Promise<SubgraphResponse> {
  const { name, circuit, logger } = client;
  if (circuit.isOpen) throw circuitOpen(name);
  const response = await (isMutation
    ? sendMutation(client, body, context)
    : shareQuery(client, body, context));
  // Each execution changes its own response.
  return readSubgraphResponse(name, response.status, response.body, logger);
}

function headersOf({ name }: Client, body: string, context: RouterContext): string[] {
  const headers = [...jsonHeaders, requestIdHeader, context.requestId];
  const assertion = context.assertionFor(name, body);
  if (assertion !== null) headers.push(callerHeader, assertion);
  return headers;
}

/** A mutation may have taken effect: it runs on without its client. */
async function sendMutation(client: Client, body: string, context: RouterContext): Promise<HttpResponse> {
  const headers = [...headersOf(client, body, context), priorityHeader, urgentPriority];
  const exchange = new Exchange(client, context, { headers, body, isMutation: true });
  return responseOf(client, exchange, context.requestId);
}

/**
 * Equal queries of the same caller in flight share a request. Of a request, a subgraph learns the caller, the body, and
 * the first sharer's request id and client address, which no query's answer depends on.
 */
function shareQuery(client: Client, body: string, context: RouterContext): Promise<HttpResponse> {
  const { inFlight } = client;
  if (inFlight === null || context.signal.aborted || body.length > maxSharedCharacters) {
    return sendQuery(client, body, context);
  }
  const key = context.caller.kind === 'anonymous' ? body : `${JSON.stringify(context.caller)}${body}`;
  return inFlight
    .join(key, context, (sharers) => sendQuery(client, body, { ...context, ...sharers }))
    .then(({ result }) => result);
}

/** A query is aborted with its client. */
async function sendQuery(client: Client, body: string, context: RouterContext): Promise<HttpResponse> {
  const { signal, requestId } = context;
  if (signal.aborted) throw clientAborted();
  const headers = headersOf(client, body, context);
  const exchange = new Exchange(client, context, { headers, body, isMutation: false });
  const abort = () => {
    exchange.end(clientAborted());
  };
  signal.addEventListener('abort', abort);
  try {
    return await responseOf(client, exchange, requestId);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function responseOf(client: Client, exchange: Exchange, requestId: string): Promise<HttpResponse> {
  client.exchanges.add(exchange);
  try {
    return await lastResponse(client, exchange, requestId);
  } finally {
    exchange.close();
    client.exchanges.remove(exchange);
  }
}

/** The response of the last attempt, which may be a gateway failure. */
async function lastResponse(client: Client, exchange: Exchange, requestId: string): Promise<HttpResponse> {
  const { name, circuit, budget, metrics } = client;
  const isWorthwhile = () => !circuit.isOpen && exchange.remainingMs() > 0;
  budget.deposit();
  for (let retry = 1; ; retry += 1) {
    let refusal: HttpResponse | undefined;
    let failure: unknown;
    try {
      const response = await exchange.request.response;
      if (!isGatewayFailure(response.status)) {
        circuit.answered();
        return response;
      }
      refusal = response;
    } catch (error) {
      exchange.throwIfEnded();
      if (error instanceof GraphQLError) throw error;
      failure = error;
    }
    const kind = failureKind(failure);
    const isRefused = refusal !== undefined && isOverloadRefusal(refusal);
    if (isRefused || kind === 'invalid') circuit.answered();
    else if (kind === 'unanswered') circuit.failed();
    const pauseMs = kind === 'unanswered' ? retryPauseMs(exchange, retry, refusal) : null;
    if (pauseMs !== null && isWorthwhile() && budget.withdraw()) {
      if (pauseMs > 0) await exchange.pause(pauseMs);
      exchange.throwIfEnded();
      if (isWorthwhile()) {
        metrics.subgraphRetry(name);
        exchange.repeat();
        continue;
      }
    }
    if (isRefused) throw subgraphOverloaded(name);
    if (refusal !== undefined) return refusal;
    logFailure(client, requestId, failure);
    throw failureError(name, kind, exchange.request.wasSent);
  }
}

/** An error that is no answer of the subgraph: of signing, or of a client that aborted. */
function toGraphqlError(client: Client, error: unknown, { signal, requestId }: RouterContext): GraphQLError {
  if (error instanceof GraphQLError) return error;
  // Client aborts are not logged: the subgraph has no part in them.
  if (!signal.aborted) logFailure(client, requestId, error);
  return subgraphError('SUBGRAPH_UNAVAILABLE', client.name);
}

function logFailure({ name, logger }: Client, requestId: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  logger.warn({ requestId, subgraph: name, code: errorCode(error), reason }, 'subgraph request failed');
}

function clientAborted(): Error {
  return new Error('The client aborted the request.');
}
