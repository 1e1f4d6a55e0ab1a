import { GraphQLError } from 'graphql';
import { Pool } from 'undici';
import { requestIdHeader } from '../platform/http/server.ts';
import { callerHeader } from '../platform/identity.ts';
import type { Logger } from '../platform/log.ts';
import type { RouterContext } from './context.ts';
import { subgraphError } from './errors.ts';
import type { FetchOutcome, RouterMetrics } from './metrics.ts';
import { readAnswer } from './subgraph-answer.ts';
import type { SubgraphAnswer } from './subgraph-answer.ts';

export interface DataSourceOptions {
  /** The subgraph's name. */
  name: string;
  url: string;
  connections: number;
  timeoutMs: number;
  answerLimitBytes: number;
  logger: Logger;
  metrics: RouterMetrics;
}

/** A subgraph, as it is asked. */
export interface SubgraphSource {
  /**
   * @param body a GraphQL request as JSON
   * @param isMutation a mutation that was sent is neither sent again nor given up when the client leaves
   * @throws GraphQLError SUBGRAPH_UNAVAILABLE, SUBGRAPH_TIMEOUT or SUBGRAPH_INVALID_RESPONSE
   */
  fetch(body: string, isMutation: boolean, context: RouterContext): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}

/** How a connection that was kept alive ends that the other side has closed meanwhile: nothing was read of the request. */
const staleConnection = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];
const timeouts = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

/** Asks one subgraph over HTTP, on connections that are kept. */
export function createDataSource(options: DataSourceOptions): SubgraphSource {
  const { name, timeoutMs, answerLimitBytes, connections, logger, metrics } = options;
  const url = new URL(options.url);
  const path = `${url.pathname}${url.search}`;
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    connectTimeout: Math.min(timeoutMs, 2_000),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: answerLimitBytes,
  });

  async function send(body: string, context: RouterContext, signal: AbortSignal): Promise<SubgraphAnswer> {
    const assertion = await context.assertionFor(name);
    const response = await pool.request({
      ...{ path, body, signal },
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        [requestIdHeader]: context.requestId,
        ...(assertion === null ? {} : { [callerHeader]: assertion }),
      },
    });
    return readAnswer(name, response.statusCode, await response.body.text(), logger);
  }

  async function fetchAnswer(body: string, isMutation: boolean, context: RouterContext) {
    const abort = new AbortController();
    const deadline = setTimeout(() => {
      abort.abort(subgraphError('SUBGRAPH_TIMEOUT', name));
    }, timeoutMs);
    const leave = () => {
      abort.abort(context.signal.reason);
    };
    // A mutation that has been sent may be done already: whoever sent it leaving must not leave it half done.
    if (!isMutation) {
      if (context.signal.aborted) leave();
      context.signal.addEventListener('abort', leave);
    }
    try {
      return await send(body, context, abort.signal).catch((error: unknown) => {
        if (isMutation || abort.signal.aborted || !staleConnection.includes(codeOf(error))) throw error;
        return send(body, context, abort.signal);
      });
    } finally {
      clearTimeout(deadline);
      context.signal.removeEventListener('abort', leave);
    }
  }

  function mapped(error: unknown): GraphQLError {
    if (error instanceof GraphQLError) return error;
    const code = codeOf(error);
    if (timeouts.includes(code)) return subgraphError('SUBGRAPH_TIMEOUT', name);
    const reason = error instanceof Error ? error.message : String(error);
    logger.warn({ subgraph: name, code, reason }, 'a subgraph did not answer');
    const tooLarge = code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code.startsWith('HPE_');
    return subgraphError(tooLarge ? 'SUBGRAPH_INVALID_RESPONSE' : 'SUBGRAPH_UNAVAILABLE', name);
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
        const fault = mapped(error);
        outcome = context.signal.aborted ? 'abandoned' : outcomeOf(fault);
        throw fault;
      } finally {
        metrics.subgraphFetch(name, outcome, (performance.now() - started) / 1_000);
      }
    },
    close: () => pool.destroy(),
  };
}

/** Stands for a subgraph that this process answers for itself: nothing is ever fetched from it. */
export function createLocalSource(name: string): SubgraphSource {
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
