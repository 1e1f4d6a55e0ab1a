import { GraphQLError } from 'graphql';
import { requestIdHeader } from '../../platform/http/server.ts';
import { callerHeader } from '../../platform/identity.ts';
import type { Logger } from '../../platform/log.ts';
import type { RouterContext } from '../context.ts';
import { subgraphError } from '../errors.ts';
import type { FetchOutcome, RouterMetrics } from '../metrics.ts';
import { readSubgraphResponse } from './subgraph-response.ts';
import type { SubgraphResponse } from './subgraph-response.ts';
import { createSubgraphPool } from './subgraph-pool.ts';
import type { HttpResponse } from './subgraph-pool.ts';

export interface SubgraphClientOptions {
  /** The subgraph's name. */
  name: string;
  url: string;
  connections: number;
  timeoutMs: number;
  maxResponseBytes: number;
  logger: Logger;
  metrics: RouterMetrics;
}

/** A subgraph, as it is asked. */
export interface SubgraphClient {
  /**
   * @param body a GraphQL request as JSON
   * @param isMutation a mutation that was sent is neither sent again nor given up when the client leaves
   * @throws GraphQLError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT or SUBGRAPH_INVALID_RESPONSE
   */
  fetch(body: string, isMutation: boolean, context: RouterContext): Promise<SubgraphResponse>;
  close(): Promise<void>;
}

const clientHasGone = 'The client has gone.';
const timeouts = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
/** What every request says of itself. */
const fixedHeaders = [
  ...['content-type', 'application/json'],
  ...['accept', 'application/graphql-response+json, application/json;q=0.9'],
];

/** Asks one subgraph over HTTP, on connections that are kept. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, url, timeoutMs, maxResponseBytes, connections, logger, metrics } = options;
  const subgraph = createSubgraphPool({ url, connections, timeoutMs, maxResponseBytes });

  /**
   * Sends, and gives up after the time allowed, or when the client leaves. A query goes out once more, within the same
   * time, where the first connection may have been closed before anything was read of it; nobody can tell that from a
   * subgraph that died at it. A mutation that has been sent may be done already: it goes out once, and on without its
   * client, who must not leave it half done.
   */
  async function send(
    headers: string[],
    body: string,
    isMutation: boolean,
    { signal }: RouterContext,
  ): Promise<HttpResponse> {
    if (!isMutation && signal.aborted) throw new Error(clientHasGone);
    let exchange = subgraph.post(headers, body);
    const deadline = setTimeout(() => {
      exchange.abort(subgraphError('SUBGRAPH_TIMEOUT', name));
    }, timeoutMs);
    const leave = () => {
      exchange.abort(new Error(clientHasGone));
    };
    if (!isMutation) signal.addEventListener('abort', leave);
    try {
      return await exchange.response;
    } catch (error) {
      if (isMutation || !exchange.isRetryable || signal.aborted) throw error;
      exchange = subgraph.post(headers, body);
      return await exchange.response;
    } finally {
      clearTimeout(deadline);
      if (!isMutation) signal.removeEventListener('abort', leave);
    }
  }

  async function fetchAnswer(body: string, isMutation: boolean, context: RouterContext) {
    const headers = [...fixedHeaders, requestIdHeader, context.requestId];
    const assertion = context.assertionFor(name);
    if (assertion !== null) headers.push(callerHeader, await assertion);
    const { status, body: answer } = await send(headers, body, isMutation, context);
    return readSubgraphResponse(name, status, answer, logger);
  }

  function mapped(error: unknown, { signal, requestId }: RouterContext): GraphQLError {
    if (error instanceof GraphQLError) return error;
    const code = codeOf(error);
    if (timeouts.includes(code)) return subgraphError('SUBGRAPH_TIMEOUT', name);
    const reason = error instanceof Error ? error.message : String(error);
    // That a client left is nothing that a subgraph did.
    if (!signal.aborted)
      logger.warn({ requestId, subgraph: name, code, reason }, 'a subgraph did not answer');
    const unusable = code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code.startsWith('HPE_');
    return subgraphError(unusable ? 'SUBGRAPH_INVALID_RESPONSE' : 'SUBGRAPH_UNAVAILABLE', name);
  }

  return {
    async fetch(body, isMutation, context) {
      const started = performance.now();
      let outcome: FetchOutcome = 'ok';
      try {
        const answer = await fetchAnswer(body, isMutation, context);
        if (answer.errors !== undefined) outcome = 'errors';
        return answer;
      } catch (error) {
        const fault = mapped(error, context);
        outcome = context.signal.aborted ? 'abandoned' : outcomeOf(fault);
        throw fault;
      } finally {
        metrics.subgraphFetch(name, outcome, (performance.now() - started) / 1_000);
      }
    },
    close: () => subgraph.close(),
  };
}

/** Stands for a subgraph that this process answers for itself: nothing is ever fetched from it. */
export function createLocalSubgraph(name: string): SubgraphClient {
  return {
    fetch: () => Promise.reject(subgraphError('SUBGRAPH_UNAVAILABLE', name)),
    close: () => Promise.resolve(),
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function outcomeOf({ extensions }: GraphQLError): FetchOutcome {
  if (extensions['code'] === 'SUBGRAPH_TIMEOUT') return 'timeout';
  return extensions['code'] === 'SUBGRAPH_INVALID_RESPONSE' ? 'invalid' : 'unavailable';
}
