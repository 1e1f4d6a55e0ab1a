import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

/** What came over HTTP. */
export interface HttpAnswer {
  status: number;
  body: string;
}

/** A request under way. */
export interface HttpExchange {
  answer: Promise<HttpAnswer>;
  /** Gives it up: the answer rejects with that reason. */
  abandon(reason: Error): void;
}

/** The connections to one subgraph, which are kept. */
export interface SubgraphConnections {
  post(headers: string[], body: string): HttpExchange;
  close(): Promise<void>;
}

/** A connection that cannot be had in this time is not worth waiting for, however long an answer may take. */
const longestConnectMs = 2_000;

/**
 * Posts to one address. It speaks to undici's dispatcher itself: its streams are made for what does not fit in memory,
 * and cost more than the request.
 */
export function createSubgraphConnections(options: {
  url: string;
  connections: number;
  timeoutMs: number;
  /** The largest answer taken. */
  answerLimitBytes: number;
}): SubgraphConnections {
  const { connections, timeoutMs, answerLimitBytes } = options;
  const url = new URL(options.url);
  const path = `${url.pathname}${url.search}`;
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    connectTimeout: Math.min(timeoutMs, longestConnectMs),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: answerLimitBytes,
  });
  return {
    post(headers, body) {
      const exchange = createExchange();
      pool.dispatch({ path, method: 'POST', headers, body }, exchange.handler);
      return exchange;
    },
    close: () => pool.destroy(),
  };
}

function createExchange(): HttpExchange & { handler: Dispatcher.DispatchHandler } {
  let status = 0;
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let abandoned: Error | undefined;
  let resolve: (answer: HttpAnswer) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const answer = new Promise<HttpAnswer>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  return {
    answer,
    abandon(reason) {
      abandoned = reason;
      controller?.abort(reason);
      // A request that waits for a connection has no controller yet; nobody needs to wait for it.
      reject(reason);
    },
    handler: {
      onRequestStart(started) {
        controller = started;
        if (abandoned !== undefined) started.abort(abandoned);
      },
      onResponseStart(_controller, code) {
        status = code;
      },
      onResponseData(_controller, chunk) {
        if (first === undefined) first = chunk;
        else if (more === undefined) more = [first, chunk];
        else more.push(chunk);
      },
      onResponseEnd() {
        const body = more === undefined ? first : Buffer.concat(more);
        resolve({ status, body: body === undefined ? '' : body.toString('utf8') });
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    },
  };
}
